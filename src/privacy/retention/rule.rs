//! A rule: what is erased, how long after it was told, and on the ground of which decision.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use uuid::Uuid;

use super::hold::named;
use crate::observation::{Category, Month};
use crate::promise::Objection;

/// What a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// What somebody wrote, in reports and on walks. The report goes on counting.
    Words,
    /// The pixels of photos.
    Photos,
    /// The whole report. Its number stays, with month and group of category: published squares can still be explained.
    Reports,
}

/// From when the months are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Told,
    /// Since the desk decided; what nobody has decided is not taken.
    Decided,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Diary number or name of the decision.
    pub decision: String,
    pub decided_on: Date,
    pub takes: Takes,
    pub months: u32,
    pub since: Since,
    /// Of this category alone.
    pub category: Option<Category>,
    /// It takes nothing before this day.
    pub begins_on: Date,
}

/// A rule never changes; it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub id: Uuid,
    pub terms: Terms,
    pub made_by: String,
    pub made_at: Timestamp,
    /// By whom and when, when it is over.
    pub ended: Option<(String, Timestamp)>,
    pub version: u32,
}

/// A rule as somebody writes it.
#[derive(Debug, Clone, Default)]
pub struct RuleDraft {
    pub decision: String,
    pub decided_on: String,
    pub takes: String,
    pub months: i64,
    /// Missing: since it was told.
    pub since: Option<String>,
    pub category: Option<String>,
    /// Missing: today.
    pub begins_on: Option<String>,
}

const LONGEST_DECISION: usize = 100;
const MOST_MONTHS: i64 = 1_200;

impl Takes {
    pub const ALL: [Self; 3] = [Self::Words, Self::Photos, Self::Reports];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Photos => "photos",
            Self::Reports => "reports",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.as_str() == word)
    }
}

impl Since {
    pub const ALL: [Self; 2] = [Self::Told, Self::Decided];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Decided => "decided",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.as_str() == word)
    }
}

impl Terms {
    /// What was told (or decided) before this instant is to go: a midnight, so that a day has one answer. `None`: the
    /// rule has not begun.
    pub fn before(&self, today: Date, zone: &TimeZone) -> Option<Timestamp> {
        if today < self.begins_on {
            return None;
        }
        let day = today.checked_sub(Span::new().months(i64::from(self.months))).ok()?;
        day.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
    }
}

impl RuleDraft {
    /// The terms, or everything that speaks against them.
    pub fn checked(&self, today: Date) -> Result<Terms, Vec<Objection>> {
        let decision = self.decision.trim().to_owned();
        let mut objections = named("/decision", &decision, LONGEST_DECISION);
        let decided_on = day("/decided_on", Some(&self.decided_on), &mut objections);
        let begins_on = match &self.begins_on {
            None => Some(today),
            given => day("/begins_on", given.as_deref(), &mut objections),
        };
        if let Some(decided_on) = decided_on {
            if decided_on > today {
                objections.push(Objection::new(
                    "/decided_on",
                    "in_the_future",
                    "Beslutet ska vara fattat. Skriv dagen då det fattades.",
                    "The decision must have been taken. Write the day on which it was.",
                ));
            } else if begins_on.is_some_and(|begins_on| begins_on < decided_on) {
                objections.push(Objection::new(
                    "/begins_on",
                    "before_decision",
                    "Regeln kan inte börja före beslutet.",
                    "The rule cannot begin before the decision.",
                ));
            }
        }
        let takes = Takes::parse(&self.takes);
        if takes.is_none() {
            objections.push(unknown("/takes", &Takes::ALL.map(Takes::as_str)));
        }
        let since = self.since.as_deref().map_or(Some(Since::Told), Since::parse);
        if since.is_none() {
            objections.push(unknown("/since", &Since::ALL.map(Since::as_str)));
        }
        let category = self.category.as_deref().map(Category::parse);
        if category == Some(None) {
            objections.push(unknown("/category", &Category::ALL.map(Category::as_str)));
        }
        if !(1..=MOST_MONTHS).contains(&self.months) {
            objections.push(Objection::new(
                "/months",
                "how_many",
                format!("Ange 1 till {MOST_MONTHS} månader."),
                format!("Write 1 to {MOST_MONTHS} months."),
            ));
        }
        match (decided_on, begins_on, takes, since) {
            (Some(decided_on), Some(begins_on), Some(takes), Some(since)) if objections.is_empty() => Ok(Terms {
                decision,
                decided_on,
                takes,
                months: u32::try_from(self.months).unwrap_or(u32::MAX),
                since,
                category: category.flatten(),
                begins_on,
            }),
            _ => Err(objections),
        }
    }
}

