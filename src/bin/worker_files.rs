//! The page's worker that gets models from the hub and keeps them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        tvlt::constructors::run();
        tvlt::download::server::run();
    }
}
