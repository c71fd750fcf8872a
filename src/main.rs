//! The WebAssembly module of the page itself.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        bridge::constructors::run();
        page::app::mount();
    }
}
