//! The program `dbag`.

use std::process::ExitCode;

use dbag::Registry;

fn main() -> ExitCode {
    dbag::run(Registry::built_in())
}
