//! Comma-separated values (RFC 4180) that a spreadsheet reads as what they are.

use super::{Entry, Sheet};

/// The table with its head. A mark at the start says UTF-8, without which a spreadsheet takes å, ä and ö for something
/// else; text that would be taken for a formula begins with an apostrophe.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from('\u{feff}');
    line(sheet.head.iter().map(|word| quoted(word)), &mut text);
    for row in &sheet.rows {
        line(row.iter().map(cell), &mut text);
    }
    text.into_bytes()
}

fn line(cells: impl Iterator<Item = String>, text: &mut String) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

fn cell(entry: &Entry) -> String {
    match entry {
        Entry::Empty => String::new(),
        Entry::Number(number) => number.to_string(),
        Entry::Text(text) => quoted(text),
    }
}

/// A spreadsheet takes a text that begins so for a formula: it gets a quote before it.
pub fn no_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    let guarded = no_formula(text);
    if guarded.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_text() {
        let sheet = Sheet {
            name: "x".to_owned(),
            head: vec!["namn".to_owned(), "kr, totalt".to_owned()],
            rows: vec![
                vec![Entry::text("=SUM(A1)"), Entry::number(-1250.5)],
                vec![Entry::text("Gången \"under\"\nspåret"), Entry::Empty],
                vec![Entry::text("@x,y"), Entry::number(f64::NAN)],
            ],
        };
        let wanted =
            "\u{feff}namn,\"kr, totalt\"\r\n'=SUM(A1),-1250.5\r\n\"Gången \"\"under\"\"\nspåret\",\r\n\"'@x,y\",\r\n";
        assert_eq!(String::from_utf8(csv(&sheet)).expect("UTF-8"), wanted);
    }
}
