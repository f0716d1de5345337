//! A small disk of the test's own, to be filled and locked.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Unmounted when dropped.
pub struct Volume {
    folder: TempDir,
}

impl Volume {
    /// In memory, of so many megabytes; `None`, with one line saying so, where nothing may be mounted.
    pub fn new(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={megabytes}m,mode=755");
        let mut mounting = Command::new("mount");
        mounting.args(["-t", "tmpfs", "-o", &size, "trygghetskarta-test"]).arg(folder.path());
        let mounted = mounting.stderr(Stdio::null()).status();
        if !mounted.is_ok_and(|status| status.success()) {
            super::said("not tested: a full disk and a locked one (mounting one takes root)");
            return None;
        }
        Some(Self { folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes until nothing more fits.
    pub fn fill(&self) {
        let mut file = File::create(self.path().join("filler")).expect("a file");
        for piece in [1 << 16, 1 << 10, 1] {
            let bytes = vec![1; piece];
            while file.write_all(&bytes).is_ok() {}
        }
        // What the last write left of a block is taken too.
        let _ =
            OpenOptions::new().append(true).open(self.path().join("filler")).and_then(|mut end| end.write_all(&[1]));
    }

    pub fn free(&self) {
        std::fs::remove_file(self.path().join("filler")).expect("the filler");
    }

    /// Nothing can be written from here on.
    pub fn lock(&self) -> bool {
        let mut mounting = Command::new("mount");
        mounting.args(["-o", "remount,ro"]).arg(self.path()).stderr(Stdio::null());
        mounting.status().is_ok_and(|status| status.success())
    }

    pub fn unlock(&self) {
        let mut mounting = Command::new("mount");
        mounting.args(["-o", "remount,rw"]).arg(self.path());
        assert!(mounting.status().expect("mount runs").success());
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open there does not keep it.
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
