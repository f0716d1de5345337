//! The use cases: one file each. The only place where pure code meets the store and the clock.

mod accounts;
mod analyses;
mod answers;
mod audit;
mod background;
mod basemap;
mod cache;
mod checks;
mod demo;
mod desk;
mod disclosures;
mod effects;
mod feed;
mod follow_up;
mod ground;
mod heat;
mod import;
mod layers;
mod municipalities;
mod osm;
mod photos;
mod places;
mod plans;
mod promises;
mod publish;
mod questions;
mod rates;
mod retention;
mod secrets;
mod staff;
mod streets;
mod submit;
mod town;
mod unfinished;
mod versions;
mod walks;
mod waves;
mod written;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::index::Index;
use crate::interop::question::BadParameter;
use crate::observation::{Catalogue, Month};
use crate::privacy::pictures::Refusal;
use crate::privacy::{PublicCell, PublicPart};
use crate::promise::Objection;
use crate::report::Flaw;
use crate::store::{GroupCommit, Store, StoreError};
use crate::town::Town;

pub use crate::store::{AuditQuestion, DeskPile};
pub use accounts::{
    AccountChange, AccountDraft, Attempt, Departure, Enrolled, Invited, KeyDraft, MadeKey, NotSignedIn, Offered,
    ProviderAnswer, ProviderSettings, Returned, SessionRules, SignedIn,
};
pub use analyses::{Analysed, Density};
pub use answers::Form;
pub use background::{Background, BadBackground, Image, RasterFault, RasterSource, part_of_file};
pub use demo::{DemoTells, FilledDemo};
pub use desk::{DeskDecision, DeskPage, DeskSheet, Ear, OnBehalf, RedactionDraft, TOLD_BY};
pub use disclosures::{
    DisclosureDraft, DisclosureFile, DisclosureForm, DisclosureLine, DisclosureSearch, DisclosureSheet,
    DisclosureWhole, FindPlace, Found, MasksDraft, SheetPlace,
};
pub use effects::EffectQuestion;
pub use follow_up::FollowUp;
pub use heat::{HeatAnswer, ObservationPage};
pub use import::{ImportError, ImportRun, Progress, Reject, Summary};
pub use layers::{LayerImportError, LayerRun, LayerSummary};
pub use municipalities::{MunicipalityChange, MunicipalityKept};
pub use osm::{OsmError, OsmImportError, OsmImported, OsmProgress, OsmRun, OsmSummary, Pass};
pub use photos::{MOST_PHOTOS, PhotoDecision, PhotoList, PhotoPlace};
pub use places::{FoundPlace, FoundPlaces};
pub use plans::{PlanDraft, PlanForm, UnitPricesKept, WalkForm};
pub use promises::{PlaceStory, PromisesAnswer};
pub use publish::Published;
pub use retention::{DryRun, RunOutcome};
pub use staff::Admission;
pub use streets::StreetAnswer;
pub use submit::{Receipt, WITHDRAW_WITHIN_S};
pub use versions::Meant;
pub use walks::{Became, WalkDraft, WalkWhole};
pub use written::{Packing, Written};

/// Tells the time; tests turn it.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the service is given at its start.
pub struct Settings {
    pub staff_token: Option<String>,
    pub catalogue: Catalogue,
    /// The municipality meant when none is named; otherwise the one with the lowest code.
    pub municipality: Option<String>,
    pub sessions: SessionRules,
    /// Where staff may sign in beside here.
    pub provider: Option<ProviderSettings>,
    pub now: Now,
}

