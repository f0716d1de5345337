//! A PostgreSQL of the test's own, to be killed and filled: nobody else's tests share it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub struct Cluster {
    bin: PathBuf,
    data: PathBuf,
    port: u16,
    /// Gone when this is dropped; `None` where the data lie on a volume of the test.
    _folder: TempDir,
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    id.stdout.trim_ascii() == b"0"
}

/// As the user `postgres` where we are root: PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn done(command: &mut Command) {
    assert!(command.status().expect("it runs").success(), "{command:?}");
}

impl Cluster {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).expect("a folder");
        Self::on(data, folder)
    }

    /// With its data in this folder, made and started.
    pub fn in_folder(data: PathBuf) -> Self {
        Self::on(data, tempfile::tempdir().expect("a folder"))
    }

    fn on(data: PathBuf, folder: TempDir) -> Self {
        let pg_lib = Path::new("/usr/lib/postgresql");
        let mut versions: Vec<PathBuf> =
            pg_lib.read_dir().expect("PostgreSQL").map(|entry| entry.expect("an entry").path()).collect();
        versions.sort();
        let bin = versions.pop().expect("a version").join("bin");
        // Whoever the server runs as must be let in.
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).expect("permissions");
        if is_root() {
            done(Command::new("chown").arg("postgres").arg(&data));
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let cluster = Self { bin, data, port, _folder: folder };
        let mut making = as_postgres(&cluster.bin.join("initdb"));
        making.args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "-D"]);
        done(making.arg(&cluster.data));
        cluster.start();
        cluster
    }

    pub fn start(&self) {
        assert!(self.started(), "PostgreSQL did not start");
    }

    /// Starts it until it runs, where it has stopped.
    pub fn start_again(&self) {
        let mut asking = as_postgres(&self.bin.join("pg_isready"));
        asking.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while !asking.status().expect("it runs").success() {
            self.started();
        }
    }

    fn started(&self) -> bool {
        let mut starting = as_postgres(&self.bin.join("pg_ctl"));
        // Nothing of it is written beside the data: a full disk must not keep it from starting.
        let options = format!("-p {} -h 127.0.0.1 -k '' -c min_wal_size=2MB -c max_wal_size=8MB", self.port);
        starting.args(["-w", "-t", "60", "-o", &options, "-D"]).arg(&self.data).arg("start");
        starting.status().expect("it runs").success()
    }

    /// kill -9 of every process it has, as a power cut would.
    pub fn kill(&self) {
        let postmaster = std::fs::read_to_string(self.data.join("postmaster.pid")).expect("it is running");
        let id = postmaster.lines().next().expect("its number").to_owned();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let all = std::iter::once(id.as_str()).chain(children.split_whitespace());
        // A child may be gone by then.
        let _ = Command::new("kill").arg("-9").args(all).stderr(Stdio::null()).status();
        let is_there = || Path::new(&format!("/proc/{id}/stat")).exists();
        while is_there() && !is_dead(&id) {
            std::thread::yield_now();
        }
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

/// Dead, and perhaps not yet buried.
fn is_dead(id: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_none_or(|rest| rest.starts_with('Z'))
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stopping = as_postgres(&self.bin.join("pg_ctl"));
        let _ = stopping.args(["-m", "immediate", "-D"]).arg(&self.data).arg("stop").status();
    }
}
