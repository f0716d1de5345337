//! E-mail addresses, plain and disguised.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::plain::Plain;

/// Ends an address may have when its dots are surrounded by spaces or spelled out. A closed list,
/// because "vi ses @ torget. Det är mörkt" must not end in the domain ".det".
const ENDINGS: &str = "se|com|nu|org|net|eu|dk|no|fi|de|uk|io|info|me|pl";

/// Providers that people name without an ending ("anka@hotmail"). Any other word after an at-sign
/// may be a place: "Storgatan@Kyrkogatan".
const PROVIDERS: &str = "gmail|hotmail|outlook|live|icloud|yahoo|msn|telia|comhem|bredband|spray|proton|protonmail";

/// The longest name before the at-sign, in bytes.
const LONGEST_LOCAL: usize = 80;

/// The at-sign in its disguises, at the beginning of what is left of the text. A bare "at" is an English word: it
/// counts only together with a spelled-out dot.
static AT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s{0,3} (?: (?<sure> @ | [(\[{<] \s? (?:at|snabel-?\ ?a|a|@) \s? [)\]}>] | snabel[-\ ]?a\b) | at\b )\s{0,3}",
    )
    .expect("the pattern is a constant and compiled in a test")
});

/// What follows a sure at-sign.
static DOMAIN: LazyLock<Regex> = LazyLock::new(|| domain(true));

/// What follows a bare "at".
static SPELLED_DOMAIN: LazyLock<Regex> = LazyLock::new(|| domain(false));

fn domain(is_sure: bool) -> Regex {
    // Letters of western Europe: all of Unicode, repeated this often, makes a regex of many MB.
    let letter = "a-zà-öø-ÿ";
    let label = format!(r"[{letter}0-9][{letter}0-9\-]{{0,40}}");
    let spelled_dot = r"\s{0,3}(?:[(\[{<]\s?(?:dot|punkt|\.)\s?[)\]}>]|\b(?:dot|punkt)\b)\s{0,3}";
    // A comma is a slip of the finger only where no space surrounds it.
    let loose_dot = format!(r"(?:{spelled_dot}|\s{{0,2}}\.\s{{0,2}}|,)");
    let pattern = if is_sure {
        format!(
            r"(?x)^(?: {label} (?:\.{label}){{0,4}} \.[{letter}]{{2,24}}
              | {label} (?:{loose_dot}{label}){{0,2}}? {loose_dot} (?:{ENDINGS})\b
              | (?:{PROVIDERS})\b )"
        )
    } else {
        format!(r"(?x)^ {label} (?:{spelled_dot}{label}){{0,2}}? {spelled_dot} (?:{ENDINGS})\b")
    };
    Regex::new(&pattern).expect("the pattern is a constant and compiled in a test")
}

/// Every e-mail address in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.lower.as_str();
    let mut ranges = Vec::new();
    let mut past = 0;
    for (at, byte) in text.bytes().enumerate() {
        let may_be_at = match byte {
            b'@' | b'(' | b'[' | b'{' | b'<' => true,
            b's' => text[at..].starts_with("snabel"),
            b'a' => text[at..].starts_with("at") && at > 0 && text.as_bytes()[at - 1].is_ascii_whitespace(),
            _ => false,
        };
        if at < past || !may_be_at {
            continue;
        }
        if let Some(range) = address_at(text, at).filter(|range| range.start >= past) {
            past = range.end;
            ranges.push(range);
        }
    }
    ranges
}

/// The address whose at-sign stands at `at`.
fn address_at(text: &str, at: usize) -> Option<Range<usize>> {
    let sign = AT.captures(&text[at..])?;
    let is_sure = sign.name("sure").is_some();
    let after = at + sign.get_match().end();
    let pattern = if is_sure { &*DOMAIN } else { &*SPELLED_DOMAIN };
    let end = after + pattern.find(&text[after..])?.end();
    let start = local_before(text, at)?;
    // "insta @kvack.kvack" is a user name.
    let is_user_name = text[at..].starts_with('@') && after == at + 1 && text[..at].ends_with(' ');
    let ends_well = || ENDINGS.split('|').chain(PROVIDERS.split('|')).any(|ending| text[after..end].ends_with(ending));
    (!is_user_name || ends_well()).then_some(start..end)
}

/// Where the name before an at-sign begins; up to three spaces may stand between.
fn local_before(text: &str, at: usize) -> Option<usize> {
    let written = text[..at].trim_end();
    if at - written.len() > 3 {
        return None;
    }
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '%' | '+' | '-' | '.');
    let mut start = written.len();
    for (from, c) in written.char_indices().rev() {
        if !is_inner(c) || written.len() - from > LONGEST_LOCAL {
            break;
        }
        start = from;
    }
    let local = written[start..].trim_start_matches('.');
    (!local.is_empty() && !local.ends_with('.')).then(|| written.len() - local.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_sign_and_of_the_dot_is_found_together_with_every_other() {
        let signs = [
            "@",
            " @ ",
            "(at)",
            " (at) ",
            " [at] ",
            "{at}",
            "<at>",
            "(a)",
            " snabel-a ",
            " snabela ",
            " snabel a ",
            "(snabel-a)",
            "[@]",
            "（at）",
            "＠",
            "\u{200b}@",
        ];
        let dots = [".", " . ", "[.]", "(dot)", " [dot] ", " dot ", " punkt ", "(punkt)", "．", ","];
        for sign in signs {
            for dot in dots {
                for local in ["anka", "kalle.anka", "k_a+1", "åke-ö"] {
                    let address = format!("{local}{sign}exempel{dot}se");
                    let found = find(&Plain::of(&format!("skriv till {address} nu")));
                    assert_eq!(found.len(), 1, "{address}");
                }
            }
        }
        for dot in [" dot ", "(dot)", " punkt ", " [punkt] "] {
            assert_eq!(find(&Plain::of(&format!("anka at exempel{dot}com"))).len(), 1, "{dot}");
        }
    }
}
