//! Digits with what stands between them.

/// No number looked for here is longer.
const LONGEST: usize = 20;

/// Digits read from one place on, and after which of them an unbroken piece ended.
pub struct Digits {
    values: [u8; LONGEST],
    /// Where each digit ends in the text.
    ends: [usize; LONGEST],
    n: usize,
}

impl Digits {
    /// Reads from `start` until something stands there that separates no digits, or more than `widest` such characters.
    pub fn read(text: &[u8], start: usize, widest: usize, is_between: fn(u8) -> bool) -> Self {
        Self::read_with(text, start, widest, is_between, false)
    }

    /// The same, where the letter O beside a digit is a zero: "O7O-174 06 05".
    pub fn read_round(text: &[u8], start: usize, widest: usize, is_between: fn(u8) -> bool) -> Self {
        Self::read_with(text, start, widest, is_between, true)
    }

    fn read_with(text: &[u8], start: usize, widest: usize, is_between: fn(u8) -> bool, reads_round: bool) -> Self {
        let mut digits = Self { values: [0; LONGEST], ends: [0; LONGEST], n: 0 };
        let mut n_between = 0;
        for (at, &byte) in text.iter().enumerate().skip(start) {
            let is_round = is_round(text, at);
            if byte.is_ascii_digit() || (reads_round && is_round) {
                if digits.n == LONGEST {
                    break;
                }
                digits.values[digits.n] = if is_round { 0 } else { byte - b'0' };
                digits.ends[digits.n] = at + 1;
                digits.n += 1;
                n_between = 0;
            } else if is_between(byte) && n_between < widest {
                n_between += 1;
            } else {
                break;
            }
        }
        digits
    }

    pub fn values(&self) -> &[u8] {
        &self.values[..self.n]
    }

    /// Where the first `n` digits end in the text.
    pub fn end(&self, n: usize) -> usize {
        self.ends[n - 1]
    }

    /// How many characters stand before the digit with this index; 0 before the first.
    pub fn between(&self, index: usize) -> usize {
        if index == 0 { 0 } else { self.ends[index] - self.ends[index - 1] - 1 }
    }

    /// After how many digits unbroken pieces end, among the first `n`; the last is `n` itself.
    pub fn pieces(&self, n: usize) -> impl Iterator<Item = usize> {
        (1..=n).filter(move |&count| count == n || self.between(count) > 0)
    }

    /// Whether an unbroken piece ends after `n` digits.
    pub fn breaks_after(&self, n: usize) -> bool {
        n == self.n || self.between(n) > 0
    }

    /// "9 0 0 1 …"
    pub fn is_one_by_one(&self, n: usize) -> bool {
        (1..n).all(|index| self.between(index) > 0)
    }

    /// "90 01 01 98 02"
    pub fn is_in_pairs(&self, n: usize) -> bool {
        (1..n).all(|index| (self.between(index) > 0) == index.is_multiple_of(2))
    }
}

/// Whether a letter O stands here that touches a digit and no other letter.
pub fn is_round(text: &[u8], at: usize) -> bool {
    let near = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(b' ');
    let (before, after) = (near(at.checked_sub(1)), near(Some(at + 1)));
    let is_letter = |byte: u8| !byte.is_ascii() || (byte.is_ascii_alphabetic() && !byte.eq_ignore_ascii_case(&b'o'));
    text[at].eq_ignore_ascii_case(&b'o')
        && (before.is_ascii_digit() || after.is_ascii_digit())
        && !is_letter(before)
        && !is_letter(after)
}

/// Luhn's check: from the right every other digit doubled, the sum of all digits ends in zero.
pub fn luhn_holds(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, u32::from(digit) * 2) {
            (1, doubled) if doubled > 9 => doubled - 9,
            (1, doubled) => doubled,
            _ => u32::from(digit),
        })
        .sum();
    sum.is_multiple_of(10)
}
