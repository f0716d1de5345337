//! UTF-16, as spreadsheets write "Unicode text", read as UTF-8.

use std::io::{self, Read};

/// Turns bytes of UTF-16 into UTF-8 while they are read. What is no letter becomes the replacement character.
pub struct Utf16<R> {
    source: R,
    is_little: bool,
    /// Bytes read that are not a whole unit, and a first half of a pair.
    odd: Option<u8>,
    half: Option<u16>,
    given: usize,
    ready: Vec<u8>,
    is_over: bool,
}

impl<R: Read> Utf16<R> {
    /// What a byte order mark at the start says of the rest, which begins with it. Without one, two plain letters with
    /// nothing beside them say it too: no other text has a zero byte there.
    pub fn is_little(head: &[u8]) -> Option<bool> {
        match head {
            [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some(true),
            [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => Some(false),
            _ => None,
        }
    }

    pub fn new(source: R, is_little: bool) -> Self {
        Self { source, is_little, odd: None, half: None, given: 0, ready: Vec::new(), is_over: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut bytes = [0; 8 * 1024];
        let n = self.source.read(&mut bytes)?;
        (self.given, self.is_over) = (0, n == 0);
        self.ready.clear();
        let mut units = Vec::with_capacity(n / 2 + 2);
        units.extend(self.half.take());
        for &byte in &bytes[..n] {
            match self.odd.take() {
                None => self.odd = Some(byte),
                Some(first) if self.is_little => units.push(u16::from_le_bytes([first, byte])),
                Some(first) => units.push(u16::from_be_bytes([first, byte])),
            }
        }
        let is_first_half = |unit: &u16| (0xd800..0xdc00).contains(unit);
        if !self.is_over && units.last().is_some_and(is_first_half) {
            self.half = units.pop();
        }
        let mut letter = [0; 4];
        for read in char::decode_utf16(units) {
            let read = read.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.ready.extend_from_slice(read.encode_utf8(&mut letter).as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_over {
            self.refill()?;
        }
        let n = (&self.ready[self.given..]).read(into)?;
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = into.len().min(1);
            self.0.read(&mut into[..n])
        }
    }

    #[test]
    fn either_order_of_bytes_is_read_however_it_is_cut() {
        let text = "id;sort\r\n1;mörkt 🌙 – släckt\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, is_little) in [(little, true), (big, false)] {
            let mut read = String::new();
            Utf16::new(&bytes[..], is_little).read_to_string(&mut read).expect("text");
            assert_eq!(read, text);
            let mut dropped = String::new();
            Utf16::new(Drops(&bytes), is_little).read_to_string(&mut dropped).expect("text");
            assert_eq!(dropped, text);
        }
    }

    #[test]
    fn the_order_is_known_with_a_mark_and_without() {
        let known = |head: &[u8]| Utf16::<&[u8]>::is_little(head);
        assert_eq!(known(b"\xff\xfei\0"), Some(true));
        assert_eq!(known(b"\xfe\xff\0i"), Some(false));
        assert_eq!(known(b"i\0d\0"), Some(true));
        assert_eq!(known(b"\0i\0d"), Some(false));
        for other in [&b"id;sort"[..], b"i\0\0\0", b"\0\0\0i", b"\xef\xbb\xbfid", b"", b"i\0"] {
            assert_eq!(known(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_lone_half_of_a_pair_is_replaced_and_nothing_gives_nothing() {
        let mut read = String::new();
        Utf16::new(&[0x41, 0x00, 0x3d, 0xd8][..], true).read_to_string(&mut read).expect("text");
        assert_eq!(read, "A\u{fffd}");
        read.clear();
        Utf16::new(&[][..], true).read_to_string(&mut read).expect("text");
        assert_eq!(read, "");
    }
}
