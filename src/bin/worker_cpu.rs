//! The page's worker on the CPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        tvlt::constructors::run();
        tvlt::worker::server::run(tvlt::worker::protocol::Backend::Cpu);
    }
}
