//! The worker that learns a person's own classes and keeps their samples.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::teach::run();
    }
}
