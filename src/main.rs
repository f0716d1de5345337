//! The program: `trygghetskarta serve`, `demo`, `import`, `export`, …

use std::process::ExitCode;

fn main() -> ExitCode {
    trygghetskarta::cli::run()
}
