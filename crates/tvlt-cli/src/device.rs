//! The device and precision of a subcommand.

use tvlt::inference::device::ReadyDevice;
use tvlt::inference::{InferenceError, device};
use tvlt::precision::Precision;

/// Where a model can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DeviceChoice {
    /// The graphics card where this build has one and the machine too, else the processor.
    Auto,
    /// The processor.
    Cpu,
    /// The graphics card; needs a build with `--features gpu`.
    Gpu,
    /// The processor, by PyTorch's library: the fastest to train on where there is no graphics card.
    #[cfg(feature = "libtorch")]
    Libtorch,
}

/// What a model computes with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PrecisionChoice {
    /// 32-bit numbers, as the reference.
    #[default]
    F32,
    /// 16-bit numbers, where the device has them.
    F16,
}

impl From<PrecisionChoice> for Precision {
    fn from(choice: PrecisionChoice) -> Self {
        match choice {
            PrecisionChoice::F32 => Self::F32,
            PrecisionChoice::F16 => Self::F16,
        }
    }
}

/// The requested device.
///
/// # Errors
/// [`InferenceError::Device`] where there is none.
pub fn ready(choice: DeviceChoice) -> Result<ReadyDevice, InferenceError> {
    match choice {
        DeviceChoice::Auto => Ok(gpu().unwrap_or_else(|_| device::cpu())),
        DeviceChoice::Cpu => Ok(device::cpu()),
        DeviceChoice::Gpu => gpu(),
        #[cfg(feature = "libtorch")]
        DeviceChoice::Libtorch => Ok(device::libtorch()),
    }
}

#[cfg(feature = "gpu")]
fn gpu() -> Result<ReadyDevice, InferenceError> {
    pollster::block_on(device::gpu(|words| eprintln!("tvlt: the GPU was lost ({words})")))
}

#[cfg(not(feature = "gpu"))]
fn gpu() -> Result<ReadyDevice, InferenceError> {
    let words = "this tvlt was built without a GPU: build it with `--features gpu`, or use --device cpu";
    Err(InferenceError::Device(words.into()))
}
