//! From names and from what people type to words that can be compared.

/// A word asked for, with other ways it may be meant ("storg." may be storgatan).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub spellings: Vec<String>,
}

impl Asked {
    pub fn as_typed(&self) -> &str {
        &self.spellings[0]
    }

    /// `12`, `12b`: what follows a street's name.
    pub fn is_house_number(&self) -> bool {
        let digits = self.as_typed().trim_end_matches(|c: char| c.is_ascii_lowercase());
        let letters = self.as_typed().len() - digits.len();
        letters <= 1 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    }
}

/// Words that say how other words belong together and are in no name's way.
const GLUE: [&str; 8] = ["och", "and", "x", "vid", "i", "korsningen", "hornet", "crossing"];

/// What may be written short: "G:a" for gamla.
const SHORT: [(&str, &str); 12] = [
    ("g:a", "gamla"),
    ("st:a", "stora"),
    ("l:a", "lilla"),
    ("n:a", "norra"),
    ("s:a", "sodra"),
    ("v:a", "vastra"),
    ("o:a", "ostra"),
    ("n:ra", "norra"),
    ("s:ra", "sodra"),
    ("s:t", "sankt"),
    ("s:ta", "sankta"),
    ("k:a", "kyrka"),
];

/// The words of a name: small letters without accents, short forms written out.
pub(super) fn folded(text: &str) -> Vec<String> {
    pieces(text).map(|piece| full(&piece).unwrap_or(piece)).flat_map(|word| split(&word)).collect()
}

/// The words of a question. Glue between other words is left out.
pub(super) fn asked(text: &str) -> Vec<Asked> {
    let mut words: Vec<Asked> = Vec::new();
    for piece in pieces(text) {
        if let Some(full) = full(&piece) {
            words.push(Asked { spellings: vec![full] });
            continue;
        }
        let is_short = piece.ends_with('.');
        words.extend(split(&piece).into_iter().map(|word| {
            let mut spellings = vec![word.clone()];
            spellings.extend(endings(&word, is_short));
            Asked { spellings }
        }));
    }
    if words.iter().any(|word| !GLUE.contains(&word.as_typed())) {
        words.retain(|word| !GLUE.contains(&word.as_typed()));
    }
    words
}

/// The question with word `i` joined to the one before it.
pub(super) fn joined(asked: &[Asked], i: usize) -> Vec<Asked> {
    let mut words = asked.to_vec();
    let second = words.remove(i);
    words[i - 1] = Asked { spellings: vec![format!("{}{}", words[i - 1].as_typed(), second.as_typed())] };
    words
}

/// Text between spaces, with colons and a last point still in it: they tell short forms.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let lower: String = text.to_lowercase().chars().map(plain).collect();
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '&' | '(' | ')' | '"' | '+');
    lower.split(is_gap).filter(|piece| !piece.is_empty()).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn plain(c: char) -> char {
    match c {
        'å' | 'ä' | 'à' | 'á' | 'â' | 'ã' | 'æ' => 'a',
        'ö' | 'ø' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ç' => 'c',
        'ñ' => 'n',
        'š' => 's',
        'ž' => 'z',
        'ý' | 'ÿ' => 'y',
        // Accents written as characters of their own, after decomposition.
        '\u{300}'..='\u{36f}' => '\'',
        c => c,
    }
}

fn full(piece: &str) -> Option<String> {
    let bare = piece.trim_end_matches('.');
    SHORT.iter().find(|(short, _)| *short == bare).map(|(_, full)| (*full).to_owned())
}

/// Apostrophes fall away (children's and combining marks), every other sign parts words.
fn split(piece: &str) -> Vec<String> {
    let without: String = piece.chars().filter(|c| !matches!(c, '\'' | '’' | '´' | '`')).collect();
    without.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// "storg." and "storgt" for storgatan, "kyrkov." for kyrkovägen.
fn endings(word: &str, is_short: bool) -> Vec<String> {
    let mut full = Vec::new();
    let mut written_out = |ending: &str, by: &str| {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 2) {
            full.push(format!("{stem}{by}"));
        }
    };
    written_out("gt", "gatan");
    if is_short {
        written_out("g", "gatan");
        written_out("v", "vagen");
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_accents_and_short_forms_are_written_out() {
        assert_eq!(folded("G:a Österängsvägen"), ["gamla", "osterangsvagen"]);
        assert_eq!(folded("S:t Pers-gränd (norr)"), ["sankt", "pers", "grand", "norr"]);
        assert_eq!(folded("Café L'Été"), ["cafe", "lete"]);
        assert_eq!(folded("A\u{30a}kergatan"), ["akergatan"]);
    }

    #[test]
    fn a_question_keeps_what_it_asks_for() {
        let words = |text| asked(text).into_iter().map(|word| word.spellings.join("|")).collect::<Vec<_>>();
        assert_eq!(words("korsningen Storg. x Esplanaden"), ["storg|storgatan", "esplanaden"]);
        assert_eq!(words("Storgt/Kyrkov."), ["storgt|storgatan", "kyrkov|kyrkovagen"]);
        assert_eq!(words("och"), ["och"]);
    }

    #[test]
    fn house_numbers_are_known_by_their_digits() {
        let number = |text: &str| asked(text)[0].is_house_number();
        assert!(number("12") && number("7b"));
        assert!(!number("e4") && !number("12abc") && !number("storgatan"));
    }
}
