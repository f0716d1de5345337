use super::*;

const LAW: &str = "OSL 21:1";

fn mask(from: u32, to: u32) -> WordMask {
    WordMask { from, to, law: LAW.to_owned() }
}

fn shown(text: &str, masks: &[(u32, u32)]) -> String {
    let masks = masks.iter().map(|&(from, to)| mask(from, to)).collect();
    let words = pieces::pieces(text, masks).into_iter().map(|piece| match piece {
        Piece::Words(words) => words,
        Piece::Masked { law } => format!("<{law}>"),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_mask_takes_the_whole_words_it_touches_and_words_in_a_row_are_one_block() {
    let text = "Grannen Åke kör fort, varje kväll.";
    assert_eq!(shown(text, &[(8, 9)]), "Grannen <OSL 21:1> kör fort, varje kväll.");
    assert_eq!(shown(text, &[(0, 1), (9, 10)]), "<OSL 21:1> kör fort, varje kväll.");
    assert_eq!(shown(text, &[(0, 11)]), "<OSL 21:1> kör fort, varje kväll.");
    assert_eq!(shown(text, &[(0, 11), (16, 19)]), "<OSL 21:1> kör <OSL 21:1> varje kväll.");
    assert_eq!(shown(text, &[(0, 400)]), "<OSL 21:1>");
    assert_eq!(shown(text, &[]), text);
    assert_eq!(shown("", &[(0, 5)]), "");
}

#[test]
fn letters_that_take_two_units_are_counted_as_a_browser_does() {
    // "🦓" is two units: the second word is at 3..6.
    assert_eq!(shown("🦓 ABC x", &[(3, 4)]), "🦓 <OSL 21:1> x");
    assert_eq!(whole_words("🦓 ABC x", vec![mask(5, 6)]), vec![mask(3, 6)]);
    assert_eq!(whole_words("a b c", vec![mask(0, 1), mask(2, 3)]), vec![mask(0, 3)]);
}

#[test]
fn rows_lie_in_the_order_of_what_is_shown_whatever_order_they_came_in() {
    let at = |lon: f64| Geometry::Point(LonLat::new(lon, 56.38).expect("a place"));
    let row = |told: &str, place: DisclosedPlace, photo: u8| Disclosed {
        category: Category::UnsafePlace,
        time: DisclosedTime { told: told.to_owned(), from: told.to_owned(), to: None, hours: None, recurs: false },
        time_law: None,
        place,
        place_law: None,
        causes: Field::Shown(Vec::new()),
        severity: Field::Masked { law: LAW.to_owned() },
        words: Vec::new(),
        photos: Field::Shown(vec![vec![photo; 3]]),
        correction: DisclosedCorrection::default(),
    };
    let stretch = |lon: f64| Geometry::Stretch(vec![at(lon).points()[0], at(14.5).points()[0]]);
    let in_order = [
        row("2026-11", DisclosedPlace::Exact(at(13.9)), 2),
        row("2026-11", DisclosedPlace::Exact(at(14.0)), 1),
        row("2026-11", DisclosedPlace::Exact(at(14.0)), 2),
        row("2026-11", DisclosedPlace::Exact(stretch(13.8)), 1),
        row("2026-11", DisclosedPlace::Exact(stretch(13.9)), 1),
        row("2026-11", DisclosedPlace::Locality(None), 1),
        row("2026-11", DisclosedPlace::Locality(Some("Osby".to_owned())), 1),
        row("2026-11", DisclosedPlace::Withheld, 1),
        row("2026-12", DisclosedPlace::Exact(at(13.9)), 1),
    ];
    for by in 0..in_order.len() {
        let mut rows = in_order.to_vec();
        rows.rotate_left(by);
        rows.sort_by(in_order_of_what_is_shown);
        assert_eq!(rows, in_order);
        rows.reverse();
        rows.sort_by(in_order_of_what_is_shown);
        assert_eq!(rows, in_order);
    }
}
