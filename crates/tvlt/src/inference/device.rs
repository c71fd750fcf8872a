//! Where the model runs: the CPU, or a GPU.

use std::rc::Rc;

use burn::tensor::{DType, Device, FloatDType};

use crate::inference::InferenceError;
use crate::precision::Precision;

/// A device that is ready for tensors.
pub struct ReadyDevice {
    /// burn's handle.
    pub device: Device,
    /// What it is, in words: the adapter's name, or the kind of CPU backend.
    pub description: String,
    /// The largest buffer that a kernel can be given, in bytes.
    pub buffer_limit: u64,
    /// The precision it computes in.
    pub precision: Precision,
    /// Whether it can compute in f16 on request: a GPU can where it has WebGPU's `shader-f16`. The CPU could too, but
    /// slowly; it is allowed to natively, for checks, and not in a browser.
    pub half_precision: bool,
    /// Submits an empty command list. Some browsers check for finished GPU work on a submit, and otherwise only
    /// now and then.
    pub nudge: Option<Rc<dyn Fn()>>,
}

impl ReadyDevice {
    fn new(device: Device, description: String, buffer_limit: u64) -> Self {
        let half_precision = device.supports_dtype(DType::F16);
        let (precision, nudge) = (Precision::F32, None);
        Self { device, description, buffer_limit, precision, half_precision, nudge }
    }

    /// Sets the precision; the device stays at [`Precision::F32`] where it has no other. Call it before the first
    /// tensor is made: burn fixes one precision for each device of a process.
    ///
    /// # Errors
    /// [`InferenceError::Device`] where the device has been used already.
    pub fn with_precision(mut self, precision: Precision) -> Result<Self, InferenceError> {
        if precision == Precision::F16 && self.half_precision {
            self.device
                .configure(FloatDType::F16)
                .map_err(|error| InferenceError::Device(format!("16-bit numbers cannot be used: {error}")))?;
            self.precision = precision;
        }
        Ok(self)
    }
}

/// burn's pure-Rust CPU backend.
#[cfg(feature = "cpu")]
pub fn cpu() -> ReadyDevice {
    let description = if cfg!(target_arch = "wasm32") { "WebAssembly, one thread" } else { "CPU" };
    let ready = ReadyDevice::new(Device::flex(), description.into(), u64::MAX);
    ReadyDevice { half_precision: ready.half_precision && !cfg!(target_arch = "wasm32"), ..ready }
}

/// The GPU, through wgpu: WebGPU in a browser, the system's own API natively.
///
/// burn starts its GPU runtime once per process: call this once, and start a new worker after the device is
/// lost. `on_lost` is then called with the driver's message.
///
/// # Errors
/// [`InferenceError::Device`] where there is no adapter or it refuses a device.
#[cfg(any(feature = "webgpu", feature = "gpu"))]
pub async fn gpu(on_lost: impl Fn(String) + Send + 'static) -> Result<ReadyDevice, InferenceError> {
    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| InferenceError::Device(format!("the GPU cannot be used: {error}")))?;
    setup.device.set_device_lost_callback(move |_, words| on_lost(words));
    let info = setup.adapter.get_info();
    let description = if info.name.is_empty() { format!("{:?}", info.backend) } else { info.name };
    let limits = setup.device.limits();
    let buffer_limit = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
    let queue = setup.queue;
    let nudge: Rc<dyn Fn()> = Rc::new(move || {
        queue.submit([]);
    });
    Ok(ReadyDevice { nudge: Some(nudge), ..ReadyDevice::new(device, description, buffer_limit) })
}

/// PyTorch's library on the CPU, through burn-tch, which burn has deprecated and will drop after 0.22.
#[cfg(feature = "libtorch")]
#[expect(deprecated, reason = "no other of burn's devices trains as fast on a CPU")]
pub fn libtorch() -> ReadyDevice {
    ReadyDevice::new(Device::libtorch(), "CPU, by libtorch".into(), u64::MAX)
}
