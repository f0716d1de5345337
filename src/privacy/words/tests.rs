//! The figures of the labelled set, and what holds for any text.

use super::Kind::{Email, Personnummer, Phone, Plate};
use super::labelled::{NEGATIVES, POSITIVES};
use super::*;

#[test]
fn the_labelled_set_gives_full_recall_and_hardly_a_false_alarm() {
    let mut n_right = 0;
    let mut n_expected = 0;
    let mut false_alarms = Vec::new();
    let mut missed = Vec::new();
    for (text, expected) in POSITIVES {
        let found: Vec<(Kind, &str)> = find(text).into_iter().map(|f| (f.kind, &text[f.range])).collect();
        n_expected += expected.len();
        for piece in *expected {
            if found.contains(piece) { n_right += 1 } else { missed.push((*text, *piece)) }
        }
        false_alarms.extend(found.iter().filter(|f| !expected.contains(f)).map(|f| (*text, f.0, f.1.to_owned())));
    }
    for text in NEGATIVES {
        false_alarms.extend(find(text).into_iter().map(|f| (*text, f.kind, text[f.range].to_owned())));
    }
    let recall = f64::from(n_right) / n_expected as f64;
    let precision = f64::from(n_right) / (n_right as usize + false_alarms.len()) as f64;
    println!(
        "personal data in text: {} texts with {n_expected} findings, {} texts without; recall {recall:.3}, precision {precision:.3}",
        POSITIVES.len(),
        NEGATIVES.len(),
    );
    println!("missed: {missed:#?}\nfalse alarms: {false_alarms:#?}");
    assert!(POSITIVES.len() >= 60 && NEGATIVES.len() >= 80);
    assert!(missed.is_empty(), "missed {missed:?}");
    assert!(precision >= 0.97, "false alarms {false_alarms:?}");
}

/// A small generator, so that the values below are not the ones the rules were written against.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn letter(&mut self) -> char {
        char::from(b"ABCDEFGHJKLMNOPRSTUWXYZ"[self.below(23) as usize])
    }
}

#[test]
fn plates_are_found_in_every_spelling_and_only_small_words_before_a_number_slip_through() {
    let mut numbers = Numbers(1);
    let (mut n_plain, mut n_loose, mut n_slipped) = (0, 0, 0);
    for _ in 0..2_000 {
        let letters: String = (0..3).map(|_| numbers.letter()).collect();
        let last = match (numbers.below(2), numbers.letter()) {
            (1, last) if last != 'O' => last.to_string(),
            _ => numbers.below(10).to_string(),
        };
        let tail = format!("{}{}{last}", numbers.below(10), numbers.below(10));
        let apart = |text: &str, by: &str| text.chars().map(String::from).collect::<Vec<_>>().join(by);
        let plate = format!("{letters}{tail}");
        for spelling in [
            plate.clone(),
            plate.to_lowercase(),
            format!("{letters} {tail}"),
            format!("{letters}-{tail}"),
            format!("{letters}.{tail}"),
            apart(&plate, " "),
            apart(&plate, "-"),
            apart(&plate, "."),
            format!("regnr {}", format!("{letters} {tail}").to_lowercase()),
        ] {
            let is_excused = [
                "SOS", "BMW", "KTM", "CRF", "EXC", "TEL", "LGH", "MAX", "KMH", "EPA", "PGA", "GPS", "RAL", "AMG", "RAM",
            ]
            .contains(&letters.as_str());
            let found = find(&format!("bilen {spelling} kom igen"));
            n_plain += 1;
            assert!(is_excused || found.iter().any(|f| f.kind == Plate), "{spelling}");
        }
        for spelling in [format!("{letters} {tail}"), apart(&plate, " ")] {
            n_loose += 1;
            n_slipped += usize::from(find(&format!("bilen {} kom igen", spelling.to_lowercase())).is_empty());
        }
    }
    println!(
        "generated plates: {n_plain} plain spellings all found; {n_slipped} of {n_loose} in small letters and spaced slipped through"
    );
    assert!(n_slipped * 20 < n_loose, "{n_slipped} of {n_loose}");
}

