//! The log of who read and changed what, as a chain: each line is sealed with a hash of itself and of the seal before.
//!
//! # Method
//! seal(n) = SHA-256(seal(n − 1) ‖ n ‖ at ‖ who ‖ municipality ‖ act ‖ what ‖ parameters), numbers as 8 bytes,
//! big-endian, each text after its length in bytes. Seal 0 is 32 zeros. A line that is changed, added, taken out or
//! moved breaks every seal after it; lines cut off at the end are told by a seal kept elsewhere (the server writes the
//! last one to its log, at its start and every hour).
//!
//! # References
//! Schneier & Kelsey, *Secure Audit Logs to Support Computer Forensics*, ACM TISSEC 2(2), 1999,
//! doi:10.1145/317087.317089.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub type Seal = [u8; 32];
pub const FIRST_SEAL: Seal = [0; 32];

/// A seal as it is written: 64 digits in hex.
pub fn seal_text(seal: &Seal) -> String {
    seal.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What kind of thing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Exact data were read.
    Read,
    /// Something was made, changed or taken away.
    Change,
    /// Somebody signed in, out, or chose a password.
    SignIn,
    /// An attempt to sign in was wrong.
    Refused,
}

impl Act {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
            Self::SignIn => "sign_in",
            Self::Refused => "refused",
        }
    }
}

/// A line that has not been written yet. `parameters` never holds a result, a word of a resident or a secret.
#[derive(Debug, Clone)]
pub struct Entry {
    pub at: Timestamp,
    pub who: String,
    pub municipality: String,
    pub act: Act,
    pub what: &'static str,
    pub parameters: String,
}

/// A line as it stands in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub seq: u64,
    pub at: Timestamp,
    pub who: String,
    pub municipality: String,
    pub act: String,
    pub what: String,
    pub parameters: String,
    pub seal: Seal,
}

impl Line {
    /// The line that comes after the one with this number and seal.
    pub fn after(seq: u64, seal: &Seal, entry: Entry) -> Self {
        let Entry { at, who, municipality, act, what, parameters } = entry;
        let (act, what) = (act.as_str().to_owned(), what.to_owned());
        let mut line = Self { seq: seq + 1, at, who, municipality, act, what, parameters, seal: FIRST_SEAL };
        line.seal = line.sealed(seal);
        line
    }

    fn sealed(&self, before: &Seal) -> Seal {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.as_microsecond().to_be_bytes());
        for text in [&self.who, &self.municipality, &self.act, &self.what, &self.parameters] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hash.finalize().into()
    }
}

/// Walks along the log and says where it is broken.
#[derive(Debug, Clone)]
pub struct Walk {
    pub n_lines: u64,
    pub seal: Seal,
}

impl Default for Walk {
    fn default() -> Self {
        Self { n_lines: 0, seal: FIRST_SEAL }
    }
}

impl Walk {
    /// Takes the next line; the number of the line that should stand here, where it does not.
    pub fn step(&mut self, line: &Line) -> Result<(), u64> {
        let expected = self.n_lines + 1;
        if line.seq != expected || line.sealed(&self.seal) != line.seal {
            return Err(expected);
        }
        (self.n_lines, self.seal) = (expected, line.seal);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(n: u64) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for i in 0..n {
            let entry = Entry {
                at: Timestamp::from_second(1_795_000_000 + i as i64).expect("a second"),
                who: "planner".into(),
                municipality: "1273".into(),
                act: Act::Read,
                what: "heat",
                parameters: format!("{{\"cell_m\":{i}}}"),
            };
            let (seq, seal) = lines.last().map_or((0, FIRST_SEAL), |last| (last.seq, last.seal));
            lines.push(Line::after(seq, &seal, entry));
        }
        lines
    }

    fn broken_at(lines: &[Line]) -> Option<u64> {
        let mut walk = Walk::default();
        lines.iter().find_map(|line| walk.step(line).err())
    }

    #[test]
    fn a_seal_is_the_hash_anybody_can_work_out() {
        // python3: hashlib.sha256(bytes(32) + struct.pack('>Qq', 1, 1795000000000000) + b''.join(struct.pack('>Q',
        // len(t)) + t
        //   for t in [b'planner', b'1273', b'read', b'heat', b'{"cell_m":0}'])).hexdigest()
        assert_eq!(seal_text(&lines(1)[0].seal), "e2b9e242dd4c6de00bc3753343aadf1690c9bf01b330b015a6bd125b3c1acd56");
    }

    #[test]
    fn whatever_is_done_to_a_line_the_chain_breaks_there() {
        assert_eq!(broken_at(&lines(9)), None);
        let mut changed = lines(9);
        changed[4].who = "somebody".into();
        assert_eq!(broken_at(&changed), Some(5));
        let mut moved = lines(9);
        moved.swap(2, 3);
        assert_eq!(broken_at(&moved), Some(3));
        let mut gone = lines(9);
        gone.remove(6);
        assert_eq!(broken_at(&gone), Some(7));
        let mut shifted = lines(9);
        (shifted[1].what, shifted[1].parameters) = ("hea".into(), format!("t{}", shifted[1].parameters));
        assert_eq!(broken_at(&shifted), Some(2));
    }
}
