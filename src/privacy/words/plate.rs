//! Swedish registration numbers: ABC 123 and, since 2019, ABC 12D.
//!
//! The letters I, Q, V, Å, Ä and Ö are not used, and the last character of the new form is never O.
//! That alone spares "väg 123" and "vid 120". Three-letter words before a number ("buss" does not
//! fit, but English "bus 545", "mot 100" and "hus 12B" do) are spared by a list of words, unless
//! the text says that a plate follows or the writing is that of a plate.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::plain::Plain;
use super::word_set::WordSet;
use super::{char_after, char_before, goes_on_after_point};

/// "… 100 m", "… 120 km/h", "… 200 personer": an amount, not a plate.
static UNIT_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)^[\s\-]{0,2} (?:
            %|°|m|meter|meters|metres|km|km/h|kmh|mph|cm|mm|dm|kg|kr|kronor|sek|st|stycken|personer|pers
            |people|år|years|grader|degrees|watt|w|lux|lumen|db|procent|percent|minuter|minutes
            |sek|sekunder|h|tim|timmar|hours|ggr|gånger|times|tal|talet|tals|feet|ft|yards|cc|kubik
            |bilar|cars|lampor|dagar|days )(?:[^\p{L}0-9]|$)",
    )
    .expect("the pattern is a constant and compiled in a test")
});

/// Words that announce a plate.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)(?: \breg(?:[.\s-]{0,2}(?:nr|nummer|numret|skylt(?:en)?))?\.? | \bregistrering\p{L}* | skylt(?:en|ar|arna)?
            | plåt(?:en|ar|arna)? | \bplates? | licen[cs]e | \bregistration )
           (?:\s(?:är|var|number|no|is|was|med))? [\s.:=\x22'”-]{0,4}$",
    )
    .expect("the pattern is a constant and compiled in a test")
});

/// Common words of three letters (none of them I, Q, V) that people write before a number.
/// Chosen from the most frequent such words of Swedish and English (word list of PyPI wordfreq
/// 3.1.1); they are 95 % of all uses of such words.
const WORDS: &str = "
    act add ads age ago all and ang anm ann any app apr apt are arm ask ate att aug bad bag ban
    bar bed ben bla bob bok bor box bra bus but buy byn byt can car cop cut dag dan das day dec
    dej del dem den dep der des det doc dog dom dos dot dra dry due eat end enl ens era ers est
    etc ett ext fan far feb fee fel fem few fly fom for fre ful fun gap gar gas ger get gga ggr
    got gul guy gym had han har has hat hel hem hen her hon hop hos hot how hur hus jag jan jfr
    job joe jul jun kan kap key kod kom kor lag lap lat law lay lbs led leg leo les let lgh lgt
    log lok lol lot low maj man map mar max may med mej men mer met mfl mha mob mon mot mrs mud
    nbr ned nej ner net new nog non nor not now nrs nya obs och oct off okt ola old one ons ort
    oss ost our out own par per pet pga pre pro pub put rad ran ras ray red ren rod row rte rue
    rum run sak sal sam sat saw say sea see sek sen sep ser set sex she sju ska sky sms som son sta
    str sub sum sun tak tal tap tar tas tel ten tex the thu tog tom ton too top tor tre try tue
    tur two typ ulf une upp usd use ute war was way web wed who why won yes yet you
    ";

/// Abbreviations and makes that stand before three digits also in capitals: "ring SOS 112",
/// "en BMW 320", "MAX 100".
const NEVER_BEFORE_THREE_DIGITS: [&str; 16] =
    ["sos", "bmw", "ktm", "crf", "exc", "tel", "lgh", "max", "kmh", "mph", "epa", "pga", "gps", "ral", "amg", "ram"];

static WORDS_SET: LazyLock<WordSet> = LazyLock::new(|| WORDS.split_ascii_whitespace().collect());

/// Words that go on with the sentence after "skylten".
const JOINING: [&str; 8] = ["och", "som", "med", "den", "det", "att", "and", "the"];

/// Every plate in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.text.as_str();
    let is_shouted = is_shouted(text);
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let may_begin = is_letter(text.as_bytes()[at]) && (at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric());
        let end = if may_begin { plate_at(text, at, is_shouted) } else { None };
        if let Some(end) = end {
            ranges.push(at..end);
        }
        at = end.unwrap_or(at + 1);
    }
    ranges
}