#[test]
fn numbers_are_found_in_every_spelling() {
    let mut numbers = Numbers(2);
    for _ in 0..2_000 {
        let n: String = (0..7).map(|_| numbers.below(10).to_string()).collect();
        let series = ["70", "72", "73", "76", "79"][numbers.below(5) as usize];
        let (a, b, c) = (&n[..3], &n[3..5], &n[5..]);
        for spelling in [
            format!("0{series}{n}"),
            format!("0{series}-{n}"),
            format!("0{series} {a} {b} {c}"),
            format!("0{series}-{a} {b} {c}"),
            format!("0{series}.{a}.{b}.{c}"),
            format!("0{series}/{a}-{b}-{c}"),
            format!("+46{series}{n}"),
            format!("+46 {series} {a} {b} {c}"),
            format!("+46 (0){series}-{a} {b} {c}"),
            format!("0046{series}{n}"),
            format!("0046 {series}-{a}{b}{c}"),
        ] {
            let found = find(&format!("ring {spelling} ikväll"));
            assert!(found.iter().any(|f| f.kind == Phone || f.kind == Personnummer), "{spelling}");
        }
    }
}

#[test]
fn masking_leaves_nothing_to_find_and_twice_is_the_same_as_once() {
    for text in POSITIVES.iter().map(|(text, _)| *text).chain(NEGATIVES.iter().copied()) {
        let once = masked(text);
        assert_eq!(find(&once), [], "{text:?} became {once:?}");
        assert_eq!(masked(&once), once);
    }
}

#[test]
fn any_two_texts_beside_each_other_can_be_masked() {
    // Masking one finding may uncover another that touched it, so every seam is tried.
    for (a, _) in POSITIVES {
        for b in POSITIVES.iter().map(|(b, _)| *b).chain(NEGATIVES.iter().copied()) {
            for seam in ["", " ", "-", "\n"] {
                let once = masked(&format!("{a}{seam}{b}"));
                assert_eq!(find(&once), [], "{a:?} + {seam:?} + {b:?} became {once:?}");
            }
        }
    }
}

#[test]
fn what_is_masked_is_named_and_the_rest_is_untouched() {
    assert_eq!(
        masked("Åh, ABC 123 och 070-1740605 å så."),
        "Åh, [borttaget: registreringsnummer] och [borttaget: telefonnummer] å så."
    );
    assert_eq!(masked("Mörkt under väg 123"), "Mörkt under väg 123");
    assert_eq!(masked(""), "");
}

#[test]
fn a_hostile_text_takes_no_longer_than_its_length_demands() {
    let n = 20_000;
    for piece in
        ["abc ", "0", "1", "a.", "a@", "07 ", "900101-", "a b c 1 2 ", "+4", "(0", "HUS 123 ", "0701740605abc123", "å"]
    {
        let text = piece.repeat(n);
        let started = std::time::Instant::now();
        assert_eq!(find(&masked(&text)), []);
        let per_byte = started.elapsed().as_nanos() / text.len() as u128;
        assert!(per_byte < 20_000, "{piece:?}: {per_byte} ns per byte");
    }
}

#[test]
fn ranges_are_on_character_boundaries_and_in_order() {
    let text = "å070-1740605ö ABC 123 ä kalle@example.com";
    let findings = find(text);
    assert!(findings.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
    assert!(findings.iter().all(|f| text.is_char_boundary(f.range.start) && text.is_char_boundary(f.range.end)));
}

#[test]
fn every_kind_says_in_both_languages_why_and_the_plate_names_the_police() {
    for kind in [Personnummer, Phone, Email, Plate] {
        assert!(kind.explanation_sv().ends_with('.') && kind.explanation_en().ends_with('.'));
        assert_eq!(find(kind.placeholder()), []);
    }
    assert!(Plate.explanation_sv().contains("114 14") && Plate.explanation_en().contains("114 14"));
}
