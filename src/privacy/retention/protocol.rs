//! What was erased, for the archive.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Terms;

/// What one transaction erased, written in that transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// From 1 within its run.
    pub part: u32,
    pub run_at: Timestamp,
    /// Reports, and observations of walks.
    pub n_taken: u64,
    pub n_photos: u64,
    /// Of those taken, observations of walks.
    pub n_seen: u64,
    /// Left because of a hold, when this part was written.
    pub n_held: u64,
    /// Lowest and highest number of the reports.
    pub numbers: Option<(i64, i64)>,
    /// See [`digest`].
    pub digest: String,
}

/// A run of a rule: the rule as it was, and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    pub run: Uuid,
    pub rule: Uuid,
    pub terms: Terms,
    /// What was told (or decided) before this was to go.
    pub before: Timestamp,
    pub run_by: String,
    /// As its dry run said.
    pub n_planned: u64,
    /// In order; never empty.
    pub parts: Vec<Part>,
}

impl Protocol {
    pub fn n_taken(&self) -> u64 {
        self.parts.iter().map(|part| part.n_taken).sum()
    }

    pub fn n_photos(&self) -> u64 {
        self.parts.iter().map(|part| part.n_photos).sum()
    }

    pub fn n_seen(&self) -> u64 {
        self.parts.iter().map(|part| part.n_seen).sum()
    }

    /// Left because of a hold, at the end.
    pub fn n_held(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.n_held)
    }

    /// Whether everything that was planned was taken; what is left goes with the next run.
    pub fn is_whole(&self) -> bool {
        self.n_taken() == self.n_planned
    }
}

/// SHA-256, in hex, of the numbers in ascending order, each as decimals and a line feed, and after them of the
/// observations of walks, each as `walk:` and its id: whoever has a list can show that it is the list that was erased.
pub fn digest(numbers: &[i64], seen: &[String]) -> String {
    let (mut numbers, mut seen) = (numbers.to_vec(), seen.to_vec());
    numbers.sort_unstable();
    seen.sort_unstable();
    let mut list = Listed::default();
    numbers.iter().for_each(|number| list.report(*number));
    seen.iter().for_each(|id| list.seen(id));
    list.digest()
}

/// A list that is too long to be held: [`digest`] of what comes one after the other, in its order.
#[derive(Default)]
pub struct Listed(Sha256);

impl Listed {
    pub fn report(&mut self, number: i64) {
        self.0.update(format!("{number}\n"));
    }

    pub fn seen(&mut self, id: &str) {
        self.0.update(format!("walk:{id}\n"));
    }

    pub fn digest(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Parts that stand beside each other, gathered to their runs.
pub fn protocols_of(parts: impl IntoIterator<Item = Protocol>) -> Vec<Protocol> {
    let mut runs: Vec<Protocol> = Vec::new();
    for part in parts {
        match runs.last_mut().filter(|last| last.run == part.run) {
            Some(last) => last.parts.extend(part.parts),
            None => runs.push(part),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::digest;

    /// `printf '3\n12\n' | sha256sum`, `printf '3\nwalk:b\n' | sha256sum` and `printf '' | sha256sum` (coreutils 9.1).
    #[test]
    fn the_digest_is_that_of_the_numbers_a_line_each() {
        assert_eq!(digest(&[12, 3], &[]), "043e42748d5d232a4cce13c014b426d22c35f56e48e6aa75e8c518b36968182a");
        assert_eq!(digest(&[3], &["b".into()]), "e411978bfd4b11c9d3249461d94ca8ae453420a486b77b4e54164bb64bba9d7a");
        assert_eq!(digest(&[], &[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
