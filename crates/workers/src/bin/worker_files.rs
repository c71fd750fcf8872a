//! The page's worker that gets models from the hub and keeps them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        workers::files::run();
    }
}
