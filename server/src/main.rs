//! The one binary.

use std::process::ExitCode;

/// Every request allocates on one thread and frees partly on another, where the system allocator contends. It is set
/// here, not in the library, so that whoever embeds the library chooses for itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    routex::cli::run()
}
