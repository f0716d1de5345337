//! Photos of reports: sent with the secret link, looked at by a person, shown on the same link.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

use super::submit::token_hash;
use super::{Admission, Meant, Service, ServiceError};
use crate::privacy::pictures::{Area, Photo, PhotoOfReport, PhotoState, Refusal, Taken, cover, take};
use crate::privacy::{Cleared, for_staff, words};
use crate::promise::Objection;
use crate::store::{Change, Erasure, FollowedPlace, NewPhoto, PhotoAdded, PhotoLimits, PhotoLooked, PhotoSize};

/// Of one report, waiting or shown.
pub const MOST_PHOTOS: usize = 3;
/// Of one municipality, waiting: half a gigabyte, and more than anybody looks through in a day.
const MOST_WAITING: i64 = 500;
const MOST_LISTED: i64 = 100;
/// Boxes in one photo.
const MOST_AREAS: usize = 50;
const MOST_REASON_CHARS: usize = 300;
/// Pictures on their way in: each may be twelve megabytes.
const ARRIVING: usize = 4;
/// One picture at a time is decoded, so that many large ones cannot eat the memory together.
const DECODING: usize = 1;
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Who may send or decode a picture now.
pub(super) struct Workshop {
    arriving: Arc<Semaphore>,
    /// By network, while something is on its way from there: one at a time.
    from: Mutex<HashMap<String, Arc<Semaphore>>>,
    decoding: Arc<Semaphore>,
    /// Staff have a place of their own: what they cover is small, and they never wait for what arrives.
    covering: Arc<Semaphore>,
}

impl Workshop {
    pub(super) fn new() -> Self {
        let places = |n| Arc::new(Semaphore::new(n));
        Self { arriving: places(ARRIVING), from: Mutex::default(), decoding: places(DECODING), covering: places(1) }
    }

    /// A place for one more picture on its way: first the one of its network, so that a network that waits for itself
    /// takes no place of the others.
    async fn arrive(&self, network: &str) -> Result<Arriving, ServiceError> {
        let of_network = {
            let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
            // Where nothing is on its way, nothing is remembered.
            from.retain(|_, place| Arc::strong_count(place) > 1);
            from.entry(network.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
        };
        let own = permit(&of_network).await?;
        Ok(Arriving { _own: own, _of_all: permit(&self.arriving).await? })
    }

    /// Works on a picture on a thread of its own, when it is its turn in this queue.
    async fn work(
        queue: &Arc<Semaphore>,
        job: impl FnOnce() -> Result<Taken, Refusal> + Send + 'static,
    ) -> Result<Taken, ServiceError> {
        let turn = permit(queue).await?;
        let working = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            job()
        });
        match working.await {
            Ok(done) => Ok(done?),
            // A decoder met what it had never seen and gave up: the file is at fault, not the house.
            Err(_) => Err(Refusal::Broken.into()),
        }
    }
}

