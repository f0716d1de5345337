//! E-mail addresses, plain and disguised.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Ends an address may have when its dots are surrounded by spaces or spelled out. A closed list,
/// because "vi ses @ torget. Det är mörkt" must not end in the domain ".det".
const ENDINGS: &str = "se|com|nu|org|net|eu|dk|no|fi|de|uk|io|info|me|pl";

/// Providers that people name without an ending ("anka@hotmail"). Any other word after an at-sign
/// may be a place: "Storgatan@Kyrkogatan".
const PROVIDERS: &str = "gmail|hotmail|outlook|live|icloud|yahoo|msn|telia|comhem|bredband|spray|proton|protonmail";

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    // Letters of western Europe: all of Unicode, repeated this often, makes a regex of many MB.
    let letter = "A-Za-zÀ-ÖØ-öø-ÿ";
    let local = format!(r"[{letter}0-9_%+\-] (?:[{letter}0-9_%+.\-]{{0,63}} [{letter}0-9_%+\-])?");
    let label = format!(r"[{letter}0-9][{letter}0-9\-]{{0,40}}");
    // A bare "at" is an English word: it counts only together with a spelled-out dot (last line).
    let at = r"\s{0,3}(?:@|[(\[{<]\s?(?:at|snabel-?a|a|@)\s?[)\]}>]|\bsnabel[-\x20]?a\b)\s{0,3}";
    let spelled_dot = r"\s{0,3}(?:[(\[{<]\s?(?:dot|punkt|\.)\s?[)\]}>]|\b(?:dot|punkt)\b)\s{0,3}";
    let loose_dot = format!(r"(?:{spelled_dot}|\s{{0,2}}\.\s{{0,2}})");
    Regex::new(&format!(
        r"(?xi)
          {local} {at} {label} (?:\.{label}){{0,4}} \.[{letter}]{{2,24}}
        | {local} {at} {label} (?:{loose_dot}{label}){{0,2}}? {loose_dot} (?:{ENDINGS})\b
        | {local} {at} (?:{PROVIDERS})\b
        | {local} \s{{1,3}} at \s{{1,3}} {label} (?:{spelled_dot}{label}){{0,2}}? {spelled_dot} (?:{ENDINGS})\b
        "
    ))
    .expect("the pattern is a constant and compiled in a test")
});

/// Every e-mail address in the text.
pub fn find(text: &str) -> Vec<Range<usize>> {
    if !may_hold_address(text) {
        return Vec::new();
    }
    PATTERN.find_iter(text).map(|found| found.range()).collect()
}

/// Whether any of what every address must hold is there. The pattern looks at all texts letter by letter, and nearly all
/// hold none.
fn may_hold_address(text: &str) -> bool {
    let marked = text.bytes().any(|byte| matches!(byte, b'@' | b'(' | b'[' | b'{' | b'<'));
    // The two letters outside ASCII that small letters of the pattern match as well: the Kelvin sign and the long s.
    let odd = || text.contains(['\u{212a}', '\u{17f}']);
    let word = |word: &str| text.as_bytes().windows(word.len()).any(|own| own.eq_ignore_ascii_case(word.as_bytes()));
    marked || word("snabel") || word("dot") || word("punkt") || odd()
}

#[cfg(test)]
mod tests {
    use super::super::labelled::{NEGATIVES, POSITIVES};
    use super::*;

    #[test]
    fn what_is_passed_over_holds_no_address() {
        let labelled = POSITIVES.iter().map(|(text, _)| *text).chain(NEGATIVES.iter().copied());
        let pieces =
            ["anka", " at ", "@", "snabel-a", "SNABEL A", "(at)", "punkt", " DOT ", "gmail", ".se", "se", " ", "."];
        let mut state = 7_u64;
        let mut dice = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        let made: Vec<String> =
            (0..2_000).map(|_| (0..6).map(|_| pieces[dice() % pieces.len()]).collect::<String>()).collect();
        let mut passed_over = 0;
        for text in labelled.chain(made.iter().map(String::as_str)) {
            if !may_hold_address(text) {
                passed_over += 1;
                assert!(!PATTERN.is_match(text), "{text}");
            }
        }
        assert!(passed_over > 100, "{passed_over}");
    }

    #[test]
    fn letters_that_only_look_like_others_hide_nothing() {
        for text in ["anka\u{17f}nabel-a kvack.se", "anka at kvack pun\u{212a}t se", "anka ſnabel-a kvack.se"] {
            assert!(may_hold_address(text), "{text}");
        }
    }
}
