//! The real program as a process of its own, and a client that speaks just enough HTTP/1.1 to it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::STAFF;

const PATIENCE: Duration = Duration::from_secs(20);

/// `trygghetskarta serve` on a free port. Killed when dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

/// What came back over the wire.
#[derive(Debug)]
pub struct Spoken {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Spoken {
    /// A refusal that says what it is and when to come again, and nothing of its cause.
    pub fn is_a_clear_not_now(&self) {
        assert!(matches!(self.status, 503 | 507), "{}: {}", self.status, self.body);
        let head = self.head.to_ascii_lowercase();
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        assert!(head.contains("retry-after: "), "{head}");
        assert!(self.body.contains("detail_sv") && !self.body.contains("SQL"), "{}", self.body);
    }
}

impl Program {
    /// Runs a command to its end and gives what it printed.
    pub fn run(database_url: &str, arguments: &[&str]) -> (ExitStatus, String, String) {
        let output = Self::command(database_url, arguments).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status, text(output.stdout), text(output.stderr))
    }

    /// `trygghetskarta analyze METHOD …` on a file of this name and these bytes, on so many threads.
    pub fn analyze(file: (&str, &[u8]), n_threads: u32, arguments: &[&str]) -> (ExitStatus, String, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(file.0);
        std::fs::write(&path, file.1).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_trygghetskarta"));
        command.arg("analyze").args(arguments).arg("--input").arg(&path).current_dir(folder.path());
        // There is no database at all: nothing may ask for one.
        command.env("TK_DATABASE_URL", "sqlite:///nowhere/at/all.db").env("TK_LOG", "warn");
        let output = command.env("RAYON_NUM_THREADS", n_threads.to_string()).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status, text(output.stdout), text(output.stderr))
    }

    fn command(database_url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trygghetskarta"));
        command.args(arguments).env("TK_DATABASE_URL", database_url).env("TK_LOG", "warn");
        // A test tells more from one address than a household would; those about limits set their own.
        for limit in [
            "REPORTS_PER_HOUR",
            "FORMS_PER_HOUR",
            "CHECKS_PER_HOUR",
            "FOLLOW_UPS_PER_HOUR",
            "READS_PER_MINUTE",
            "SIGN_INS_PER_HOUR",
            "PROOF_OF_WORK_BITS",
        ] {
            command.env(format!("TK_{limit}"), "0");
        }
        command.env_remove("TK_MUNICIPALITY").env_remove("TK_CATALOGUE").env_remove("TK_LOG_JSON");
        command
    }

    /// Runs a command whose reader goes away before it has printed anything.
    pub fn run_unread(database_url: &str, arguments: &[&str]) -> (ExitStatus, String) {
        let mut command = Self::command(database_url, arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("its end");
        (output.status, String::from_utf8_lossy(&output.stderr).into_owned())
    }

    pub fn serve(database_url: &str) -> Self {
        Self::serve_logging(database_url, "warn", Stdio::null())
    }

    /// The same, with these log lines written there.
    pub fn serve_logging(database_url: &str, lines: &str, to: Stdio) -> Self {
        let mut command = Self::command(database_url, &["serve"]);
        command.env("TK_LOG", lines).stderr(to);
        Self::started(command)
    }

    /// The same with these settings besides.
    pub fn serve_with(database_url: &str, flags: &[&str]) -> Self {
        let mut command = Self::command(database_url, &["serve"]);
        command.args(flags).stderr(Stdio::null());
        Self::started(command)
    }

    /// The same where the process may have no more than so many files open.
    pub fn serve_with_files(database_url: &str, n_files: u32, flags: &[&str]) -> Self {
        let limit = format!("ulimit -n {n_files} && exec \"$0\" \"$@\"");
        Self::serve_under(&["sh", "-c", &limit], database_url, flags)
    }

    /// The same with the command line of the program at the end of another.
    pub fn serve_under(wrapper: &[&str], database_url: &str, flags: &[&str]) -> Self {
        let own = Self::command(database_url, &["serve"]);
        let mut command = Command::new(wrapper[0]);
        command.args(&wrapper[1..]).arg(own.get_program()).args(own.get_args()).args(flags).stderr(Stdio::null());
        for (name, value) in own.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Self::started(command)
    }

    fn started(mut command: Command) -> Self {
        command.args(["--listen", "127.0.0.1:0", "--staff-token", STAFF]).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("Trygghetskartan: http://").expect("the line that scripts wait for");
        let address = address.parse().expect("an address");
        Self { child, address }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Bytes of memory it has had at most, where the system says so.
    pub fn most_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }

    /// Ends it without a word, as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("a signal");
        self.child.wait().expect("its end");
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().expect("its end")
    }

    pub fn get(&self, path: &str, headers: &str) -> io::Result<Spoken> {
        speak(self.address, &format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n"))
    }

    pub fn tell(address: SocketAddr, key: &str, body: &str) -> io::Result<Spoken> {
        speak(
            address,
            &format!(
                "POST /api/v1/reports HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
                 idempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ),
        )
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn speak(address: SocketAddr, request: &str) -> io::Result<Spoken> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let broken = || io::Error::new(io::ErrorKind::UnexpectedEof, "half an answer");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(broken)?;
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    if length.is_some_and(|length: usize| body.len() < length) {
        return Err(broken());
    }
    Ok(Spoken { status, head: head.to_owned(), body: body.to_owned() })
}
