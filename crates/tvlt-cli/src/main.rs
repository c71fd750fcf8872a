//! The `tvlt` command.

fn main() -> std::process::ExitCode {
    tvlt_cli::main()
}
