//! Places people know by name, and how they are found from what people type.

mod crossings;
mod entries;
mod fold;
mod streets;
#[cfg(test)]
mod tests;
mod vocabulary;

use crate::geodesy::{Bounds, LonLat, Metric};
use crate::town::{Feature, Network};

use vocabulary::Vocabulary;

/// A place with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Stable until the town is imported anew.
    pub id: String,
    pub name: String,
    /// `street`, `crossing`, `locality`, `area`, or the kind of a landmark: `school`, `underpass`, …
    pub kind: String,
    /// The nearest locality.
    pub locality: Option<String>,
    /// One point of it; on the street, for a street.
    pub at: LonLat,
    /// The box around it, when it is more than a point.
    pub extent: Option<Bounds>,
    pub invented: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    pub words: &'a str,
    /// Nearest to here first.
    pub near: Option<LonLat>,
    pub limit: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found<'a> {
    pub place: &'a Place,
    /// From the position asked from.
    pub distance_m: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings<'a> {
    pub places: Vec<Found<'a>>,
    /// A house number was asked for; no house numbers are known, the street is meant.
    pub number_ignored: bool,
}

/// Every named place of a town, ready to be searched.
///
/// # Method
/// Names are folded to words (small letters without accents, abbreviations written out). A sorted list of the distinct
/// words answers prefixes by bisection and misspellings by trying every single edit of the word asked for. The rarest
/// word of the question chooses the candidates, the others are checked against each candidate's own words.
///
/// # Complexity
/// A word of n letters costs n bisections for prefixes, and about 60 n for misspellings, which are looked for only when
/// the exact words find fewer places than were asked for.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    places: Vec<Place>,
    /// Of each place: the distinct words it answers to.
    words: Vec<Box<[u32]>>,
    /// Of each place: how soon it is named when several fit; small is soon.
    ranks: Vec<u8>,
    /// Of each place: its folded name as one text.
    folded: Vec<Box<str>>,
    vocabulary: Vocabulary,
}

/// Why one place is named before another; what stands first counts most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Order<'a> {
    misspelled: u32,
    /// Its name has words that were not asked for: "Storgatan" comes before "Storgatans skola".
    has_more: bool,
    /// Its name begins with another word: a street comes before the tunnel under it.
    begins_otherwise: bool,
    /// Whole metres: nearer than that is the same place.
    far_m: u64,
    rank: u8,
    name: &'a str,
    number: usize,
}

impl Gazetteer {
    pub fn new(metric: &Metric, network: &Network, features: &[Feature]) -> Self {
        Self::of(entries::all(metric, network, features))
    }

    fn of(entries: Vec<entries::Entry>) -> Self {
        let (vocabulary, words) = Vocabulary::of(entries.iter().map(|entry| entry.words.as_slice()));
        let folded = entries.iter().map(|entry| fold::folded(&entry.place.name).join(" ").into()).collect();
        let (ranks, places) = entries.into_iter().map(|entry| (entry.rank, entry.place)).unzip();
        Self { places, words, ranks, folded, vocabulary }
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Places that answer to every word asked for, in any order; without words the best known, or the nearest.
    pub fn search(&self, search: &Search, metric: &Metric) -> Findings<'_> {
        let asked = fold::asked(search.words);
        let mut found = self.answering(&asked, search, metric);
        let mut number_ignored = false;
        if found.is_empty() {
            let without: Vec<_> = asked.iter().filter(|word| !word.is_house_number()).cloned().collect();
            if without.len() < asked.len() && !without.is_empty() {
                found = self.answering(&without, search, metric);
                number_ignored = !found.is_empty();
            }
        }
        if found.is_empty() {
            // "sång vägen" for Sångvägen: two words typed that are one.
            found = (1..asked.len())
                .find_map(|i| self.answered(&fold::joined(&asked, i), search, metric))
                .unwrap_or_default();
        }
        found.truncate(search.limit);
        Findings { places: found, number_ignored }
    }

    fn answered(&self, asked: &[fold::Asked], search: &Search, metric: &Metric) -> Option<Vec<Found<'_>>> {
        Some(self.answering(asked, search, metric)).filter(|found| !found.is_empty())
    }

    /// Exact words first; misspelled ones when those do not fill the list.
    fn answering(&self, asked: &[fold::Asked], search: &Search, metric: &Metric) -> Vec<Found<'_>> {
        let exact = self.candidates(asked, false, search, metric);
        if exact.len() >= search.limit || asked.is_empty() {
            return self.told(exact, search.limit);
        }
        self.told(self.candidates(asked, true, search, metric), search.limit)
    }

    fn told<'a>(&'a self, mut order: Vec<(Order<'a>, Option<f64>)>, limit: usize) -> Vec<Found<'a>> {
        if order.len() > limit && limit > 0 {
            order.select_nth_unstable_by(limit - 1, |a, b| a.0.cmp(&b.0));
            order.truncate(limit);
        }
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        order
            .iter()
            .map(|(order, distance_m)| Found { place: &self.places[order.number], distance_m: *distance_m })
            .collect()
    }

    fn candidates<'a>(
        &'a self,
        asked: &[fold::Asked],
        misspelled: bool,
        search: &Search,
        metric: &Metric,
    ) -> Vec<(Order<'a>, Option<f64>)> {
        let near = search.near.map(|near| metric.forward(near));
        let matches: Vec<_> = asked.iter().map(|word| self.vocabulary.matching(word, misspelled)).collect();
        let rarest = matches.iter().min_by_key(|found| self.vocabulary.places_of(found));
        let candidates: Vec<u32> = match rarest {
            Some(found) => self.vocabulary.postings(found),
            None => (0..self.places.len() as u32).collect(),
        };
        let mut order = Vec::new();
        for number in candidates {
            let number = number as usize;
            let Some(edits) = matches.iter().map(|found| found.edits_to(&self.words[number])).sum::<Option<u32>>()
            else {
                continue;
            };
            let place = &self.places[number];
            let distance_m = near.map(|near| near.distance_m(metric.forward(place.at)));
            let mut own = self.folded[number].split(' ');
            let begins = own.clone().next().zip(asked.first());
            let order_of = Order {
                misspelled: edits,
                has_more: !own.all(|own| asked.iter().any(|word| word.as_typed() == own)),
                begins_otherwise: begins.is_some_and(|(own, asked)| !own.starts_with(asked.as_typed())),
                far_m: distance_m.map_or(0, |m| m as u64),
                rank: self.ranks[number],
                name: &place.name,
                number,
            };
            order.push((order_of, distance_m));
        }
        order
    }
}
