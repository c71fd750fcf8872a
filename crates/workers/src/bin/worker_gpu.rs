//! The worker that runs the model on WebGPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::model::run(bridge::protocol::Backend::WebGpu);
    }
}
