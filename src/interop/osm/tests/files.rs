//! Files that are broken, or are something else.

use std::io::Cursor;

use super::super::{Clip, OsmError, Progress, read};
use super::pbf::{Pbf, blob, bytes};
use crate::geodesy::Metric;
use crate::town::{Layer, Survey};

fn town() -> Pbf {
    Pbf::new()
        .node(1, 14.0, 56.0, &[("highway", b"street_lamp")])
        .node(2, 14.001, 56.0, &[])
        .node(3, 14.001, 56.001, &[])
        .block()
        .street(10, &[1, 2, 3], "Storgatan")
        .way(11, &[1, 2, 3, 1], &[("building", b"yes")])
        .block()
        .relation(20, &[(11, "outer")], &[("type", b"multipolygon"), ("natural", b"water")])
}

fn read_bytes(file: impl Into<Vec<u8>>) -> Result<Survey, OsmError> {
    let clip = Clip::everything(Metric::sweref99_tm());
    read(Cursor::new(file.into()), &clip, &mut |_| {}).map(|(survey, _)| survey)
}

fn said(file: impl Into<Vec<u8>>) -> String {
    read_bytes(file).expect_err("not a town").to_string()
}

#[test]
fn what_is_no_pbf_file_is_named() {
    assert!(said("").contains("empty"));
    assert!(said("<?xml version='1.0'?><osm version=\"0.6\"/>").contains("osmium cat"));
    assert!(said([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).contains("gzip"));
    assert!(said("PK\u{3}\u{4} and so on").contains("zip"));
    assert!(said("BZh91AY&SY").contains("bzip2"));
    assert!(said("not a map at all, but long enough to be read").contains("something else"));
    assert!(said([0, 0]).contains("something else"));
    assert!(said([0, 0, 0, 14, 1, 2, 3]).contains("cut off"));
    assert!(said(vec![0; 4096]).contains("no OpenStreetMap PBF file"));
    assert!(said(blob("OSMData", &bytes(1, &bytes(1, b"")))).contains("without its header"));
}

#[test]
fn a_file_cut_off_anywhere_is_told_from_a_whole_one() {
    let whole = town().written();
    let n_links = read_bytes(whole.clone()).unwrap().links.len();
    assert_eq!(n_links, 1);
    let mut ends = vec![0];
    let mut at = 0;
    while at < whole.len() {
        let header = u32::from_be_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
        // The length of the content is the last number of the header; every block here is short enough for two bytes.
        let tail = &whole[at + 4..at + 4 + header];
        let size = tail.iter().rposition(|b| *b == 0x18).map(|i| &tail[i + 1..]).unwrap();
        let size = size.iter().rev().fold(0_usize, |n, b| n << 7 | usize::from(b & 0x7f));
        at += 4 + header + size;
        ends.push(at);
    }
    for n in 1..whole.len() {
        if !ends.contains(&n) {
            let error = read_bytes(&whole[..n]).expect_err("cut off");
            assert!(matches!(error, OsmError::Truncated { .. } | OsmError::NotPbf(_)), "at {n}: {error}");
        }
    }
}

#[test]
fn no_damaged_byte_ends_the_program() {
    let whole = town().written();
    for place in 0..whole.len() {
        for flip in [0xff, 0x01, 0x80] {
            let mut damaged = whole.clone();
            damaged[place] ^= flip;
            // A town or an error: some bytes are letters of a name.
            let _ = read_bytes(damaged);
        }
    }
}

#[test]
fn a_damaged_block_is_named_by_its_place() {
    let mut file = town().written();
    let place = file.len();
    file.extend(blob("OSMData", &bytes(3, b"this is not zlib")));
    let OsmError::Corrupt { at, .. } = read_bytes(file).unwrap_err() else { panic!("corrupt") };
    assert_eq!(at, place as u64);
}

#[test]
fn a_length_made_up_by_a_damaged_file_does_not_become_memory() {
    let mut file = town().written();
    let header = [bytes(1, b"OSMData"), vec![0x18, 0xff, 0xff, 0xff, 0xff, 0x07]].concat();
    file.extend((header.len() as u32).to_be_bytes());
    file.extend(header);
    assert!(matches!(read_bytes(file), Err(OsmError::Corrupt { .. })));
}

#[test]
fn a_block_packed_in_another_way_is_said_to_be() {
    let mut file = town().written();
    // Field 6 is lz4.
    file.extend(blob("OSMData", &bytes(6, b"lz4 lz4 lz4")));
    assert!(said(file).contains("pbf_compression=zlib"));
}

#[test]
fn a_file_that_needs_more_than_we_know_is_refused() {
    let file = town().requiring("HistoricalInformation").written();
    assert!(said(file).contains("HistoricalInformation"));
    assert!(read_bytes(town().requiring("DenseNodes").written()).is_ok());
}

#[test]
fn blocks_of_unknown_kinds_are_skipped() {
    let mut file = town().written();
    file.extend(blob("OSMNews", &bytes(1, b"whatever")));
    assert!(read_bytes(file).is_ok());
}

#[test]
fn a_file_of_elsewhere_says_what_it_covers() {
    let border = geo::MultiPolygon(vec![geo::Rect::new((18.0, 59.0), (18.1, 59.1)).to_polygon()]);
    let clip = Clip::within(&border, Metric::sweref99_tm()).unwrap();
    let error = read(Cursor::new(town().written()), &clip, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("14.000,56.000,14.001,56.001"), "{error}");
    assert!(matches!(read_bytes(Pbf::new().written()), Err(OsmError::NoStreets { file: None })));
}

#[test]
fn names_in_latin_1_are_read_as_such() {
    let file = Pbf::new()
        .node(1, 14.0, 56.0, &[])
        .node(2, 14.001, 56.0, &[("place", b"village"), ("name", b"\xd6rkelljunga")])
        .way(10, &[1, 2], &[("highway", b"residential"), ("name", b"G\xe5ngv\xe4gen"), ("lit", b"yes")]);
    let survey = read_bytes(file.written()).unwrap();
    assert_eq!(survey.links[0].street.name.as_deref(), Some("Gångvägen"));
    assert_eq!(survey.links[0].street.lit, crate::town::Lit::Yes, "what follows the name is read too");
    let place = survey.features.iter().find(|feature| feature.layer == Layer::Locality).unwrap();
    assert_eq!(place.name.as_deref(), Some("Örkelljunga"));
}

#[test]
fn progress_ends_at_the_end_of_every_pass() {
    let mut last: Vec<Progress> = Vec::new();
    let clip = Clip::everything(Metric::sweref99_tm());
    read(Cursor::new(town().written()), &clip, &mut |progress| {
        last.retain(|own| own.pass != progress.pass);
        last.push(progress);
    })
    .unwrap();
    assert_eq!(last.len(), 3);
    assert!(last.iter().all(|progress| progress.done == progress.of));
}
