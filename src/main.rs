//! The page's own module.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        page::app::mount();
    }
}
