//! The page's worker on WebGPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::model::run(bridge::protocol::Backend::WebGpu);
    }
}
