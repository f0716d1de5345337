//! The bytes of a file: unpacked when gzipped, without a byte order mark, with a look at the start.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::utf16::Utf16;

/// Enough for any header line worth the name.
const HEAD_BYTES: usize = 64 * 1024;

/// Bytes of which the first have already been looked at.
pub struct Source<'a> {
    head: Vec<u8>,
    n_given: usize,
    /// What happened while looking ahead; told only after the bytes before it are used up.
    failure: Option<io::Error>,
    rest: Box<dyn Read + 'a>,
}

/// The source without gzip (known by its first two bytes) and without a byte order mark. One of UTF-16 is heeded: what
/// follows comes as UTF-8.
pub fn unpacked<'a>(source: impl Read + 'a) -> Source<'a> {
    let packed = look_ahead(Box::new(source), 2);
    let is_gzip = packed.head.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read + 'a> = if is_gzip { Box::new(MultiGzDecoder::new(packed)) } else { Box::new(packed) };
    let mut source = look_ahead(plain, HEAD_BYTES);
    if let Some(is_little) = Utf16::<Source>::is_little(&source.head) {
        source = look_ahead(Box::new(Utf16::new(source, is_little)), HEAD_BYTES);
    }
    if source.head.starts_with(b"\xef\xbb\xbf") {
        source.n_given = 3;
    }
    source
}

fn look_ahead<'a>(mut rest: Box<dyn Read + 'a>, n_bytes: usize) -> Source<'a> {
    let mut head = Vec::new();
    // `read_to_end` keeps what it read before an error, which is what we want to hand out first.
    let failure = rest.by_ref().take(n_bytes as u64).read_to_end(&mut head).err();
    Source { head, n_given: 0, failure, rest }
}

impl Source<'_> {
    /// What is known of the start of the file.
    pub fn head(&self) -> &[u8] {
        &self.head[self.n_given..]
    }

    /// Whether there is nothing but white space, and no error hides what should have been there.
    pub fn is_blank(&self) -> bool {
        self.failure.is_none() && self.head.len() < HEAD_BYTES && self.head().iter().all(u8::is_ascii_whitespace)
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.n_given < self.head.len() {
            let n = Cursor::new(self.head()).read(into)?;
            self.n_given += n;
            return Ok(n);
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.rest.read(into),
        }
    }
}

/// Bytes of which a row takes at most so many: a reader that gathers a whole row holds no more in memory.
pub struct Bounded<R> {
    source: R,
    longest: usize,
    since_row: Rc<Cell<usize>>,
}

/// Says where a row ends.
pub struct RowEnds(Rc<Cell<usize>>);

impl RowEnds {
    pub fn here(&self) {
        self.0.set(0);
    }
}

impl<R: Read> Bounded<R> {
    pub fn new(source: R, longest: usize) -> (Self, RowEnds) {
        let since_row = Rc::new(Cell::new(0));
        (Self { source, longest, since_row: Rc::clone(&since_row) }, RowEnds(since_row))
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > self.longest {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n = self.source.read(into)?;
        self.since_row.set(self.since_row.get() + n);
        Ok(n)
    }
}

/// An input error in words, without anything from the file.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the file ends too early (cut off, or the packing is incomplete)".to_owned(),
        io::ErrorKind::FileTooLarge => {
            "it is longer than a row can be; a quotation mark or a bracket that is never closed swallows what follows"
                .to_owned()
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "the packing of the file is damaged".to_owned(),
        kind => format!("the file could not be read ({kind})"),
    }
}
