//! The worker that runs the model on the CPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::model::run(bridge::protocol::Backend::Cpu);
    }
}
