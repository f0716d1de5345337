//! What somebody promised the residents: in words, and where it has a number, how many in which period.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fields::Fields;
use super::{Deed, DeedKind, Objection, Vocabulary};
use crate::observation::Month;

/// A promise to the residents. It is not called so in code: that word belongs to something else there.
#[derive(Debug, Clone, PartialEq)]
pub struct Pledge {
    /// A short word, as in an address.
    pub id: String,
    /// The promise as people read it.
    pub sv: String,
    pub en: String,
    /// An organisation: a code of the vocabulary or a name.
    pub owner: String,
    /// None: it has no number, and is told but not counted.
    pub goal: Option<Goal>,
    pub evidence: Vec<Evidence>,
    /// From this day on it is held against what was done; before, nobody kept the record.
    pub since: Date,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Where the promise was made.
    pub source: Option<String>,
    /// Counted from 1, one more with each change.
    pub version: u32,
}

/// So many in each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    pub target: u32,
    /// A code of the vocabulary's units.
    pub unit: String,
    pub period: Period,
}

/// Calendar periods of the municipality. Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == word)
    }

    /// The first and last month of the period a month lies in.
    pub fn around(self, month: Month) -> (Month, Month) {
        let n_months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        let first = month.number() - month.number().rem_euclid(n_months);
        let month_of = |number| Month::from_number(number).expect("it lies within a year of a month");
        (month_of(first), month_of(first + n_months - 1))
    }
}

/// What keeps a pledge: deeds of a kind, or remedies of a kind that were done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    Deed(DeedKind),
    Remedy(String),
}

impl Evidence {
    /// `traffic_check`, or `remedy:lighting`.
    pub fn parse(word: &str) -> Option<Self> {
        match word.strip_prefix("remedy:") {
            Some(kind) => Vocabulary::shipped().remedy_kind(kind).map(|found| Self::Remedy(found.word.code.clone())),
            None => DeedKind::parse(word).map(Self::Deed),
        }
    }

    pub fn wire(&self) -> String {
        match self {
            Self::Deed(kind) => kind.as_str().to_owned(),
            Self::Remedy(kind) => format!("remedy:{kind}"),
        }
    }

    /// Whether a deed is of this kind. A remedy that was done counts its kind among its counts.
    pub fn is_shown_by(&self, deed: &Deed) -> bool {
        match self {
            Self::Deed(kind) => deed.kind == *kind,
            Self::Remedy(kind) => deed.kind == DeedKind::Remedy && deed.counts.contains_key(kind),
        }
    }
}

const LONGEST_SENTENCE: usize = 400;
const LONGEST_NAME: usize = 80;
const LONGEST_SOURCE: usize = 400;
const MOST_EVIDENCE: usize = 30;
const KNOWN: [&str; 9] = ["id", "sv", "en", "owner", "goal", "evidence", "since", "until", "source"];

impl Pledge {
    /// Reads a body, or says everything that stands in the way. Personal data is `privacy`'s to look for.
    pub fn read(body: &Value, today: Date) -> Result<Self, Vec<Objection>> {
        let mut fields = Fields::of(body, "", &KNOWN);
        let id = read_id(&mut fields);
        let sentence = ("Skriv löftet i en mening.", "Write the promise in one sentence.");
        let sv = fields.needed_line("sv", LONGEST_SENTENCE, sentence.0, sentence.1);
        let en = fields.line("en", LONGEST_SENTENCE);
        let owner = fields.needed_line("owner", LONGEST_NAME, "Vem lovar?", "Who promises?");
        let goal = read_goal(&mut fields);
        let evidence = read_evidence(&mut fields);
        let since = fields.day("since").unwrap_or(today);
        let until = fields.day("until");
        if until.is_some_and(|until| until < since) {
            fields.object("until", "bad_date", "Löftet slutar före det börjar.", "The promise ends before it begins.");
        }
        if goal.is_some() && evidence.is_empty() {
            let sv = "Ett löfte med ett tal behöver säga vad som räknas, till exempel traffic_check.";
            let en = "A promise with a number must say what counts, such as traffic_check.";
            fields.object("evidence", "required", sv, en);
        }
        let source = fields.line("source", LONGEST_SOURCE);
        match (id, sv, owner, fields.objections) {
            (Some(id), Some(sv), Some(owner), none) if none.is_empty() => {
                let en = en.unwrap_or_else(|| sv.clone());
                Ok(Self { id, sv, en, owner, goal, evidence, since, until, source, version: 1 })
            }
            (.., objections) => Err(objections),
        }
    }

    /// As somebody would have sent it.
    pub fn body(&self) -> Value {
        json!({
            "id": self.id,
            "sv": self.sv,
            "en": self.en,
            "owner": self.owner,
            "goal": self.goal.as_ref().map(|goal| {
                json!({"target": goal.target, "unit": goal.unit, "period": goal.period.as_str()})
            }),
            "evidence": self.evidence.iter().map(Evidence::wire).collect::<Vec<_>>(),
            "since": self.since.to_string(),
            "until": self.until.map(|day| day.to_string()),
            "source": self.source,
        })
    }
}