/// The end of the plate that begins at `start`, if there is one: letters and digits, each glued or each apart:
/// "ABC123", "abc-123", "A B C 1 2 3", "a.b.c 12d".
fn plate_at(text: &str, start: usize, is_shouted: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let letters_end = three(bytes, start, is_letter, is_letter)?;
    let digits_start = skip(bytes, letters_end, 3);
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_last = |byte: u8| is_letter(byte) && !byte.eq_ignore_ascii_case(&b'o');
    let glued_then_apart = || {
        let two = bytes.get(digits_start..digits_start + 2)?.iter().all(u8::is_ascii_digit);
        let last = skip(bytes, digits_start + 2, 2);
        bytes.get(last).filter(|byte| two && is_last(**byte)).map(|_| last + 1)
    };
    let ends = [three(bytes, digits_start, is_digit, |byte| is_digit(byte) || is_last(byte)), glued_then_apart()];
    let letters = &text[start..letters_end];
    ends.into_iter().flatten().find(|&end| is_plate(text, start..end, letters, &text[digits_start..end], is_shouted))
}

/// Where three characters end that stand glued, or each apart from the one before by one or two separators.
fn three(bytes: &[u8], start: usize, is_one: impl Fn(u8) -> bool, is_last: impl Fn(u8) -> bool) -> Option<usize> {
    if !is_one(*bytes.get(start)?) {
        return None;
    }
    let second = skip(bytes, start + 1, 2);
    if !is_one(*bytes.get(second)?) {
        return None;
    }
    let third = skip(bytes, second + 1, 2);
    let is_even = (second == start + 1) == (third == second + 1);
    (is_even && is_last(*bytes.get(third)?)).then_some(third + 1)
}

/// The place behind at most `most` separators.
fn skip(bytes: &[u8], from: usize, most: usize) -> usize {
    let n = bytes[from.min(bytes.len())..].iter().take(most).take_while(|byte| is_between(**byte)).count();
    from + n
}

/// The letters of plates.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() && !matches!(byte.to_ascii_uppercase(), b'I' | b'Q' | b'V')
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'.' | b'-' | b'_' | b'/' | b'*')
}

fn is_plate(text: &str, range: Range<usize>, letters: &str, tail: &str, is_shouted: bool) -> bool {
    let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if touches(char_before(text, range.start))
        || touches(char_after(text, range.end))
        || goes_on_after_point(text, range.end)
    {
        return false;
    }
    let word: String = letters.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let joins = letters.len() == 3 && JOINING.contains(&word.as_str()) && letters != word.to_ascii_uppercase();
    if !joins && is_announced(text, range.start) {
        return true;
    }
    let is_three_digits = !tail.ends_with(|c: char| c.is_ascii_alphabetic());
    if is_three_digits && NEVER_BEFORE_THREE_DIGITS.contains(&word.as_str()) {
        return false;
    }
    let is_amount = UNIT_FOLLOWS.is_match(&text[range.end..]) || (letters.len() == 3 && ends_in_loose_unit(tail));
    let is_word = WORDS_SET.contains(word.as_str());
    let is_upper = letters.chars().all(|c| !c.is_ascii_lowercase());
    if is_upper && !is_shouted {
        return !(is_word && is_amount);
    }
    let is_glued = range.len() == letters.len() + tail.len();
    if is_glued {
        return !(is_word && is_amount);
    }
    !is_word && !is_amount
}

/// "ute 20 m", "ta 12 h": the end of the tail: an amount when the letter stands apart and small.
fn ends_in_loose_unit(tail: &str) -> bool {
    let mut backwards = tail.chars().rev();
    let unit = backwards.next();
    matches!(unit, Some('m' | 'h' | 's' | 'k' | 'g' | 'l')) && backwards.next().is_some_and(|c| !c.is_ascii_digit())
}

/// Whether the words just before say that a plate follows ("reg.nr: …", "skylten var …").
fn is_announced(text: &str, start: usize) -> bool {
    let window: usize = text[..start].chars().rev().take(32).map(char::len_utf8).sum();
    let before = &text[start - window..start];
    // A placeholder of ours names registration numbers too; what it announced is already gone.
    let before = before.rsplit(']').next().unwrap_or(before);
    ANNOUNCED.is_match(before)
}

/// In a text written in capitals, capitals are no sign of a plate. A text that is hardly more than
/// the plate itself is not shouted.
fn is_shouted(text: &str) -> bool {
    let n_upper = text.chars().filter(|c| c.is_uppercase()).count();
    let n_lower = text.chars().filter(|c| c.is_lowercase()).count();
    n_upper > n_lower + 8
}