fn day(pointer: &str, text: Option<&str>, objections: &mut Vec<Objection>) -> Option<Date> {
    let read = text.and_then(|text| text.trim().parse().ok());
    if read.is_none() {
        objections.push(Objection::new(
            pointer,
            "no_day",
            "Skriv en dag som 2026-11-22.",
            "Write a day like 2026-11-22.",
        ));
    }
    read
}

fn unknown(pointer: &str, known: &[&str]) -> Objection {
    let known = known.join(", ");
    Objection::new(pointer, "unknown_word", format!("Välj ett av: {known}."), format!("Choose one of: {known}."))
}

/// What stays of a report that is erased as a whole: a category that stands for its group, and the beginning of its
/// month.
pub fn tombstone(category: Category, told_at: Timestamp, zone: &TimeZone) -> (Category, Timestamp) {
    let stands_for = category.group().categories().next().unwrap_or(category);
    let month = Month::at(told_at.as_second(), zone).start(zone);
    (stands_for, Timestamp::from_second(month).unwrap_or(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn draft() -> RuleDraft {
        RuleDraft {
            decision: " KS 2026/45 § 12 ".to_owned(),
            decided_on: "2026-03-02".to_owned(),
            takes: "words".to_owned(),
            months: 24,
            ..RuleDraft::default()
        }
    }

    fn codes(draft: &RuleDraft) -> Vec<(String, &'static str)> {
        let objections = draft.checked(date(2026, 11, 22)).unwrap_err();
        objections.into_iter().map(|one| (one.pointer, one.code)).collect()
    }

    #[test]
    fn a_rule_rests_on_a_decision_that_has_been_taken() {
        let terms = draft().checked(date(2026, 11, 22)).unwrap();
        assert_eq!((terms.decision.as_str(), terms.since), ("KS 2026/45 § 12", Since::Told));
        assert_eq!(terms.begins_on, date(2026, 11, 22), "today, where nothing is said");
        assert_eq!(codes(&RuleDraft { decision: "  ".into(), ..draft() }), [("/decision".into(), "missing")]);
        let future = RuleDraft { decided_on: "2026-11-23".into(), ..draft() };
        assert_eq!(codes(&future), [("/decided_on".into(), "in_the_future")]);
        let early = RuleDraft { begins_on: Some("2026-03-01".into()), ..draft() };
        assert_eq!(codes(&early), [("/begins_on".into(), "before_decision")]);
    }

    #[test]
    fn what_cannot_be_understood_is_said_all_at_once() {
        let wrong = RuleDraft {
            decision: String::new(),
            decided_on: "i våras".into(),
            takes: "everything".into(),
            months: 0,
            since: Some("birth".into()),
            category: Some("noise".into()),
            begins_on: Some("2026-13-01".into()),
        };
        let pointers: Vec<String> = codes(&wrong).into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/decision", "/decided_on", "/begins_on", "/takes", "/since", "/category", "/months"]);
    }

    #[test]
    fn months_are_counted_back_on_the_calendar_to_a_midnight_on_the_wall() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let terms = |months| Terms { months, ..draft().checked(date(2026, 3, 2)).unwrap() };
        let before = |months, today| terms(months).before(today, &zone).map(|at| at.to_string());
        // Winter time is UTC+1, summer time UTC+2; the last day of a short month stands for the days it lacks.
        assert_eq!(before(1, date(2026, 12, 22)).as_deref(), Some("2026-11-21T23:00:00Z"));
        assert_eq!(before(6, date(2026, 12, 22)).as_deref(), Some("2026-06-21T22:00:00Z"));
        assert_eq!(before(1, date(2027, 3, 31)).as_deref(), Some("2027-02-27T23:00:00Z"));
        assert_eq!(before(1, date(2026, 3, 1)), None, "it has not begun");
    }

    #[test]
    fn a_tombstone_tells_month_and_group_and_no_more() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let told: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        let (category, month) = tombstone(Category::Speeding, told, &zone);
        assert_eq!(category, Category::NuisanceDriving);
        assert_eq!(month.to_string(), "2026-06-30T22:00:00Z", "July, on the wall");
        assert_eq!(tombstone(Category::NuisanceDriving, told, &zone), (category, month));
    }
}