fn read_id(fields: &mut Fields) -> Option<String> {
    let id = fields.needed_line("id", 40, "Löftet behöver ett kort namn.", "The promise needs a short name.")?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.chars().all(plain) {
        let sv = "Namnet är små bokstäver a–z, siffror och bindestreck.";
        fields.object("id", "bad_id", sv, "The name is small letters a–z, digits and hyphens.");
        return None;
    }
    Some(id)
}

fn read_goal(fields: &mut Fields) -> Option<Goal> {
    let value = fields.given("goal")?;
    let mut inner = Fields::of(value, "/goal", &["target", "unit", "period"]);
    let words = Vocabulary::shipped();
    let target = inner.whole("target", 1, 100_000);
    let units: Vec<&str> = words.units.iter().map(|unit| unit.code.as_str()).collect();
    let unit = inner.word("unit", &units, |word| words.unit(word).map(|unit| unit.code.clone()));
    let period = inner.word("period", &Period::ALL.map(Period::as_str), Period::parse);
    for (name, is_given) in [("target", target.is_some()), ("unit", unit.is_some()), ("period", period.is_some())] {
        if !is_given && inner.given(name).is_none() {
            inner.object(name, "required", "Ett tal, en enhet och en period.", "A number, a unit and a period.");
        }
    }
    fields.objections.append(&mut inner.objections);
    Some(Goal { target: u32::try_from(target?).ok()?, unit: unit?, period: period? })
}

fn read_evidence(fields: &mut Fields) -> Vec<Evidence> {
    let Some(value) = fields.given("evidence") else { return Vec::new() };
    let list = value.as_array().filter(|list| list.len() <= MOST_EVIDENCE);
    let read: Option<Vec<Evidence>> =
        list.and_then(|list| list.iter().map(|word| word.as_str().and_then(Evidence::parse)).collect());
    if read.is_none() {
        let sv = "Det som räknas är en lista av ord som traffic_check eller remedy:lighting.";
        fields.object(
            "evidence",
            "unknown_word",
            sv,
            "What counts is a list of words like traffic_check or remedy:lighting.",
        );
    }
    read.unwrap_or_default()
}

/// A set of pledges that ships with the program.
#[derive(Debug, Deserialize)]
pub struct PledgeSet {
    pub code: String,
    pub sv: String,
    pub en: String,
    pub source: String,
    pub source_en: String,
    pledges: Vec<Value>,
}

impl PledgeSet {
    pub fn shipped() -> Vec<Self> {
        [include_str!("../../geodata/promises/osby_2021.json")]
            .into_iter()
            .map(|text| serde_json::from_str(text).expect("a test reads the shipped pledges"))
            .collect()
    }

    /// The pledges, held against deeds from a day on.
    pub fn since(&self, since: Date) -> Vec<Pledge> {
        let read = |body: &Value| {
            let mut pledge = Pledge::read(body, since).expect("a test reads the shipped pledges");
            pledge.source = Some(self.source.clone());
            pledge
        };
        self.pledges.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn the_shipped_promise_of_osby_can_be_read_and_only_what_has_a_number_is_counted() {
        let sets = PledgeSet::shipped();
        let pledges = sets[0].since(TODAY);
        assert_eq!(pledges.len(), 13);
        let counted: Vec<_> =
            pledges.iter().filter_map(|p| p.goal.as_ref().map(|g| (p.id.as_str(), g.target, g.period))).collect();
        assert_eq!(
            counted,
            [
                ("trafikkontroller", 15, Period::Month),
                ("medborgarvandring", 1, Period::Year),
                ("grannsamverkan", 1, Period::Year)
            ]
        );
        assert!(pledges.iter().all(|p| p.since == TODAY && p.source.is_some() && p.sv != p.en));
    }

    #[test]
    fn a_period_is_a_calendar_month_quarter_or_year() {
        let month = |text| Month::parse(text).unwrap();
        let november = month("2026-11");
        assert_eq!(Period::Month.around(november), (november, november));
        assert_eq!(Period::Quarter.around(november), (month("2026-10"), month("2026-12")));
        assert_eq!(Period::Quarter.around(month("2026-03")), (month("2026-01"), month("2026-03")));
        assert_eq!(Period::Year.around(november), (month("2026-01"), month("2026-12")));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let body = json!({"id": "Två ord", "owner": "police", "goal": {"target": 0, "unit": "apples"}, "since": "igår",
                          "until": "2020-01-01", "evidence": ["walks"], "phone": "x"});
        let objections = Pledge::read(&body, TODAY).unwrap_err();
        let mut codes: Vec<_> = objections.iter().map(|o| (o.pointer.as_str(), o.code)).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                ("/evidence", "unknown_word"),
                ("/goal/period", "required"),
                ("/goal/target", "bad_number"),
                ("/goal/unit", "unknown_word"),
                ("/id", "bad_id"),
                ("/phone", "unknown_field"),
                ("/since", "bad_date"),
                ("/sv", "required"),
                ("/until", "bad_date"),
            ]
        );
    }

    #[test]
    fn a_number_needs_something_to_count() {
        let body = json!({"id": "a", "sv": "Vi lovar.", "owner": "police", "goal": {"target": 1, "unit": "walk", "period": "year"}});
        assert_eq!(Pledge::read(&body, TODAY).unwrap_err()[0].pointer, "/evidence");
    }
}
