//! User names: "@name", what follows the name of a network, and links to profiles.

use std::ops::Range;

use super::place_words::is_place;
use super::plain::Plain;

/// Networks where an account is a person more often than not: any word after them and a colon is taken for one.
const PERSONAL: [&str; 14] = [
    "snap",
    "snapchat",
    "snapchatt",
    "insta",
    "instagram",
    "ig",
    "tiktok",
    "tik-tok",
    "discord",
    "kik",
    "telegram",
    "steam",
    "twitch",
    "snappen",
];

/// Networks of whose accounts we demand more than a word.
const OTHER: [&str; 4] = ["facebook", "fb", "messenger", "youtube"];

/// What may stand between the network and the name.
const FILLERS: [&str; 10] = ["är", "is", "heter", "namn", "name", "user", "användare", "konto", "account", "mitt"];

/// Addresses of profiles: the name follows.
const PROFILES: [&str; 11] = [
    "facebook.com/",
    "instagram.com/",
    "tiktok.com/",
    "snapchat.com/add/",
    "linkedin.com/in/",
    "twitter.com/",
    "t.me/",
    "wa.me/",
    "youtube.com/@",
    "threads.net/",
    "discord.gg/",
];

/// Pages of those networks that belong to nobody in particular.
const NO_PROFILE: [&str; 10] =
    ["groups", "events", "pages", "share", "watch", "reel", "p", "marketplace", "explore", "hashtag"];

/// What the accounts of authorities and associations hold.
const OFFICIAL: [&str; 9] =
    ["kommun", "polis", "lansstyrelse", "länsstyrelse", "trafikverk", "region", "skane", "förening", "forening"];

/// Every user name in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let mut ranges = with_sign(plain);
    ranges.extend(of_profiles(plain));
    ranges.extend((0..plain.tokens.len()).filter_map(|index| announced_after(plain, index)));
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// "@name": nothing before the sign that it could belong to.
fn with_sign(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.lower.as_str();
    text.match_indices('@')
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '/' | '_')))
        .filter_map(|(at, _)| {
            let name = handle_at(text, at + 1)?;
            let word = &text[name.clone()];
            (word.len() >= 3 && !is_common(word)).then_some(at..name.end)
        })
        .collect()
}

/// "facebook.com/name", with all that stands before it in the link.
fn of_profiles(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.lower.as_str();
    let slashes = text.match_indices(['/', '@']).filter_map(|(at, sign)| {
        let site = PROFILES.iter().find(|site| text[..at + sign.len()].ends_with(**site))?;
        let mut end = at + sign.len();
        end += usize::from(text[end..].starts_with('@'));
        let name = handle_at(text, end)?;
        let word = &text[name.clone()];
        if NO_PROFILE.contains(&word) || is_common(word) {
            return None;
        }
        let before = at + sign.len() - site.len();
        let in_link = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-');
        let n_before: usize = text[..before].chars().rev().take(20).take_while(|c| in_link(*c)).count();
        let closed = name.end + usize::from(text[name.end..].starts_with('/'));
        Some(before - n_before..closed)
    });
    slashes.collect()
}

/// "snap: name", "my snap is na_me".
fn announced_after(plain: &Plain, index: usize) -> Option<Range<usize>> {
    let is_personal = PERSONAL.contains(&plain.word(index));
    if !is_personal && !OTHER.contains(&plain.word(index)) {
        return None;
    }
    let has_colon = |index: usize| plain.gap(index).trim_matches(' ').starts_with([':', '=']);
    let mut last = index;
    let mut colon = has_colon(index);
    while !colon && last < index + 2 && plain.is_joined(last) && FILLERS.contains(&plain.word(last + 1)) {
        last += 1;
        colon = has_colon(last);
    }
    let is_filled = last > index;
    let gap = plain.gap(last);
    let comma = gap == ", ";
    let is_bare = is_personal && !is_filled && gap == " ";
    if !(colon || is_filled || comma || is_bare) || gap.len() > 4 || gap.contains('\n') {
        return None;
    }
    let start = plain.tokens.get(last + 1)?.start;
    let name = handle_at(&plain.lower, start)?;
    let word = &plain.lower[name.clone()];
    let is_coined = word.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'#'))
        && word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_name = match () {
        () if colon && is_personal => word.len() >= 3,
        () if is_bare => is_plainly_coined(word),
        () => is_coined && word.len() >= 3,
    };
    (is_name && !is_common(word)).then_some(name)
}

/// Right behind the network without a sign: "instagram prov_konto99". "tiktok video2" and "insta maj2026" are none.
fn is_plainly_coined(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = letters.len() < word.len() && letters.chars().all(char::is_alphabetic) && letters.len() >= 5;
    word.starts_with(char::is_alphabetic)
        && word.len() >= 5
        && (word.contains('_') || (is_numbered && !is_counted(letters)))
}

/// What people number besides themselves.
fn is_counted(word: &str) -> bool {
    const COUNTED: &str = "vecka week video avsnitt episod version sommaren sommar vintern vinter våren hösten januari februari \
        april augusti september oktober november december grupp gruppen klass årskurs season säsong story nummer";
    COUNTED.split_ascii_whitespace().any(|own| own == word)
}

/// The name that begins at `start`: letters, digits, dots and underscores; "#1234" may end it.
fn handle_at(text: &str, start: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 32;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | 'å' | 'ä' | 'ö');
    let length: usize = text[start..].chars().take(LONGEST).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    let name = text[start..start + length].trim_end_matches('.');
    let end = start + name.len();
    let tag = text[end..].strip_prefix('#').map_or(0, |tag| tag.bytes().take(4).take_while(u8::is_ascii_digit).count());
    (!name.is_empty()).then_some(start..if tag == 4 { end + 5 } else { end })
}

/// A place or an authority.
fn is_common(word: &str) -> bool {
    is_place(word) || OFFICIAL.iter().any(|part| word.contains(part))
}
