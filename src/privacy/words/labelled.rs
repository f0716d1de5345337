//! The labelled set: what must be found, what must be left alone.
//!
//! Every value is made up. The personal identity numbers have right check digits and birth numbers from 980 up, which
//! the Swedish Tax Agency keeps for tests (and the well-known 121212-1212), and were checked with PyPI personnummer.
//! The telephone numbers come from the series that the Swedish Post and Telecom Authority reserves for fiction
//! (070-1740605…99, 031-3900600…99, 040-6280400…99, 08-46500400…99, 0980-319200…99), from Ofcom's (07700 900000…999),
//! from 555-01xx, or are patterns such as 123 45 67. The addresses use example domains or patterns; nobody is called
//! Exempelsson.
//!
//! `labelled.jsonl` holds one text a line, with each piece that must be found in it. Lines marked `first` are older
//! than the rules for names, homes and accounts; of the others every second was kept unseen while the rules were made,
//! and those marked `after` and `last` were written when the rules stood, and those marked `later` are spellings that
//! somebody missed, with what must still be left alone.

use std::sync::LazyLock;

use serde_json::Value;

use super::Kind;

/// A text, and each piece that must be found in it.
pub struct Labelled {
    pub text: String,
    pub find: Vec<(Kind, String)>,
    pub half: Half,
}

/// Whether the rules were made with a text in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Seen,
    /// Written before the rules, and kept unseen while they were made.
    HeldOut,
    /// Written when the rules stood; what they showed was mended afterwards.
    After,
    /// Written at the very end, names, homes and user names only; nothing was mended after it.
    Last,
    /// Spellings that somebody missed, written together with the rules for them.
    Later,
}

pub static LABELLED: LazyLock<Vec<Labelled>> = LazyLock::new(|| {
    let mut n_new = 0;
    let lines = include_str!("labelled.jsonl").lines();
    lines
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("a line of JSON");
            let word = |value: &Value| value.as_str().expect("a text").to_owned();
            let pair = |pair: &Value| {
                let kind = Kind::ALL.into_iter().find(|kind| kind.code() == pair[0]).expect("a kind");
                (kind, word(&pair[1]))
            };
            let is_new = ["first", "after", "last", "later"].iter().all(|mark| value.get(mark).is_none());
            n_new += u32::from(is_new);
            Labelled {
                text: word(&value["text"]),
                find: value["find"].as_array().expect("a list").iter().map(pair).collect(),
                half: match () {
                    () if value.get("after").is_some() => Half::After,
                    () if value.get("last").is_some() => Half::Last,
                    () if value.get("later").is_some() => Half::Later,
                    () if is_new && n_new % 2 == 0 => Half::HeldOut,
                    () => Half::Seen,
                },
            }
        })
        .collect()
});
