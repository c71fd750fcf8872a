//! When the GPU takes over from the CPU: only if it is right, and only if it is faster.
