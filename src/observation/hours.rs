//! The 168 hours of a week in local time, as a set.

/// Days in ISO order; Monday is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    pub fn as_str(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.as_str() == word)
    }
}

/// A set of hours of the week; hour 0 is Monday 00–01, hour 167 Sunday 23–24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct HoursOfWeek([u64; 3]);

impl HoursOfWeek {
    pub const IN_A_WEEK: usize = 168;
    pub const NONE: Self = Self([0; 3]);
    pub const ALL: Self = Self([u64::MAX, u64::MAX, (1 << 40) - 1]);

    /// The hours `from..to` on each of the days. `to` at or before `from` runs past midnight into the next day.
    pub fn on(days: &[Weekday], from: u8, to: u8) -> Self {
        let length = if to > from { to - from } else { 24 - from + to };
        let mut set = Self::NONE;
        for day in days {
            for hour in 0..usize::from(length) {
                set.insert((*day as usize * 24 + usize::from(from) + hour) % Self::IN_A_WEEK);
            }
        }
        set
    }

    pub fn insert(&mut self, hour: usize) {
        debug_assert!(hour < Self::IN_A_WEEK);
        self.0[hour / 64] |= 1 << (hour % 64);
    }

    pub fn contains(self, hour: usize) -> bool {
        self.0[hour / 64] & (1 << (hour % 64)) != 0
    }

    pub fn intersection(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1], self.0[2] & other.0[2]])
    }

    pub fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many hours of the set lie before this hour of the week (0 to 168).
    pub fn count_before(self, hour: usize) -> u32 {
        let low_bits = |n: usize| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
        (0..3).map(|word| (self.0[word] & low_bits(hour.saturating_sub(word * 64))).count_ones()).sum()
    }

    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::IN_A_WEEK).filter(move |hour| self.contains(*hour))
    }

    /// 42 hexadecimal digits, lowest hours first; the form in which a recurrence is stored.
    pub fn to_hex(self) -> String {
        (0..Self::IN_A_WEEK / 4)
            .map(|nibble| {
                let bits = (0..4).filter(|bit| self.contains(nibble * 4 + bit)).fold(0, |v, bit| v | 1 << bit);
                char::from_digit(bits, 16).expect("four bits are a digit")
            })
            .collect()
    }

    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != Self::IN_A_WEEK / 4 {
            return None;
        }
        let mut set = Self::NONE;
        for (nibble, digit) in text.chars().enumerate() {
            let bits = digit.to_digit(16)?;
            (0..4).filter(|bit| bits & (1 << bit) != 0).for_each(|bit| set.insert(nibble * 4 + bit));
        }
        Some(set)
    }
}