/// Why something was not done, in terms of the field.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    #[error("the report has flaws")]
    Flaws(Vec<Flaw>),
    #[error("it cannot be done as it was asked")]
    Objections(Vec<Objection>),
    #[error("a parameter cannot be understood")]
    BadParameter(BadParameter),
    #[error("the picture is not taken: {0}")]
    Picture(#[from] Refusal),
    #[error("there is no such thing")]
    NotFound,
    #[error("only staff may see this")]
    StaffOnly,
    #[error("this is not among what they may do here")]
    NotAllowed,
    #[error("the session or the token is not right")]
    NotAdmitted,
    #[error("login, password or code is not right")]
    SignInRefused,
    #[error("too much was wrong lately")]
    TooManyAttempts,
    #[error("the account is looked after by the provider it signs in at")]
    ProvidersAccount,
    #[error("the invitation has been used, replaced or forgotten")]
    InvitationOver,
    #[error("it is too late to take this back")]
    TooLate,
    #[error("somebody else changed it after it was read")]
    Outdated,
    #[error("somebody else changed it in the same moment")]
    Overtaken,
    #[error("a hold covers it: nothing is erased while the request {0} is open")]
    Held(String),
    #[error("the file is another one by now")]
    OtherFile,
    #[error("the request has been answered")]
    Answered { closed: bool },
    #[error("it is another number by now: {0}")]
    OtherCount(u64),
    #[error("too much is waiting already")]
    Busy,
    #[error("somebody else searches the reports of the municipality")]
    SearchTaken,
    #[error("one session listens often enough")]
    ListensAlready,
    #[error("as many listen as there may")]
    HouseFull,
    #[error("a tile could not be drawn: {0}")]
    NotDrawn(String),
    #[error("this database holds real municipalities; the invented one gets a database of its own (--database-url)")]
    NotEmpty,
    #[error("what lies under the reports is not sound, nothing was stored: {0}")]
    Unsound(String),
    #[error("there is no municipality here yet")]
    NoMunicipality,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Municipality(#[from] MunicipalityKept),
}

impl From<BadParameter> for ServiceError {
    fn from(parameter: BadParameter) -> Self {
        Self::BadParameter(parameter)
    }
}

/// A municipality as it is served: its town, the ground under it, its index, and what is public.
pub struct Served {
    pub town: Town,
    /// Replaced as a whole when a layer is imported; see [`Served::ground`].
    standing: ground::Standing,
    pub index: Index,
    /// Replaced as a whole when something is published.
    pub public: RwLock<Arc<PublicLayer>>,
    streets: streets::Streets,
    lately: waves::Lately,
}

/// Everything public of one municipality.
#[derive(Debug, Default)]
pub struct PublicLayer {
    /// Each of at least the municipality's k, also where it was published under a smaller one.
    pub cells: Vec<PublicCell>,
    /// The same reports by street, as far as there are streets.
    pub streets: Vec<PublicPart>,
    /// Months that may have been public once and are no more: nothing is said of them.
    pub unpublished: Vec<Month>,
    /// Two with the same are the same.
    pub revision: u64,
}

/// The service; a cheap handle.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    commits: GroupCommit,
    settings: Settings,
    /// Mixed into every follow-up token; never leaves this process.
    pepper: Vec<u8>,
    accounts: accounts::Accounts,
    served: RwLock<Arc<BTreeMap<String, Arc<Served>>>>,
    changed: Arc<Notify>,
    audit_log: audit::AuditLog,
    feed: feed::Position,
    tiles: basemap::Tiles,
    answers: answers::Answers,
    jobs: analyses::Jobs,
    promises: promises::ShownPromises,
    photos: photos::Workshop,
    searches: disclosures::Searches,
    listeners: desk::Listeners,
    /// Whether erased words still lie in old pages of the file, and somebody waits to clean them.
    owes_pages: AtomicBool,
    unfinished: unfinished::Unfinished,
}

impl Service {
    /// Reads the municipalities and every report into memory, and starts the tasks that keep them up to date.
    pub async fn start(store: Store, settings: Settings) -> Result<Self, ServiceError> {
        let pepper = store.secret("follow_up_pepper", rand::random()).await?;
        let accounts = accounts::Accounts::start(&store, settings.provider.clone()).await?;
        let changed = Arc::new(Notify::new());
        let told = changed.clone();
        let (commits, _) = GroupCommit::start(store.clone(), move || told.notify_one());
        let audit_log = audit::AuditLog::start(store.clone());
        let inner = Inner {
            store,
            commits,
            settings,
            pepper,
            accounts,
            served: RwLock::default(),
            changed,
            audit_log,
            feed: feed::Position::default(),
            tiles: basemap::Tiles::new(),
            answers: answers::Answers::new(),
            jobs: analyses::Jobs::new(),
            promises: promises::ShownPromises::default(),
            photos: photos::Workshop::new(),
            searches: disclosures::Searches::default(),
            listeners: desk::Listeners::default(),
            owes_pages: AtomicBool::new(false),
            unfinished: unfinished::Unfinished::default(),
        };
        let service = Self { inner: Arc::new(inner) };
        service.reload().await?;
        feed::keep_up(&service);
        ground::keep_up(&service);
        Ok(service)
    }

    /// Reads municipalities, towns, reports and the public layer anew.
    pub async fn reload(&self) -> Result<(), ServiceError> {
        let _turn = self.inner.feed.turn.lock().await;
        let mut towns = Vec::new();
        for municipality in self.inner.store.municipalities().await? {
            let code = municipality.code.clone();
            if let Err(unfit) = municipality.check_plane() {
                tracing::warn!(municipality = code, reason = %unfit, "areas and distances are wrong; municipality set can mend it");
            }
            towns.push(Town::new(municipality).map_err(|bad| MunicipalityKept::Stored { code, bad })?);
        }
        let served = feed::load(self, towns).await?;
        *self.inner.served.write().expect("no holder panics") = Arc::new(served);
        self.inner.answers.forget_all();
        self.inner.jobs.forget_all();
        Ok(())
    }

    /// Whether the tasks that store reports, log readings and keep the indexes up to date are alive.
    pub fn is_working(&self) -> bool {
        let Inner { commits, audit_log, feed, .. } = &*self.inner;
        commits.is_alive() && audit_log.is_alive() && feed.is_alive()
    }

    pub fn now(&self) -> Timestamp {
        (self.inner.settings.now)()
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.inner.settings.catalogue
    }

    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn served(&self) -> Arc<BTreeMap<String, Arc<Served>>> {
        self.inner.served.read().expect("no holder panics").clone()
    }

    /// The municipality with this code, or the one meant when none is named.
    pub fn serving(&self, code: Option<&str>) -> Result<Arc<Served>, ServiceError> {
        let served = self.served();
        let meant = code.or(self.inner.settings.municipality.as_deref());
        let first = served.values().next().ok_or(ServiceError::NoMunicipality)?;
        match meant {
            Some(code) => served.get(code).cloned().ok_or(ServiceError::NotFound),
            None => Ok(first.clone()),
        }
    }
}
