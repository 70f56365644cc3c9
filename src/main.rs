//! The `ungarble` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ungarble::cli::main()
}
