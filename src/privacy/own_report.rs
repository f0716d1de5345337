//! Everything that is kept of a report, for whoever holds its secret link: the only tie between a report and a person.

use jiff::Timestamp;

use super::clear::Cleared;
use super::pictures::Photo;
use crate::geodesy::LonLat;
use crate::observation::Month;
use crate::report::Report;
use crate::report::desk::{Decision, DeskReport, Particulars};

/// What the store keeps of one report, from every table.
pub struct KeptReport {
    pub lying: DeskReport,
    /// The month of the public square it is counted in.
    pub published_month: Option<Month>,
    pub redactions: Vec<TakenOut>,
    pub photos: Vec<OwnPhoto>,
    pub seen: Option<SeenOnWalk>,
    /// Whether the answer to its sender's key is kept.
    pub has_sending_key: bool,
    /// When it was part of what somebody was handed out, the first time first.
    pub handed_out: Vec<Timestamp>,
}

/// A photo, and whether its pixels are there: a hold may keep them when nobody sees them any more.
pub struct OwnPhoto {
    pub photo: Photo,
    pub pixels_kept: bool,
}

/// That words were taken out.
pub struct TakenOut {
    pub at: Timestamp,
    pub reason: String,
    pub law: String,
}

/// What was noted on a walk and became this report.
pub struct SeenOnWalk {
    pub at: LonLat,
    pub accuracy_m: Option<f64>,
    pub seen_at: Timestamp,
    pub causes: String,
    pub remedy_kind: Option<String>,
    pub severity: Option<i64>,
    /// 1 very unsafe to 6 very safe.
    pub safe: Option<i64>,
    pub light: Option<String>,
    pub words: Option<String>,
}

/// What was decided, without who decided it and without the other reports it was joined to.
pub struct OwnDecision {
    pub decision: Decision,
    pub owner: Option<String>,
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
    /// As they were told, where they were corrected.
    pub told: Option<Particulars>,
    pub at: Timestamp,
}

/// A report as its teller may have it: everything of it, nothing of anybody else. `Debug` is not derived, as for
/// [`Report`].
pub struct OwnReport {
    pub report: Report,
    pub published_month: Option<Month>,
    pub decision: Option<OwnDecision>,
    pub redactions: Vec<TakenOut>,
    pub photos: Vec<OwnPhoto>,
    pub seen: Option<SeenOnWalk>,
    pub has_sending_key: bool,
    pub handed_out: Vec<Timestamp>,
}

/// Clears a report for the holder of its link. The store's number is left behind: two of them would tell how many
/// reports came in between.
pub fn for_its_teller(kept: KeptReport) -> Cleared<OwnReport> {
    let decision = kept.lying.case.map(|case| OwnDecision {
        decision: case.decision,
        owner: case.owner,
        sentence_sv: case.sentence_sv,
        sentence_en: case.sentence_en,
        told: case.told,
        at: case.decided_at,
    });
    Cleared::stamp(OwnReport {
        report: kept.lying.report,
        published_month: kept.published_month,
        decision,
        redactions: kept.redactions,
        photos: kept.photos,
        seen: kept.seen,
        has_sending_key: kept.has_sending_key,
        handed_out: kept.handed_out,
    })
}
