//! A whole installation as one file: lines of JSON, the same for both engines, so that a backup of one restores into
//! the other.
//!
//! The first line says what it is, a line that is an object begins a table (name, columns and their kinds), each array
//! after it is a row, and the last line holds the number of rows and the SHA-256 of every byte before it. Bytes are
//! written in hex, real numbers as text.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

const FORMAT: u32 = 1;
/// A row holds at most a photo or a plan; what is longer is no row of ours.
const LONGEST_LINE: usize = 256 << 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Int,
    Real,
    Text,
    Bool,
    Bytes,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bool(bool),
    Bytes(Vec<u8>),
}

/// What stands in the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    trygghetskarta_backup: u32,
    /// The number of the last migration.
    pub schema: i64,
    pub engine: String,
    pub made_at: String,
}

impl About {
    pub fn new(schema: i64, engine: &str, made_at: String) -> Self {
        Self { trygghetskarta_backup: FORMAT, schema, engine: engine.to_owned(), made_at }
    }
}

/// The beginning of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHead {
    pub table: String,
    pub columns: Vec<(String, Kind)>,
}

#[derive(Serialize, Deserialize)]
struct Ending {
    n_rows: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct EndLine {
    end: Ending,
}

/// Why a file is no whole backup.
#[derive(Debug, thiserror::Error)]
pub enum BadBackup {
    #[error("this is no backup of Trygghetskartan, or one of a later format")]
    NotOne,
    #[error("the backup is cut off: its last line is missing")]
    CutOff,
    #[error("the backup has been changed since it was made, or was damaged: its checksum is not right")]
    Changed,
    #[error("line {line} of the backup cannot be read")]
    Line { line: u64 },
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
}

/// Writes a backup, line by line.
pub struct Writer<W> {
    out: W,
    hash: Sha256,
    n_rows: u64,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub fn begin(out: W, about: &About) -> io::Result<Self> {
        let mut writer = Self { out, hash: Sha256::new(), n_rows: 0, line: Vec::new() };
        writer.write(about)?;
        Ok(writer)
    }

    pub fn table(&mut self, head: &TableHead) -> io::Result<()> {
        self.write(head)
    }

    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.n_rows += 1;
        let values: Vec<Value> = cells.iter().map(value_of).collect::<io::Result<_>>()?;
        self.write(&values)
    }

    /// Writes the last line; how many rows there are, and what was written to.
    pub fn finish(mut self) -> io::Result<(u64, W)> {
        let sha256 = hex(&self.hash.clone().finalize());
        let n_rows = self.n_rows;
        self.write(&EndLine { end: Ending { n_rows, sha256 } })?;
        self.out.flush()?;
        Ok((n_rows, self.out))
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line)?;
        self.line.push(b'\n');
        self.hash.update(&self.line);
        self.out.write_all(&self.line)
    }
}

/// A piece of a backup.
#[derive(Debug, PartialEq)]
pub enum Piece {
    Table(TableHead),
    Row(Vec<Cell>),
    /// Everything was read, and it is as it was written.
    End {
        n_rows: u64,
    },
}

/// Reads a backup, line by line.
pub struct Reader<R> {
    input: R,
    hash: Sha256,
    kinds: Vec<Kind>,
    n_lines: u64,
    n_rows: u64,
}

impl<R: BufRead> Reader<R> {
    pub fn begin(input: R) -> Result<(Self, About), BadBackup> {
        let mut reader = Self { input, hash: Sha256::new(), kinds: Vec::new(), n_lines: 0, n_rows: 0 };
        let line = reader.line()?;
        let about: About = serde_json::from_slice(&line).map_err(|_| BadBackup::NotOne)?;
        if about.trygghetskarta_backup != FORMAT {
            return Err(BadBackup::NotOne);
        }
        reader.hash.update(&line);
        Ok((reader, about))
    }

    pub fn piece(&mut self) -> Result<Piece, BadBackup> {
        let line = self.line()?;
        let wrong = BadBackup::Line { line: self.n_lines };
        if let Ok(EndLine { end }) = serde_json::from_slice::<EndLine>(&line) {
            let is_whole = end.n_rows == self.n_rows && end.sha256 == hex(&self.hash.clone().finalize());
            return if is_whole { Ok(Piece::End { n_rows: end.n_rows }) } else { Err(BadBackup::Changed) };
        }
        self.hash.update(&line);
        if line.first() == Some(&b'{') {
            let head: TableHead = serde_json::from_slice(&line).map_err(|_| wrong)?;
            self.kinds = head.columns.iter().map(|(_, kind)| *kind).collect();
            return Ok(Piece::Table(head));
        }
        let values: Vec<Value> = serde_json::from_slice(&line).map_err(|_| BadBackup::Line { line: self.n_lines })?;
        if values.len() != self.kinds.len() {
            return Err(wrong);
        }
        let cells: Option<Vec<Cell>> =
            values.into_iter().zip(&self.kinds).map(|(value, kind)| cell_of(value, *kind)).collect();
        self.n_rows += 1;
        cells.map(Piece::Row).ok_or(wrong)
    }

