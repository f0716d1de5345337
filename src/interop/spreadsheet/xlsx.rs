//! The smallest workbook that every spreadsheet opens (ECMA-376): sheets of text and numbers, the head bold and frozen.
//!
//! Text is written as text, so that nothing in it can be a formula. The same tables give the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Entry, Sheet};

/// The workbook as bytes.
///
/// # Edge cases
/// A name of a sheet is cut to 31 characters without those that are not allowed in one. Characters that XML cannot hold
/// are left out.
pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    // Without a clock: the day before which ZIP knows none.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut parts: Vec<(String, String)> = vec![
        ("[Content_Types].xml".to_owned(), content_types(sheets.len())),
        ("_rels/.rels".to_owned(), RELATIONS.to_owned()),
        ("xl/workbook.xml".to_owned(), workbook(sheets)),
        ("xl/_rels/workbook.xml.rels".to_owned(), workbook_relations(sheets.len())),
        ("xl/styles.xml".to_owned(), STYLES.to_owned()),
    ];
    parts.extend(sheets.iter().zip(1..).map(|(sheet, nth)| (format!("xl/worksheets/sheet{nth}.xml"), written(sheet))));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, options).expect("memory takes every file");
        zip.write_all(text.as_bytes()).expect("memory takes every byte");
    }
    zip.finish().expect("memory takes the directory").into_inner()
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";

/// Style 1 is the head: bold, on lines of its own when it is long. Style 2 is text that may take several lines.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"2\"><font>\
    <sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
    </fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyAlignment=\"1\">\
    <alignment vertical=\"top\" wrapText=\"1\"/></xf>\
    <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
    <alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

fn content_types(n_sheets: usize) -> String {
    let mut text = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override \
         PartName=\"/xl/styles.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    );
    for nth in 1..=n_sheets {
        write!(
            text,
            "<Override PartName=\"/xl/worksheets/sheet{nth}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        )
        .expect("a string takes all");
    }
    text + "</Types>"
}

fn workbook(sheets: &[Sheet]) -> String {
    let mut text = format!("{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    for (sheet, nth) in sheets.iter().zip(1..) {
        let name: String = sheet.name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
        write!(text, "<sheet name=\"{}\" sheetId=\"{nth}\" r:id=\"rId{nth}\"/>", escaped(&name))
            .expect("a string takes all");
    }
    text + "</sheets></workbook>"
}

fn workbook_relations(n_sheets: usize) -> String {
    let mut text =
        format!("{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for nth in 1..=n_sheets {
        write!(
            text,
            "<Relationship Id=\"rId{nth}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{nth}.xml\"/>"
        )
        .expect("a string takes all");
    }
    let styles = n_sheets + 1;
    write!(text, "<Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>")
        .expect("a string takes all");
    text + "</Relationships>"
}

fn written(sheet: &Sheet) -> String {
    let mut text = format!("{XML}<worksheet xmlns=\"{MAIN}\">");
    if !sheet.head.is_empty() {
        text.push_str(
            "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
             state=\"frozen\"/></sheetView></sheetViews>",
        );
    }
    if !sheet.head.is_empty() {
        text.push_str("<cols>");
    }
    for column in 0..sheet.head.len() {
        let (nth, width) = (column + 1, width(sheet, column));
        write!(text, "<col min=\"{nth}\" max=\"{nth}\" width=\"{width}\" customWidth=\"1\"/>")
            .expect("a string takes all");
    }
    text.push_str(if sheet.head.is_empty() { "<sheetData>" } else { "</cols><sheetData>" });
    let head: Vec<Entry> = sheet.head.iter().map(Entry::text).collect();
    for (row, nth) in std::iter::once(&head).chain(&sheet.rows).zip(1..) {
        write!(text, "<row r=\"{nth}\">").expect("a string takes all");
        for (column, entry) in row.iter().enumerate() {
            cell(entry, &format!("{}{nth}", letters(column)), if nth == 1 { 1 } else { 2 }, &mut text);
        }
        text.push_str("</row>");
    }
    text + "</sheetData></worksheet>"
}

/// As wide as most of what stands in the column, 8 to 60 characters.
fn width(sheet: &Sheet, column: usize) -> usize {
    let length = |row: &Vec<Entry>| match row.get(column) {
        Some(Entry::Text(text)) => text.chars().count().min(60),
        Some(Entry::Number(number)) => number.to_string().len(),
        _ => 0,
    };
    let head = sheet.head[column].chars().count().min(18);
    sheet.rows.iter().map(length).max().unwrap_or_default().max(head).clamp(6, 60) + 2
}

fn cell(entry: &Entry, at: &str, style: u32, text: &mut String) {
    let done = match entry {
        Entry::Empty => Ok(()),
        Entry::Number(number) => write!(text, "<c r=\"{at}\" s=\"{style}\"><v>{number}</v></c>"),
        Entry::Text(words) => write!(
            text,
            "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            escaped(words)
        ),
    };
    done.expect("a string takes all");
}

/// A, B … Z, AA …
fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.reverse();
    String::from_utf8(name).expect("letters are UTF-8")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || ('\u{fffe}'..='\u{ffff}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_workbook_holds_text_as_text_and_numbers_as_numbers() {
        let sheet = Sheet {
            name: "Ljus/mörker".to_owned(),
            head: vec!["Plats".to_owned(), "Kronor".to_owned()],
            rows: vec![vec![Entry::text("=1+1 <å> & \u{1}\"ö\""), Entry::number(225_000)], vec![Entry::Empty]],
        };
        let bytes = xlsx(std::slice::from_ref(&sheet));
        assert_eq!(bytes, xlsx(&[sheet]), "the same bytes");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
        let mut part = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).expect("there").read_to_string(&mut text).expect("UTF-8");
            text
        };
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<t xml:space=\"preserve\">=1+1 &lt;å&gt; &amp; &quot;ö&quot;</t>"), "{sheet}");
        assert!(sheet.contains("<c r=\"B2\" s=\"2\"><v>225000</v></c>") && !sheet.contains("<f>"));
        assert!(part("xl/workbook.xml").contains("name=\"Ljusmörker\""));
    }
}
