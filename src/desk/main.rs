//! `subrosa-desk`: the sandbox first, then the command line or the worker.

use std::process::ExitCode;

use subrosa_desk::failure::{Exit, Failure};
use subrosa_desk::{cli, output, read, sandbox};

fn main() -> ExitCode {
    // The desk is its own worker for hostile documents, with a sandbox of its own.
    if std::env::args_os().nth(1).is_some_and(|word| word == read::WORKER) {
        return read::worker::main();
    }
    // Or becomes the reader of letters in pictures, in a sandbox of its own too.
    if std::env::args_os().nth(1).is_some_and(|word| word == read::ocr::scanner::SCANNER) {
        return read::ocr::scanner::main(std::env::args_os().skip(2));
    }
    // Before any thread, file or argument: nothing that runs later is outside it.
    if let Err(error) = sandbox::forbid_network() {
        let failure = Failure::new(Exit::Machine, "no-sandbox", error.to_string())
            .hint("the desk needs Linux with seccomp and does not run without it");
        return output::print(&Err(failure), false).into();
    }
    cli::main(std::env::args_os()).into()
}
