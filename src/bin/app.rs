//! The page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tvlt::constructors::run();
    tvlt::view::app::mount();
}
