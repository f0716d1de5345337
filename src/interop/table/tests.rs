//! Good files, odd files and broken files.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// Everything that came out: the rows, then how it ended.
fn rows_of(bytes: &[u8], format: Format) -> (Vec<Result<Row, BadRow>>, Result<u64, TableError>) {
    let mut rows = Vec::new();
    let end = read(bytes, format, None, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    (rows, end)
}

fn good_rows(bytes: &[u8], format: Format) -> Vec<Row> {
    let (rows, end) = rows_of(bytes, format);
    let rows: Vec<Row> = rows.into_iter().map(|row| row.expect("a good row")).collect();
    assert_eq!(end.expect("a good file"), rows.len() as u64);
    rows
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn commas_semicolons_and_tabs_are_told_apart_by_the_header() {
    for file in ["a,b\n1,2 ;x\n", "a;b\n1;2 ,x\n", "a\tb\n1\t2 ,x\n", "\"a,a,a\";b\n1;2\n"] {
        let rows = good_rows(file.as_bytes(), Format::Csv);
        assert!(rows[0].value("b").is_some_and(|b| b.starts_with('2')), "{file:?}");
    }
    assert_eq!(good_rows(b"only\n1\n", Format::Csv)[0].value("only"), Some("1"));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_column() {
    let rows = good_rows("\u{feff}a,b\n1,2\n".as_bytes(), Format::Csv);
    assert_eq!(rows[0].value("a"), Some("1"));
    let rows = good_rows("\u{feff}[{\"a\":1}]".as_bytes(), Format::Json);
    assert_eq!(rows[0].value("a"), Some("1"));
}

#[test]
fn latin_1_is_read_when_utf_8_is_not_possible() {
    let rows = good_rows(b"plats;v\xe4der\nG\xe5ngtunneln;\x80 20\nR\xc3\xb6d;m\xc3\xb6rkt\n", Format::Csv);
    assert_eq!(rows[0].value("väder"), Some("€ 20"));
    assert_eq!(rows[0].value("plats"), Some("Gångtunneln"));
    assert_eq!(rows[1].value("plats"), Some("Röd"));
}

#[test]
fn a_quoted_value_may_hold_new_lines_and_separators() {
    let rows = good_rows(b"a,b\n\"one\ntwo, \"\"three\"\"\",2\r\n4,5\r\n", Format::Csv);
    assert_eq!(rows[0].value("a"), Some("one\ntwo, \"three\""));
    assert_eq!((rows[1].number, rows[1].value("b")), (2, Some("5")));
}

#[test]
fn a_quotation_mark_that_is_never_closed_ends_the_reading_where_it_stands() {
    let (rows, end) = rows_of(b"a,b\n1,x\n2,\"y\n3,z\n", Format::Csv);
    assert_eq!(rows.len(), 1);
    let end = end.expect_err("it is never closed").to_string();
    assert!(end.starts_with("row 2") && end.contains("never closed"), "{end}");
    let (_, end) = rows_of(b"a,\"b\n1,x\n2,y\n", Format::Csv);
    assert!(end.expect_err("the header").to_string().contains("never closed"));

    // One closed much later by another swallows what is between: its row says so.
    let (rows, end) = rows_of(b"a,b\n1,\"x\n2,y\n3\",z\n4,w\n", Format::Csv);
    assert_eq!(end.expect("read to the end"), 2);
    let reason = &rows[0].as_ref().expect_err("too many values").reason;
    assert!(reason.contains("in 3 lines"), "{reason}");
    // Whole at the end: closed just before it, empty, and in the middle of a value.
    for file in [&b"a,b\n1,\"x\""[..], b"a,b\n1,\"x\"\n", b"a,b\n1,\n\n", b"a,b\n1,x\"y", b"a\n1\n2"] {
        let (rows, end) = rows_of(file, Format::Csv);
        assert_eq!(end.expect("whole"), rows.len() as u64);
        assert!(rows.iter().all(Result::is_ok), "{rows:?}");
    }
}

#[test]
fn a_row_beyond_any_measure_ends_the_reading_and_is_not_gathered() {
    let csv = std::io::repeat(b'x').take(1 << 40);
    let end = read((&b"a,b\n1,2\n3,\""[..]).chain(csv), Format::Csv, None, |_| ControlFlow::Continue(()));
    assert!(matches!(end, Err(TableError::Row { row: 2, .. })), "{end:?}");
    let json = std::io::repeat(b'x').take(1 << 40);
    let end = read((&b"[{\"a\":1},{\"a\":\""[..]).chain(json), Format::Json, None, |_| ControlFlow::Continue(()));
    assert!(matches!(end, Err(TableError::Row { row: 2, .. })), "{end:?}");
}

#[test]
fn columns_with_one_name_are_numbered_and_nameless_ones_named() {
    let rows = good_rows(b"a,a,,a\n1,2,3,4\n", Format::Csv);
    let fields: Vec<_> = rows[0].fields().collect();
    assert_eq!(fields, [("a", "1"), ("a (2)", "2"), ("column 3", "3"), ("a (3)", "4")]);
}

#[test]
fn an_empty_value_and_a_missing_column_are_both_nothing_but_only_one_is_a_fault() {
    let rows = good_rows(b"a,b\n1,  \n", Format::Csv);
    assert_eq!((rows[0].value("b"), rows[0].value("c")), (None, None));
    assert!(!rows[0].lacks_column("b") && rows[0].lacks_column("c"));
    let rows = good_rows(br#"[{"a":null}]"#, Format::Json);
    assert_eq!(rows[0].value("a"), None);
    assert!(!rows[0].lacks_column("c"));
}

#[test]
fn an_empty_file_says_so_and_a_header_alone_is_no_rows() {
    for format in [Format::Csv, Format::Json, Format::Geojson] {
        for bytes in [&b""[..], b" \n", b"\xef\xbb\xbf", &gzipped(b"")] {
            assert!(matches!(rows_of(bytes, format).1, Err(TableError::Empty)), "{format:?} {bytes:?}");
        }
    }
    assert_eq!(rows_of(b"a,b\n", Format::Csv).1.expect("good"), 0);
    assert_eq!(rows_of(b"[]", Format::Json).1.expect("good"), 0);
}

#[test]
fn a_row_with_too_few_values_is_bad_and_the_next_is_read() {
    let (rows, end) = rows_of(b"a,b\n1\n2,3\n4,5,6\n", Format::Csv);
    let numbers: Vec<_> = rows.iter().map(|row| row.as_ref().map(|row| row.number).map_err(|bad| bad.number)).collect();
    assert_eq!(numbers, [Err(1), Ok(2), Err(3)]);
    assert_eq!(end.expect("read to the end"), 3);
}

#[test]
fn a_cut_off_gzip_gives_the_rows_before_the_cut_and_names_the_next() {
    let text: String = (0..40_000).map(|n| format!("{n},{}\n", n * 7919 % 10_007)).collect();
    let json: String = (0..40_000).map(|n| format!("{{\"a\":{n},\"b\":{}}},", n * 7919 % 10_007)).collect();
    for (file, format) in
        [(format!("a,b\n{text}"), Format::Csv), (format!("[{}]", json.trim_end_matches(',')), Format::Json)]
    {
        let whole = gzipped(file.as_bytes());
        assert_eq!(good_rows(&whole, format).len(), 40_000);
        let (rows, end) = rows_of(&whole[..whole.len() / 2], format);
        let error = end.expect_err("cut off");
        assert!(rows.len() > 10_000, "{} rows", rows.len());
        assert!(matches!(error, TableError::Row { row, .. } if row == rows.len() as u64 + 1), "{error}");
        assert!(error.to_string().contains("ends too early"), "{error}");
    }
}

#[test]
fn broken_json_gives_the_rows_before_and_names_the_next_without_quoting_it() {
    for (file, n_good) in [
        (r#"[{"a":1},{"a":2},{"a":Anna 0701740605}]"#, 2),
        (r#"[{"a":1},{"a":2"#, 1),
        (r#"[{"a":1}"#, 1),
        (r#"[{"a":1}] Anna"#, 1),
        (r#"{"features":[{"a":1}]}"#, 0),
        ("\"Anna\"", 0),
        ("a,b\n1,2\n", 0),
    ] {
        let (rows, end) = rows_of(file.as_bytes(), Format::Json);
        let error = end.expect_err(file);
        assert_eq!(rows.len(), n_good, "{file}");
        assert!(matches!(error, TableError::Row { row, .. } if row == n_good as u64 + 1), "{file}: {error}");
        assert!(!error.to_string().contains("Anna"), "{error}");
    }
    assert!(matches!(rows_of(br#"{"type":"Feature"}"#, Format::Geojson).1, Err(TableError::NoRows(_))));
}

#[test]
fn an_element_that_is_no_object_is_a_bad_row() {
    let (rows, end) = rows_of(br#"[{"a":1}, 7, {"a":3}]"#, Format::Json);
    assert_eq!(end.expect("read to the end"), 3);
    assert_eq!(rows[1].as_ref().expect_err("no object").code, "not_an_object");
}

#[test]
fn geojson_gives_properties_geometry_and_the_feature_id() {
    let file = br#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":7,"properties":{"a":"x","n":1.5,"deep":{"b":[1]}},"geometry":{"type":"Point","coordinates":[13.9,56.4]}},
        {"type":"Feature","properties":null,"geometry":null}],"after":true}"#;
    let rows = good_rows(file, Format::Geojson);
    assert_eq!(
        (rows[0].value("id"), rows[0].value("n"), rows[0].value("deep")),
        (Some("7"), Some("1.5"), Some("{\"b\":[1]}"))
    );
    assert_eq!(rows[0].geometry.as_ref().expect("a point")["coordinates"][1], 56.4);
    assert_eq!(rows[1].geometry, None);
}

#[test]
fn a_list_may_stand_under_any_key() {
    let mut n = 0;
    let end = read(&br#"{"help":[{"x":1}],"result":[{"a":1},{"a":2}]}"#[..], Format::Json, Some("result"), |_| {
        n += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((end.expect("good"), n), (2, 2));
}

#[test]
fn the_receiver_can_stop_and_that_is_no_error() {
    for (file, format) in [(&b"a\n1\n2\n3\n"[..], Format::Csv), (br#"[{"a":1},{"a":2},{"a"#, Format::Json)] {
        let end = read(file, format, None, |_| ControlFlow::Break(()));
        assert_eq!(end.expect("stopped"), 1);
    }
}
