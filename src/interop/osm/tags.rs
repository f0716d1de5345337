//! The tags of an element, read whatever their bytes are.

use std::borrow::Cow;

/// Key and value of everything said of an element.
#[derive(Debug, Default)]
pub(super) struct Tags<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Tags<'a> {
    /// From pairs of places in a block's table of strings. A pair that points beyond the table is left out.
    pub fn from_table(table: &'a [Vec<u8>], pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        Self(pairs.filter_map(|(key, value)| Some((text(table.get(key)?), text(table.get(value)?)))).collect())
    }

    #[cfg(test)]
    pub fn of(pairs: &[(&'a str, &'a str)]) -> Self {
        Self(pairs.iter().map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(*value))).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(own, _)| own == key)
    }

    pub fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }

    /// The value of a key that is there and does not say no.
    pub fn yes(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| *value != "no")
    }

    pub fn name(&self) -> Option<String> {
        const LONGEST: usize = 200;
        self.get("name").map(|name| name.chars().take(LONGEST).collect())
    }

    pub fn number<N: std::str::FromStr>(&self, key: &str) -> Option<N> {
        self.get(key)?.parse().ok()
    }
}

/// The format says UTF-8; what is not can only be an old file in Latin-1, where every byte is a letter.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_1_is_read_as_such_and_pairs_beyond_the_table_are_left_out() {
        let table = vec![vec![], b"name".to_vec(), b"\xd6sterg\xe5rd".to_vec(), "Östergård".as_bytes().to_vec()];
        assert_eq!(Tags::from_table(&table, [(1, 2)].into_iter()).name().as_deref(), Some("Östergård"));
        assert_eq!(Tags::from_table(&table, [(1, 3)].into_iter()).name().as_deref(), Some("Östergård"));
        assert!(Tags::from_table(&table, [(1, 4), (9, 2)].into_iter()).is_empty());
    }
}
