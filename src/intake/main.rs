//! `subrosa-intake`: see the library for the map of the building.

use std::process::ExitCode;

/// Memory is zeroed when it is freed: what passed through leaves no remains.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    subrosa_intake::cli::main()
}