    fn line(&mut self) -> Result<Vec<u8>, BadBackup> {
        let mut line = Vec::new();
        let read = io::Read::take(&mut self.input, LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
        self.n_lines += 1;
        if read == 0 || line.last() != Some(&b'\n') {
            return Err(if self.n_lines == 1 { BadBackup::NotOne } else { BadBackup::CutOff });
        }
        Ok(line)
    }
}

fn value_of(cell: &Cell) -> io::Result<Value> {
    Ok(match cell {
        Cell::Null => Value::Null,
        Cell::Int(n) => Value::from(*n),
        // As text: a parser of JSON may be off by the last bit.
        Cell::Real(x) if x.is_finite() => Value::from(format!("{x:?}")),
        Cell::Real(_) => return Err(io::Error::other("a number that is none")),
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Bool(is) => Value::from(*is),
        Cell::Bytes(bytes) => Value::from(hex(bytes)),
    })
}

fn cell_of(value: Value, kind: Kind) -> Option<Cell> {
    Some(match (value, kind) {
        (Value::Null, _) => Cell::Null,
        (Value::Number(n), Kind::Int) => Cell::Int(n.as_i64()?),
        (Value::String(x), Kind::Real) => Cell::Real(x.parse().ok()?),
        (Value::String(text), Kind::Text) => Cell::Text(text),
        (Value::Bool(is), Kind::Bool) => Cell::Bool(is),
        (Value::String(text), Kind::Bytes) => Cell::Bytes(unhex(&text)?),
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let about = About::new(11, "sqlite", "2026-11-20T12:00:00Z".into());
        let mut writer = Writer::begin(Vec::new(), &about).unwrap();
        let kinds = [Kind::Int, Kind::Real, Kind::Text, Kind::Bool, Kind::Bytes, Kind::Text];
        let columns = kinds.iter().enumerate().map(|(i, kind)| (format!("c{i}"), *kind)).collect();
        writer.table(&TableHead { table: "t".into(), columns }).unwrap();
        for row in rows() {
            writer.row(&row).unwrap();
        }
        let (n_rows, bytes) = writer.finish().unwrap();
        assert_eq!(n_rows, 2);
        bytes
    }

    fn rows() -> [Vec<Cell>; 2] {
        let text = |text: &str| Cell::Text(text.into());
        [
            vec![
                Cell::Int(i64::MIN),
                Cell::Real(0.1 + 0.2),
                text("å\n\"\u{0}"),
                Cell::Bool(true),
                Cell::Bytes(vec![0, 255]),
                Cell::Null,
            ],
            vec![Cell::Int(i64::MAX), Cell::Real(-1e-300), text(""), Cell::Bool(false), Cell::Bytes(vec![]), text("x")],
        ]
    }

    fn read(bytes: &[u8]) -> Result<Vec<Piece>, BadBackup> {
        let (mut reader, _) = Reader::begin(bytes)?;
        let mut pieces = Vec::new();
        loop {
            pieces.push(reader.piece()?);
            if matches!(pieces.last(), Some(Piece::End { .. })) {
                return Ok(pieces);
            }
        }
    }

    #[test]
    fn every_value_comes_back_to_the_bit() {
        let pieces = read(&written()).unwrap();
        let [Piece::Table(head), Piece::Row(first), Piece::Row(second), Piece::End { n_rows: 2 }] = &pieces[..] else {
            panic!("{pieces:?}")
        };
        assert_eq!(head.table, "t");
        assert_eq!([first.clone(), second.clone()], rows());
    }

    #[test]
    fn a_byte_changed_or_missing_anywhere_is_noticed() {
        let whole = written();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(read(&changed).is_err(), "byte {at}");
        }
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut off after {length}");
        }
        let mut again = whole.clone();
        again.truncate(whole.iter().take(whole.len() - 1).rposition(|byte| *byte == b'\n').unwrap() + 1);
        assert!(matches!(read(&again), Err(BadBackup::CutOff)));
    }
}
