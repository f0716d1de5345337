//! Ids that stay the same when the same file is read again.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{Id, Repeats};
use crate::interop::table::Row;

/// Longest id of a source that is kept as it is; longer ones are hashed.
const LONGEST: usize = 120;

/// Remembers the ids that were given out.
///
/// Takes about 30 bytes a row: digests are kept, not the ids.
#[derive(Debug, Default)]
pub struct Ids {
    n_seen: HashMap<[u8; 16], u32>,
}

impl Ids {
    /// The id of the row, or `None` when the source has already used it and promised not to.
    ///
    /// Equal rows without an id are numbered in the order they come (`row-…~2`): they are separate
    /// cases, and which of them is called the second makes no difference, because they are equal.
    pub fn of(&mut self, row: &Row, id: &Id) -> Option<String> {
        let (name, repeats) = match named(row, id) {
            Some(name) => (name, id.repeats),
            None => (format!("row-{}", hex(&digest_of_row(row))), Repeats::Number),
        };
        let n = self.n_seen.entry(digest([name.as_bytes()])).or_default();
        *n += 1;
        match (*n, repeats) {
            (1, _) => Some(name),
            (n, Repeats::Number) => Some(format!("{name}~{n}")),
            (_, Repeats::Reject) => None,
        }
    }
}

/// The id the source gives, if its first column has a value.
fn named(row: &Row, id: &Id) -> Option<String> {
    row.value(id.columns.first()?)?;
    let parts: Vec<&str> = id.columns.iter().map(|column| row.value(column).unwrap_or("")).collect();
    let name = parts.join("/");
    // An id goes into headers and database keys; "~" is ours, for numbers.
    let is_plain = name.len() <= LONGEST && name.bytes().all(|b| b.is_ascii_graphic() && b != b'~');
    Some(if is_plain { name } else { format!("key-{}", hex(&digest(parts.iter().map(|part| part.as_bytes())))) })
}

/// Empty values and the order of the columns do not count: a source that adds an empty column or
/// moves one has not changed its rows.
fn digest_of_row(row: &Row) -> [u8; 16] {
    let mut fields: Vec<(&str, &str)> = row.fields().filter(|(_, value)| !value.trim().is_empty()).collect();
    fields.sort_unstable();
    let geometry = row.geometry.as_ref().map(ToString::to_string).unwrap_or_default();
    let parts = fields.iter().flat_map(|(name, value)| [name.as_bytes(), value.trim().as_bytes()]);
    digest(parts.chain([geometry.as_bytes()]))
}

/// Half of a SHA-256: ample against accidents. Each part goes in with its length, so that moving a
/// character from one part to the next gives another digest.
fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    half
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