async fn permit(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, ServiceError> {
    match timeout(LONGEST_WAIT, semaphore.clone().acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(ServiceError::Busy),
    }
}

/// The leave to send a picture now.
struct Arriving {
    _own: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

/// A report that takes a photo, and the leave to send one now.
pub struct PhotoPlace {
    report: FollowedPlace,
    _arriving: Arriving,
}

/// What somebody who looked wants done.
#[derive(Debug)]
pub struct PhotoDecision {
    pub state: PhotoState,
    /// To be made black, besides what is.
    pub cover: Vec<Area>,
    pub reason: Option<String>,
}

/// Photos for staff.
pub struct PhotoList {
    pub photos: Cleared<Vec<PhotoOfReport>>,
    /// How many wait in all.
    pub n_waiting: usize,
}

impl Service {
    /// Whether whoever holds the link may send a photo now; asked before the photo is read from the network.
    pub async fn photo_place(&self, token: &str, network: &str) -> Result<PhotoPlace, ServiceError> {
        let report = self.followed(token).await?;
        let _arriving = self.inner.photos.arrive(network).await?;
        Ok(PhotoPlace { report, _arriving })
    }

    /// Makes a picture of what was sent and keeps it. The same file sent again is kept once.
    pub async fn add_photo(&self, place: PhotoPlace, file: Vec<u8>) -> Result<Photo, ServiceError> {
        let digest: [u8; 32] = Sha256::digest(&file).into();
        let taken = Workshop::work(&self.inner.photos.decoding, move || take(&file)).await?;
        let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let FollowedPlace { key: report_key, municipality, .. } = &place.report;
        let photo = NewPhoto { id, report_key: *report_key, taken: &taken, digest, received_at: self.now() };
        let limits = PhotoLimits { of_report: MOST_PHOTOS as i64, waiting: MOST_WAITING };
        let id = match self.store().add_photo(municipality, &photo, limits).await? {
            PhotoAdded::New => id,
            PhotoAdded::AlreadyThere(id) => id,
            PhotoAdded::ReportFull => return Err(too_many_of_report()),
            PhotoAdded::QueueFull => return Err(too_many_waiting()),
            PhotoAdded::NoReport => return Err(ServiceError::NotFound),
        };
        self.store().photo(municipality, id).await?.ok_or(ServiceError::NotFound)
    }

    /// The photos of the link's report, with what was said of them.
    pub async fn own_photos(&self, token: &str) -> Result<Vec<Photo>, ServiceError> {
        let report = self.followed(token).await?;
        Ok(self.store().photos_of_report(&report.municipality, report.key).await?)
    }

    /// A photo that somebody has looked at, for the link it came with.
    pub async fn own_photo(&self, token: &str, id: Uuid) -> Result<Vec<u8>, ServiceError> {
        let report = self.followed(token).await?;
        let photo = self.store().photo(&report.municipality, id).await?;
        photo
            .filter(|photo| photo.report_key == report.key && photo.state == PhotoState::Shown)
            .ok_or(ServiceError::NotFound)?;
        let pixels = self.store().photo_pixels(&report.municipality, id, PhotoSize::Whole).await?;
        pixels.ok_or(ServiceError::NotFound)
    }

    /// Takes a photo away that nobody has looked at. Twice is no fault.
    pub async fn take_photo_away(&self, token: &str, id: Uuid) -> Result<(), ServiceError> {
        let report = self.followed(token).await?;
        match self.store().erase_photo(&report.municipality, report.key, id).await? {
            Erasure::Done => return Ok(()),
            Erasure::Held(_) => return Err(photo_held()),
            Erasure::Outdated => {}
        }
        let photo = self.store().photo(&report.municipality, id).await?;
        match photo.filter(|photo| photo.report_key == report.key).map(|photo| photo.state) {
            Some(PhotoState::Erased) => Ok(()),
            Some(_) => Err(already_looked_at()),
            None => Err(ServiceError::NotFound),
        }
    }

    /// Photos with the places of their reports, the oldest first.
    pub async fn photos(
        &self,
        municipality: Option<&str>,
        state: PhotoState,
        admission: &Admission,
    ) -> Result<PhotoList, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let photos = self.store().photos_in(code, state, MOST_LISTED).await?;
        let ids: Vec<Uuid> = photos.iter().map(|own| own.photo.id).collect();
        let mut reports: Vec<i64> = photos.iter().map(|own| own.photo.report_key).collect();
        reports.sort_unstable();
        reports.dedup();
        let about = json!({"state": state.as_str(), "photos": ids, "reports": reports});
        let reader = self.reader(admission, code, "photos", about.to_string()).await?;
        let photos = for_staff(photos, &reader);
        let n_waiting = self.store().waiting_photos(code).await?.try_into().unwrap_or_default();
        Ok(PhotoList { photos, n_waiting })
    }

    /// The pixels of a photo for staff; the reading is logged.
    pub async fn photo_pixels(
        &self,
        municipality: Option<&str>,
        (id, size): (Uuid, PhotoSize),
        admission: &Admission,
    ) -> Result<Vec<u8>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let of = self.store().photo(code, id).await?;
        let reports: Vec<i64> = of.iter().map(|photo| photo.report_key).collect();
        self.reader(admission, code, "photo", json!({"id": id, "reports": reports}).to_string()).await?;
        self.store().photo_pixels(code, id, size).await?.ok_or(ServiceError::NotFound)
    }

    /// Covers what must not be seen, and shows or refuses the photo. What was covered or refused is gone.
    pub async fn decide_photo(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        decision: PhotoDecision,
        admission: &Admission,
    ) -> Result<Photo, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let photo = self.store().photo(code, id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(photo.version)?;
        let objections = objections(&photo, &decision);
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let about = json!({"id": id, "reports": [photo.report_key], "do": decision.state.as_str(), "boxes": decision.cover.len()});
        self.changing(admission, code, "photo", about).await?;
        let mut covered = photo.covered.clone();
        let mut taken = None;
        if decision.state.has_pixels() && !decision.cover.is_empty() {
            let whole = self.store().photo_pixels(code, id, PhotoSize::Whole).await?.ok_or(ServiceError::NotFound)?;
            let areas: Vec<Area> =
                decision.cover.iter().filter_map(|area| area.within(photo.width, photo.height)).collect();
            covered.extend(&areas);
            taken = Some(Workshop::work(&self.inner.photos.covering, move || cover(&whole, &areas)).await?);
        }
        let looked = PhotoLooked {
            state: decision.state,
            covered: &covered,
            taken: taken.as_ref(),
            reason: decision.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()),
            by: admission.who(),
            at: self.now(),
        };
        match self.store().look_at_photo(code, &photo, &looked).await? {
            Erasure::Done => {}
            Erasure::Outdated => meant.kept(Change::Outdated)?,
            Erasure::Held(reference) => return Err(ServiceError::Held(reference)),
        }
        self.store().photo(code, id).await?.ok_or(ServiceError::NotFound)
    }

    /// The report of a link; none when it has been taken back.
    async fn followed(&self, token: &str) -> Result<FollowedPlace, ServiceError> {
        self.store().followed_place(&token_hash(token)).await?.ok_or(ServiceError::NotFound)
    }
}

