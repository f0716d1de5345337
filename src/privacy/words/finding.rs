//! All findings of a text, joined where they overlap.

use std::ops::Range;

use super::kind::Kind;
use super::language::is_english;
use super::plain::Plain;
use super::somebody::Pieces;
use super::{account, bank, email, home, house, name, personnummer, phone, plate};

/// One piece of personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// Byte range in the text; always on character boundaries.
    pub range: Range<usize>,
    /// The same range in UTF-16 code units: the places that a browser counts by.
    pub utf16: Range<usize>,
    /// What may be written instead of this piece, in the language of the text.
    pub rewrite: String,
}

/// A piece that one kind claims.
struct Claim {
    kind: Kind,
    range: Range<usize>,
    instead: Option<String>,
}

/// Every piece of personal data in the text, in reading order and without overlaps.
///
/// Pieces that overlap become one, from where the first begins to where the last ends; it is of the kind that claimed
/// most of it, and between equals of the one that says most about a person.
pub fn find(text: &str) -> Vec<Finding> {
    let plain = Plain::of(text);
    let claims = joined(claims(&plain));
    if claims.is_empty() {
        return Vec::new();
    }
    let is_english = is_english(&plain);
    let mut counted = Utf16::default();
    claims
        .into_iter()
        .map(|Claim { kind, range, instead }| {
            let range = plain.written(&range);
            let utf16 = counted.upto(text, range.start)..counted.upto(text, range.end);
            let rewrite = instead.unwrap_or_else(|| kind.word(is_english).to_owned());
            Finding { kind, range, utf16, rewrite }
        })
        .collect()
}

fn claims(plain: &Plain) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut claim = |kind, ranges: Vec<Range<usize>>| {
        claims.extend(ranges.into_iter().map(|range| Claim { kind, range, instead: None }));
    };
    claim(Kind::Email, email::find(plain));
    claim(Kind::Account, account::find(plain));
    let names = name::find(plain);
    claim(Kind::Name, names.clone());
    // All others hold a digit, or the number of a house in words, and most reports hold none.
    let has_digit = plain.text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit {
        claim(Kind::Personnummer, personnummer::find(plain));
        claim(Kind::Bank, bank::find(plain));
        claim(Kind::Phone, phone::find(plain));
        claim(Kind::Plate, plate::find(plain));
    }
    if has_digit || house::may_be_spelled(plain) {
        let pieces = Pieces::new(names, claims.iter().map(|claim| claim.range.clone()));
        let homes = home::find(plain, &pieces).into_iter();
        claims.extend(homes.map(|home| Claim { kind: Kind::Home, range: home.range, instead: home.instead }));
    }
    claims
}

fn joined(mut claims: Vec<Claim>) -> Vec<Claim> {
    claims.sort_by_key(|claim| (claim.range.start, claim.range.end, claim.kind));
    let mut joined: Vec<Claim> = Vec::with_capacity(claims.len());
    let mut longest = 0;
    for claim in claims {
        let length = claim.range.len();
        match joined.last_mut() {
            Some(last) if claim.range.start < last.range.end => {
                let end = last.range.end.max(claim.range.end);
                let says_more = length > longest || (length == longest && claim.kind < last.kind);
                // What was offered for a part is no offer for more than that part.
                let is_whole = claim.range.start == last.range.start && claim.range.end == end;
                if says_more {
                    longest = length;
                    last.kind = claim.kind;
                    last.instead = claim.instead.filter(|_| is_whole);
                } else if end > last.range.end {
                    last.instead = None;
                }
                last.range.end = end;
            }
            _ => {
                longest = length;
                joined.push(claim);
            }
        }
    }
    joined
}

/// Counts UTF-16 units forward through a text.
#[derive(Default)]
struct Utf16 {
    at: usize,
    units: usize,
}

impl Utf16 {
    fn upto(&mut self, text: &str, to: usize) -> usize {
        self.units += text[self.at..to].chars().map(char::len_utf16).sum::<usize>();
        self.at = to;
        self.units
    }
}
