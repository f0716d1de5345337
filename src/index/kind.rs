//! What sort of observation a row is, said once for all rows of the same sort.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::observation::{Category, CauseSet, HoursOfWeek, State};

/// Everything about an observation but its place, instant, weight and key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub causes: CauseSet,
    pub channel: u32,
    /// The hours of a recurrence, as a number in the list of hours; `None` for what happened once.
    pub hours: Option<u32>,
    pub category: Category,
    pub severity: Option<u8>,
    pub state: State,
    pub placed: bool,
    /// A stretch or an area: its shape stands in the part's own list.
    pub shaped: bool,
}

/// The number of a kind. Its low bits tell what nearly every question asks, so that no table is looked up: one bit for
/// each category, then shaped, then placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KindCode(pub u32);

const FLAG_BITS: u32 = 7;
const CATEGORY_BITS: u32 = 0b1_1111;
const SHAPED: u32 = 1 << 5;
const PLACED: u32 = 1 << 6;

impl KindCode {
    pub fn category(self) -> usize {
        self.0.trailing_zeros() as usize
    }

    /// Whether its category is one of these bits; a comparison of the kind that is done for four rows at once.
    pub fn is_of(self, categories: u32) -> bool {
        debug_assert!(categories & !CATEGORY_BITS == 0);
        self.0 & categories != 0
    }

    pub fn is_shaped(self) -> bool {
        self.0 & SHAPED != 0
    }

    pub fn is_placed(self) -> bool {
        self.0 & PLACED != 0
    }

    pub fn id(self) -> usize {
        (self.0 >> FLAG_BITS) as usize
    }

    /// One of 64 bits, by which a block remembers the kinds in it.
    pub fn bloom(self) -> u64 {
        1 << (self.id() % 64)
    }
}

/// The kinds of a part, with the words they share.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    channels: Vec<String>,
    hours: Vec<HoursOfWeek>,
    list: Vec<Kind>,
}

impl Kinds {
    pub fn kind(&self, code: KindCode) -> &Kind {
        &self.list[code.id()]
    }

    pub fn channel(&self, kind: &Kind) -> &str {
        &self.channels[kind.channel as usize]
    }

    pub fn hours(&self, kind: &Kind) -> Option<HoursOfWeek> {
        kind.hours.map(|number| self.hours[number as usize])
    }

    pub fn list(&self) -> &[Kind] {
        &self.list
    }

    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    pub fn bytes(&self) -> usize {
        self.list.len() * size_of::<Kind>() + self.hours.len() * size_of::<HoursOfWeek>() + self.channels.len() * 48
    }
}

/// Gives numbers to kinds while a part is built.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    kinds: Kinds,
    codes: HashMap<Kind, KindCode, BuildHasherDefault<Mixer>>,
    channel_numbers: HashMap<String, u32>,
    hours_numbers: HashMap<HoursOfWeek, u32>,
    last_channel: u32,
}

impl Interner {
    pub fn channel(&mut self, name: &str) -> u32 {
        // Neighbours in the store mostly came the same way.
        if self.kinds.channels.get(self.last_channel as usize).is_some_and(|last| last == name) {
            return self.last_channel;
        }
        let next = self.kinds.channels.len() as u32;
        let number = match self.channel_numbers.get(name) {
            Some(known) => *known,
            None => {
                self.kinds.channels.push(name.to_owned());
                self.channel_numbers.insert(name.to_owned(), next);
                next
            }
        };
        self.last_channel = number;
        number
    }

    pub fn hours(&mut self, hours: HoursOfWeek) -> u32 {
        let list = &mut self.kinds.hours;
        *self.hours_numbers.entry(hours).or_insert_with(|| {
            list.push(hours);
            list.len() as u32 - 1
        })
    }

    pub fn code(&mut self, kind: Kind) -> KindCode {
        let list = &mut self.kinds.list;
        *self.codes.entry(kind).or_insert_with(|| {
            let flag = |set: bool, bit: u32| if set { bit } else { 0 };
            let flags = 1 << kind.category as u32 | flag(kind.shaped, SHAPED) | flag(kind.placed, PLACED);
            list.push(kind);
            KindCode((list.len() as u32 - 1) << FLAG_BITS | flags)
        })
    }

    pub fn counts_nowhere(&self, code: KindCode) -> bool {
        !self.kinds.kind(code).state.counts()
    }

    pub fn into_kinds(self) -> Kinds {
        self.kinds
    }
}

/// A quick hash for small keys that no stranger chooses: one multiplication per word.
#[derive(Debug, Clone, Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u8(&mut self, v: u8) {
        self.write_u64(u64::from(v));
    }

    fn write_u32(&mut self, v: u32) {
        self.write_u64(u64::from(v));
    }

    fn write_u64(&mut self, v: u64) {
        self.0 = (self.0.rotate_left(5) ^ v).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, v: usize) {
        self.write_u64(v as u64);
    }

    fn write_isize(&mut self, v: isize) {
        self.write_u64(v as u64);
    }

    fn finish(&self) -> u64 {
        // The table looks at the highest and the lowest bits; the multiplication mixes upwards only.
        self.0 ^ self.0 >> 32
    }
}
