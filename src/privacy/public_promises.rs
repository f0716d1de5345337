//! What everybody may know of promises: late and coarse.

use std::collections::BTreeMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::Cleared;
use super::public::{PublicCell, PublicQuestion, public_heat};
use crate::geodesy::{Cell, EastNorth, Metric};
use crate::observation::{Group, Month};
use crate::promise::{Deed, Evidence, Pledge, Progress, Remedy, RemedyState, Tally, Vocabulary, progress};

/// Everything that promises are held against.
pub struct Register<'a> {
    pub pledges: &'a [Pledge],
    /// Each deed with the month of the municipality it was begun in.
    pub deeds: &'a [(Month, Deed)],
    /// How many are planned of what keeps a pledge, by the pledge's place in the list and month.
    pub planned: &'a [BTreeMap<Month, u32>],
    pub remedies: &'a [Remedy],
    /// What the public map shows: the only thing that is told of reports.
    pub published: &'a [PublicCell],
    /// The last month that was considered for the public map, whether it brought a cell or not.
    pub published_through: Option<Month>,
    /// Months up to then of which nothing is published any more.
    pub unpublished: &'a [Month],
    pub k: u32,
    pub metric: &'a Metric,
}

/// From which month figures are shown, and which day it is.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub from: Month,
    /// The first month that has not ended.
    pub current: Month,
    pub today: Date,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PublicPromises {
    /// The last month of which is told what was done.
    pub through: Month,
    pub pledges: Vec<PublicPledge>,
    /// The newest change first.
    pub stories: Vec<Story>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PublicPledge {
    pub pledge: Pledge,
    pub progress: Progress,
    /// The stories that belong to it, by their place in the list.
    pub stories: Vec<usize>,
}

/// What residents said, what was done, what has changed: of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    pub id: Uuid,
    pub kind: String,
    pub place_name: String,
    pub locality: Option<String>,
    pub owner: String,
    pub state: RemedyState,
    pub reason: Option<String>,
    pub sentence_sv: String,
    pub sentence_en: Option<String>,
    pub due: Option<Date>,
    pub started_on: Option<Date>,
    pub done_on: Option<Date>,
    pub is_late: bool,
    pub said: Option<Said>,
    /// Only of a remedy that is done.
    pub since: Option<Since>,
}

/// How many reports the public map counts in the square around the place, in whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub n_reports: u64,
    pub square_m: u32,
    pub from: Month,
    pub to: Month,
}

/// The same square in as many months before the work began as after it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// So few months have passed.
    TooSoon {
        n_months: u32,
    },
    /// The public map shows too few reports here to say anything.
    TooFew,
    Counted {
        before: u64,
        after: u64,
        n_months: u32,
    },
}

/// A square is looked for from the smallest up.
const SQUARES_M: [u32; 3] = [250, 500, 1_000];
const SAID_MONTHS: i64 = 24;
const LEAST_MONTHS_AFTER: u32 = 3;
const MOST_MONTHS_AFTER: u32 = 12;

/// Holds every promise against what was done, and tells the story of every remedy that has been decided.
///
/// # Method
/// What was done is counted by month and locality, and only of months that have ended: never a site, an hour or a day,
/// and nothing at all of the month that goes on. What is planned is a number a month. A remedy shows with its public
/// sentence once it has been decided. What residents said is read from the public map alone ([`public_heat`]): the
/// square around the place, the smallest of those of 250, 500 and 1,000 m that holds enough reports to be shown.
///
/// # Edge cases
/// A remedy whose square holds too few reports is told without a number.
pub fn public_promises(register: &Register, shown: Shown) -> Cleared<PublicPromises> {
    let squares = Squares::of(register, shown);
    let decided = register.remedies.iter().filter(|remedy| remedy.is_public());
    let stories: Vec<Story> = decided.map(|remedy| squares.story(remedy, shown)).collect();
    let pledges = register.pledges.iter().enumerate().map(|(n, pledge)| {
        let none = BTreeMap::new();
        let planned = register.planned.get(n).unwrap_or(&none);
        let belongs = |story: &Story| {
            pledge.evidence.iter().any(|own| matches!(own, Evidence::Remedy(kind) if *kind == story.kind))
        };
        PublicPledge {
            progress: progress(
                pledge,
                planned,
                &tally(pledge, register.deeds, shown.current),
                shown.from,
                shown.current,
            ),
            stories: (0..stories.len()).filter(|n| belongs(&stories[*n])).collect(),
            pledge: pledge.clone(),
        }
    });
    Cleared::stamp(PublicPromises { through: shown.current.previous(), pledges: pledges.collect(), stories })
}

