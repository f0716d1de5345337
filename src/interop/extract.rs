//! Everything that is kept of a report, as JSON for its teller, with what cannot be shown and why.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::geojson::position;
use super::observations::when;
use crate::observation::State;
use crate::privacy::pictures::PhotoState;
use crate::privacy::{Cleared, OwnDecision, OwnPhoto, OwnReport, SeenOnWalk};
use crate::report::Report;
use crate::report::desk::Particulars;

pub const MEDIA_TYPE: &str = "application/vnd.trygghetskarta.extract+json";

/// The extract. `municipality` is the name people know it by.
pub fn extract(cleared: &Cleared<OwnReport>, municipality: &str, made_at: Timestamp) -> Value {
    let own = cleared.get();
    json!({
        "made_at": made_at.to_string(),
        "municipality": {"code": own.report.municipality, "name": municipality},
        "report": report(&own.report),
        "state": own.report.state.as_str(),
        "published_month": own.published_month.map(|month| month.to_string()),
        "decision": own.decision.as_ref().map(decision),
        "redactions": own.redactions.iter()
            .map(|one| json!({"at": one.at.to_string(), "reason": one.reason, "law": one.law})).collect::<Vec<_>>(),
        "photos": own.photos.iter().map(photo).collect::<Vec<_>>(),
        "seen_on_walk": own.seen.as_ref().map(seen),
        "handed_out": own.handed_out.iter().map(Timestamp::to_string).collect::<Vec<_>>(),
        "put_away": put_away(own),
        "only_as_hash": only_as_hash(own),
        "left_out": left_out(),
        "not_kept": note("identity",
            "Vi frågar inte efter namn, telefon eller e-post och sparar inte din nätadress.",
            "We do not ask for a name, a telephone or an e-mail address and do not keep your network address."),
        "how_long": note("how_long",
            "Kommunen beslutar hur länge rapporter sparas (gallring) och kan svara på vad som gäller. Säkerhetskopior kan ha en \
             äldre kopia tills de kastas.",
            "The municipality decides how long reports are kept (retention) and can tell what holds. Backups may have an older \
             copy until they are thrown away."),
    })
}

fn report(report: &Report) -> Value {
    json!({
        "id": report.id,
        "reference": report.reference,
        "category": report.category.as_str(),
        "causes": report.causes,
        "place": report.place.geometry.to_json(),
        "place_source": report.place.source.as_str(),
        "accuracy_m": report.place.accuracy_m,
        "placed": report.placed,
        "when": when(&report.moment),
        "severity": report.severity,
        "text": report.text,
        "channel": report.channel,
        "received_at": report.received_at.to_string(),
        "told_at": report.told_at.to_string(),
    })
}

fn decision(own: &OwnDecision) -> Value {
    let (decision, reason) = own.decision.words();
    json!({
        "decision": decision,
        "reason": reason,
        "owner": own.owner,
        "sentence_sv": own.sentence_sv,
        "sentence_en": own.sentence_en,
        "as_told": own.told.as_ref().map(Particulars::to_json),
        "at": own.at.to_string(),
    })
}

fn photo(OwnPhoto { photo, pixels_kept }: &OwnPhoto) -> Value {
    let link = (photo.state == PhotoState::Shown).then(|| format!("/api/v1/follow-up/photos/{}", photo.id));
    let boxes = photo.covered.iter().map(|own| json!([own.x, own.y, own.width, own.height]));
    json!({
        "id": photo.id,
        "state": photo.state.as_str(),
        "width": photo.width,
        "height": photo.height,
        "received_at": photo.received_at.to_string(),
        "covered": boxes.collect::<Vec<_>>(),
        "reason": photo.reason,
        "pixels_kept": pixels_kept,
        "link": link,
    })
}

fn seen(seen: &SeenOnWalk) -> Value {
    json!({
        "place": {"type": "Point", "coordinates": position(seen.at)},
        "accuracy_m": seen.accuracy_m,
        "seen_at": seen.seen_at.to_string(),
        "causes": serde_json::from_str::<Value>(&seen.causes).unwrap_or(Value::Null),
        "remedy_kind": seen.remedy_kind,
        "severity": seen.severity,
        "safe": seen.safe,
        "light": seen.light,
        "words": seen.words,
    })
}

/// What would be erased, had nobody asked to see the municipality's records.
fn put_away(own: &OwnReport) -> Option<Value> {
    let has_words = own.report.state == State::Withdrawn && own.report.text.is_some();
    let has_photos = own.photos.iter().any(|own| own.pixels_kept && !own.photo.state.has_pixels());
    (has_words || has_photos).then(|| {
        note(
            "hold",
            "Någon har begärt att få se kommunens handlingar, och då får inget raderas. Ord och bilder som är tillbakatagna \
             eller nekade är undanlagda: bara den som prövar begäran kan se dem, och de raderas när den är besvarad.",
            "Somebody has asked to see the municipality's records, and until they are answered nothing may be erased. Words \
             and photos that were taken back or refused are put away: only whoever answers can see them, and they are erased \
             after that.",
        )
    })
}

fn only_as_hash(own: &OwnReport) -> Vec<Value> {
    let mut hashes = vec![note(
        "follow_up_link",
        "Av din hemliga länk sparas bara en kontrollsumma (SHA-256). Länken går inte att räkna fram ur den, så den kan bara du visa.",
        "Of your secret link only a hash (SHA-256) is kept. The link cannot be worked out from it, so you alone can show it.",
    )];
    if own.has_sending_key {
        hashes.push(note(
            "sending_key",
            "När rapporten skickades följde en slumpad nyckel med, så att den inte sparas två gånger. Av den och av det som \
             skickades finns kontrollsummor.",
            "A random key was sent with the report, so that it is not stored twice. Of it and of what was sent hashes are kept.",
        ));
    }
    if own.photos.iter().any(|own| own.photo.state == PhotoState::Waiting) {
        hashes.push(note(
            "photo_file",
            "Av bildfilen du skickade sparas en kontrollsumma tills någon har tittat på bilden, så att den inte sparas två gånger.",
            "Of the file of your photo a hash is kept until somebody has looked at it, so that it is not stored twice.",
        ));
    }
    hashes
}

fn left_out() -> Vec<Value> {
    vec![
        note(
            "staff",
            "Vem av personalen som har läst eller beslutat. Varje läsning skrivs upp i en logg; fråga kommunen om den.",
            "Who of the staff has read or decided. Every reading is written in a log; ask the municipality about it.",
        ),
        note(
            "others",
            "Andras rapporter, också om någon har berättat om samma sak.",
            "Other people's reports, also where somebody told of the same.",
        ),
        note(
            "numbers",
            "Rapportens löpnummer i databasen. Två sådana skulle säga hur många rapporter som kommit emellan.",
            "The report's number in the database. Two of them would tell how many reports came in between.",
        ),
        note(
            "waiting_photos",
            "Bilder som väntar visas inte på länken förrän någon har tittat, för länkar kan skickas vidare.",
            "Photos that wait are not shown on the link before somebody has looked, since links can be passed on.",
        ),
    ]
}

fn note(what: &str, sv: &str, en: &str) -> Value {
    json!({"what": what, "sv": sv, "en": en})
}
