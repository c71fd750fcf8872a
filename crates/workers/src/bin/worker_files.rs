//! The worker that downloads models from the hub and stores them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::files::run();
    }
}
