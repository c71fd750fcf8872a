//! One forward of a checkpoint on given tensors.
