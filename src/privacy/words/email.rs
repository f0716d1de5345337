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
    PATTERN.find_iter(text).map(|found| found.range()).collect()
}
