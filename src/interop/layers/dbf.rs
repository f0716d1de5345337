//! The table of a shapefile (dBASE III): every value as the text it is.
//!
//! Read by hand, because a number that is no number (`******`) must cost its row and not the file, and because the
//! letters are seldom in the code page the header claims.

use std::sync::Arc;

use super::super::table::decoded;

/// In which letters the names are, as a `.cpg` file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// Nothing said: UTF-8 where it is UTF-8, Windows-1252 where not.
    Unsaid,
    Utf8,
    /// Windows-1252, the superset of latin-1.
    Western,
}

impl Letters {
    /// Reads a `.cpg` file; the error is the name of letters nobody here can read.
    pub fn parse(cpg: &str) -> Result<Self, String> {
        let name = cpg.trim().trim_start_matches('\u{feff}');
        let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.as_str() {
            "" => Ok(Self::Unsaid),
            "utf8" | "65001" => Ok(Self::Utf8),
            "iso88591" | "88591" | "iso885915" | "latin1" | "1252" | "cp1252" | "ansi1252" | "windows1252"
            | "system" | "ansi" => Ok(Self::Western),
            _ => Err(name.chars().take(30).collect()),
        }
    }

    fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Unsaid => decoded(bytes),
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Western => bytes.iter().map(|&byte| super::super::table::windows_1252(byte)).collect(),
        }
    }
}

/// The table: its columns, and its rows one by one.
pub struct Table<'b> {
    pub columns: Arc<[String]>,
    widths: Vec<(u8, usize)>,
    letters: Letters,
    rows: std::slice::ChunksExact<'b, u8>,
    n_rows: usize,
}

const HEAD: usize = 32;

impl<'b> Table<'b> {
    /// `None` when the bytes are no such table.
    pub fn new(bytes: &'b [u8], letters: Letters) -> Option<Self> {
        let head = bytes.get(..HEAD)?;
        let n_rows = u32::from_le_bytes(head[4..8].try_into().ok()?) as usize;
        let first = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let row = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let fields = bytes.get(HEAD..first)?.chunks_exact(32).take_while(|field| field[0] != 0x0d);
        let (mut columns, mut widths) = (Vec::new(), Vec::new());
        for field in fields {
            let name = field[..11].split(|byte| *byte == 0).next().unwrap_or_default();
            columns.push(letters.text(name).trim().to_owned());
            widths.push((field[11], usize::from(field[16])));
        }
        let n_used: usize = widths.iter().map(|(_, width)| width).sum();
        // One byte before the values says whether the row was deleted.
        if columns.is_empty() || row == 0 || n_used + 1 > row {
            return None;
        }
        let rows = bytes[first..].chunks_exact(row);
        Some(Self { columns: columns.into(), widths, letters, rows, n_rows })
    }
}

impl Iterator for Table<'_> {
    /// The values, or `None` for a deleted row, which keeps its place beside its shape.
    type Item = Option<Vec<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.n_rows = self.n_rows.checked_sub(1)?;
        let row = self.rows.next()?;
        if row[0] == b'*' {
            return Some(None);
        }
        let mut rest = &row[1..];
        let mut values = Vec::with_capacity(self.widths.len());
        for (kind, width) in &self.widths {
            let (value, after) = rest.split_at(*width);
            rest = after;
            let value = match (kind, value.try_into()) {
                // FoxPro's whole numbers are the only ones not written as text.
                (b'I', Ok(bytes)) => i32::from_le_bytes(bytes).to_string(),
                _ => self.letters.text(value).trim_matches([' ', '\0']).to_owned(),
            };
            values.push(value);
        }
        Some(Some(values))
    }
}
