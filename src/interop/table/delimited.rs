//! CSV and its relatives.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::source::{Bounded, Source, reason};
use super::{BadRow, Row, TableError};

/// A report with two thousand characters is far below; a row beyond it has swallowed others.
const LONGEST_ROW: usize = 1024 * 1024;
/// Stands after the last line as a row of its own. A quotation mark that is never closed swallows it too, which is how
/// we know: the parser takes the end of the file for the closing one.
const END: &[u8] = b"\n\x01";
const NEVER_CLOSED: &str = "a quotation mark that begins in it is never closed";

fn swallows_the_end(record: &ByteRecord) -> bool {
    record.iter().next_back().is_some_and(|value| value.ends_with(END))
}

pub fn read(
    source: Source<'_>,
    heeded: &mut dyn FnMut(&[String]) -> ControlFlow<()>,
    each: &mut dyn FnMut(Result<Row, BadRow>) -> ControlFlow<()>,
) -> Result<u64, TableError> {
    if source.is_blank() {
        return Err(TableError::Empty);
    }
    let delimiter = delimiter(source.head());
    let (source, row_ends) = Bounded::new(source.chain(END), LONGEST_ROW);
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source);
    let header = reader.byte_headers().map_err(|error| TableError::Header { reason: words(&error) })?;
    if swallows_the_end(header) {
        return Err(TableError::Header { reason: NEVER_CLOSED.to_owned() });
    }
    let columns: Arc<[String]> = unique(header.iter().map(decoded)).into();
    if heeded(&columns).is_break() {
        return Ok(0);
    }

    let mut record = ByteRecord::new();
    let mut number = 0;
    loop {
        row_ends.here();
        let is_more = reader.read_byte_record(&mut record);
        let is_more = is_more.map_err(|error| TableError::Row { row: number + 1, reason: words(&error) })?;
        if !is_more || (record.len() == 1 && record.as_slice() == &END[1..]) {
            return Ok(number);
        }
        number += 1;
        if swallows_the_end(&record) {
            return Err(TableError::Row { row: number, reason: NEVER_CLOSED.to_owned() });
        }
        let row = if record.len() == columns.len() {
            Ok(Row {
                number,
                columns: Arc::clone(&columns),
                values: record.iter().map(decoded).collect(),
                has_header: true,
                geometry: None,
            })
        } else {
            let n_lines = record.as_slice().split(|byte| *byte == b'\n').count();
            let quoted =
                if n_lines > 1 { format!(", in {n_lines} lines: is a quotation mark missing?") } else { String::new() };
            let reason = format!("the row has {} values, the header {}{quoted}", record.len(), columns.len());
            Err(BadRow { number, code: "wrong_number_of_values", reason })
        };
        if each(row).is_break() {
            return Ok(number);
        }
    }
}

/// The separator that the header has most of, outside quotes; comma when it has none.
fn delimiter(head: &[u8]) -> u8 {
    let mut n_of = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for &byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if !is_quoted => n_of.iter_mut().filter(|(of, _)| *of == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // The last of equals wins in `max_by_key`, so the comma is looked at last.
    n_of.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(of, _)| *of)
}

/// UTF-8, or else Windows-1252, the superset of latin-1 that spreadsheets write.
pub(in crate::interop) fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
    }
}

pub(in crate::interop) fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Column names that differ: the second "Name" becomes "Name (2)", a nameless one "column 3".
fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for (at, name) in names.enumerate() {
        let name = match name.trim() {
            "" => format!("column {}", at + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        let mut n = 1;
        while columns.contains(&unique) {
            n += 1;
            unique = format!("{name} ({n})");
        }
        columns.push(unique);
    }
    columns
}

fn words(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Io(error) => reason(error),
        _ => "the row is not CSV".to_owned(),
    }
}