/// How many deeds keep the pledge, by month and locality; of months that have ended only.
fn tally(pledge: &Pledge, deeds: &[(Month, Deed)], current: Month) -> Tally {
    let mut tally = Tally::new();
    for (month, deed) in deeds.iter().filter(|(month, _)| *month < current) {
        if pledge.evidence.iter().any(|evidence| evidence.is_shown_by(deed)) {
            *tally.entry(*month).or_default().entry(deed.locality.clone()).or_default() += 1;
        }
    }
    tally
}

/// The public map, asked about places.
struct Squares<'a> {
    register: &'a Register<'a>,
    /// The last month that is out.
    last: Option<Month>,
}

impl<'a> Squares<'a> {
    fn of(register: &'a Register<'a>, shown: Shown) -> Self {
        Self { register, last: register.published_through.map(|last| last.min(shown.current.previous())) }
    }

    fn story(&self, remedy: &Remedy, shown: Shown) -> Story {
        let at = remedy.place.shape(self.register.metric).anchor();
        let groups = match Vocabulary::shipped().remedy_kind(&remedy.kind).and_then(|kind| kind.group) {
            Some(group) => vec![group],
            None => vec![Group::UnsafePlace, Group::Traffic],
        };
        let said = self.said(remedy, &groups, at);
        Story {
            id: remedy.id,
            kind: remedy.kind.clone(),
            place_name: remedy.place_name.clone(),
            locality: remedy.locality.clone(),
            owner: remedy.owner.clone(),
            state: remedy.state,
            reason: remedy.reason.clone(),
            sentence_sv: remedy.sentence_sv.clone().unwrap_or_default(),
            sentence_en: remedy.sentence_en.clone(),
            due: remedy.due,
            started_on: remedy.started_on,
            done_on: remedy.done_on,
            is_late: remedy.is_late(shown.today),
            since: self.since(remedy, &groups, at, said),
            said,
        }
    }

    /// Reports told before the work began.
    fn said(&self, remedy: &Remedy, groups: &[Group], at: EastNorth) -> Option<Said> {
        let began = remedy.started_on.and_then(month_of);
        let to = began.map_or(self.last?, |began| began.previous().min(self.last.unwrap_or(began)));
        let from = Month::from_number(to.number() - SAID_MONTHS + 1)?;
        let found = SQUARES_M.into_iter().map(|size_m| (size_m, self.count(groups, at, size_m, from, to)));
        let (square_m, n_reports) = found.into_iter().find(|(_, n)| *n > 0)?;
        Some(Said { n_reports, square_m, from, to })
    }

    fn since(&self, remedy: &Remedy, groups: &[Group], at: EastNorth, said: Option<Said>) -> Option<Since> {
        let (began, done) = (remedy.started_on.and_then(month_of)?, remedy.done_on.and_then(month_of)?);
        let n_months = self.last.map_or(0, |last| done.next().count_to(last)).min(MOST_MONTHS_AFTER);
        if n_months < LEAST_MONTHS_AFTER {
            return Some(Since::TooSoon { n_months });
        }
        let Some(Said { square_m, .. }) = said else { return Some(Since::TooFew) };
        let moved = |month: Month, by: i64| Month::from_number(month.number() + by);
        let span = i64::from(n_months);
        let spans = [(moved(began, -span)?, began.previous()), (done.next(), moved(done, span)?)];
        let is_missing = |month: &Month| spans.iter().any(|(from, to)| (*from..=*to).contains(month));
        if self.register.unpublished.iter().any(is_missing) {
            return Some(Since::TooFew);
        }
        let [before, after] = spans.map(|(from, to)| self.count(groups, at, square_m, from, to));
        // A square shows whole groups of k. None of them after the work can mean that nobody told of it, or that fewer
        // than k did: only where both sides are known is there something to compare.
        let k = u64::from(self.register.k);
        Some(if before >= k && after >= k { Since::Counted { before, after, n_months } } else { Since::TooFew })
    }

    fn count(&self, groups: &[Group], at: EastNorth, size_m: u32, from: Month, to: Month) -> u64 {
        // Only the number is read.
        let unpublished = Vec::new();
        let question =
            PublicQuestion { groups: groups.to_vec(), from, to, unpublished, smallest_m: size_m, bounds: None };
        let heat = public_heat(self.register.published, &question, self.register.k, self.register.metric);
        let cells = &heat.get().cells;
        cells.iter().filter(|own| own.cell == Cell::containing(at, size_m)).map(|own| own.n_reports).sum()
    }
}

fn month_of(day: Date) -> Option<Month> {
    Month::new(day.year(), day.month())
}
