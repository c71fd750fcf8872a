//! The native tool.

fn main() -> std::process::ExitCode {
    tvlt::cli::main()
}
