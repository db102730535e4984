//! `subrosa-desk`: the sandbox first, then the command line.

use std::process::ExitCode;

use subrosa_desk::failure::{Exit, Failure};
use subrosa_desk::{cli, output, sandbox};

fn main() -> ExitCode {
    // Before any thread, file or argument: nothing that runs later is outside it.
    if let Err(error) = sandbox::forbid_network() {
        let failure = Failure::new(Exit::Machine, "no-sandbox", error.to_string())
            .hint("the desk needs Linux with seccomp and does not run without it");
        return output::print(&Err(failure), false).into();
    }
    cli::main(std::env::args_os()).into()
}
