//! The core as a native command with pprof's command line: files in, text out.
//!
//! `proflens -top -base old.pb.gz new.pb.gz` prints what `go tool pprof` prints for the same arguments; without the
//! name of a report it is pprof's interactive shell.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    proflens::native::main()
}

/// In a browser there is no command line; the page uses the library.
#[cfg(target_arch = "wasm32")]
fn main() {}