fn objections(photo: &Photo, decision: &PhotoDecision) -> Vec<Objection> {
    let mut found = Vec::new();
    let mut object = |pointer: &str, code, sv: &str, en: &str| found.push(Objection::new(pointer, code, sv, en));
    if !photo.state.has_pixels() {
        object(
            "",
            "photo_gone",
            "Bilden är raderad. Det finns inget kvar att besluta om.",
            "The photo is erased. There is nothing left to decide.",
        );
        return found;
    }
    if decision.state == PhotoState::Erased
        || (photo.state == PhotoState::Shown && decision.state == PhotoState::Waiting)
    {
        object(
            "/state",
            "photo_state",
            "En bild kan vänta, visas eller avvisas. En som visas kan bara avvisas eller täckas mer.",
            "A photo can wait, be shown or be refused. One that is shown can only be refused or covered more.",
        );
    }
    if photo.covered.len() + decision.cover.len() > MOST_AREAS {
        object(
            "/cover",
            "too_many_areas",
            "Högst 50 rutor. Rita färre och större.",
            "At most 50 boxes. Draw fewer and larger ones.",
        );
    }
    for (i, area) in decision.cover.iter().enumerate() {
        if area.within(photo.width, photo.height).is_none() {
            object(
                &format!("/cover/{i}"),
                "area_outside",
                "Rutan ligger utanför bilden.",
                "The box lies outside the picture.",
            );
        }
    }
    let reason = decision.reason.as_deref().map(str::trim).unwrap_or_default();
    if decision.state == PhotoState::Refused && reason.is_empty() {
        object(
            "/reason",
            "reason_missing",
            "Skriv varför bilden inte visas. Den som skickade den får läsa det.",
            "Say why the photo is not shown. Whoever sent it will read it.",
        );
    }
    if reason.chars().count() > MOST_REASON_CHARS {
        object("/reason", "reason_too_long", "Skriv högst 300 tecken.", "Write at most 300 characters.");
    }
    if let Some(first) = words::find(reason).first() {
        object("/reason", "personal_data", first.kind.explanation_sv(), first.kind.explanation_en());
    }
    found
}

fn too_many_of_report() -> ServiceError {
    ServiceError::Objections(vec![Objection::new(
        "",
        "photos_of_report_full",
        "En rapport kan ha högst tre bilder. Ta bort en som väntar om du vill byta.",
        "A report can have at most three photos. Take one away that waits if you want to change it.",
    )])
}

fn too_many_waiting() -> ServiceError {
    ServiceError::Objections(vec![Objection::new(
        "",
        "photos_waiting_full",
        "Just nu väntar så många bilder att kommunen inte tar emot fler. Rapporten är mottagen ändå; försök med bilden i morgon.",
        "So many photos are waiting that the municipality takes no more right now. The report is received all the same; try \
         the photo tomorrow.",
    )])
}

/// The teller need not know whose request it is.
fn photo_held() -> ServiceError {
    ServiceError::Objections(vec![Objection::new(
        "",
        "photo_held",
        "Bilden kan inte raderas just nu: någon har begärt att få se kommunens handlingar, och då får inget raderas. Försök \
         igen om några dagar. Tar du tillbaka hela rapporten döljs bilden genast.",
        "The photo cannot be erased right now: somebody has asked to see the municipality's records, and until they are \
         answered nothing may be erased. Try again in a few days. If you take the whole report back, it is hidden at once.",
    )])
}

fn already_looked_at() -> ServiceError {
    ServiceError::Objections(vec![Objection::new(
        "",
        "photo_looked_at",
        "Någon på kommunen har redan tittat på bilden. Kontakta kommunen om den ska bort.",
        "Somebody at the municipality has looked at the photo already. Contact the municipality to have it removed.",
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_network_has_one_picture_on_its_way_and_others_do_not_wait_for_it() {
        let workshop = Workshop::new();
        let first = workshop.arrive("one").await.expect("a place");
        let second = workshop.arrive("one");
        tokio::pin!(second);
        let others = tokio::select! {
            biased;
            _ = &mut second => panic!("two of one network at once"),
            others = async { (workshop.arrive("two").await, workshop.arrive("three").await) } => others,
        };
        assert!(others.0.is_ok() && others.1.is_ok());
        drop(first);
        assert!(second.await.is_ok(), "the next of the network comes when the first has arrived");
        drop(others);
        drop(workshop.arrive("four").await);
        assert!(workshop.from.lock().expect("nobody panicked").len() <= 1, "who sends nothing is forgotten");
    }

    #[tokio::test]
    async fn staff_do_not_wait_for_what_arrives() {
        let workshop = Workshop::new();
        let _decoding = permit(&workshop.decoding).await.expect("the only one");
        let refused = Workshop::work(&workshop.covering, || Err(Refusal::Broken)).await;
        assert!(matches!(refused, Err(ServiceError::Picture(Refusal::Broken))), "it was worked on at once");
    }
}
