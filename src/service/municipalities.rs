//! Municipalities are added and changed: what may be changed of one, and what stands.

use geo::MultiPolygon;
use serde_json::json;

use super::{Service, ServiceError};
use crate::staff::audit::Act;
use crate::town::{BadMunicipality, Municipality, Town};

/// Who changes a municipality: somebody who can open the database. More is not known.
const OPERATOR: &str = "operator";

/// What is to be another of a municipality; what is not given stays as it is.
#[derive(Debug, Clone, Default)]
pub struct MunicipalityChange {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub languages: Option<Vec<String>>,
    pub epsg: Option<u16>,
    pub k: Option<u32>,
    /// Said besides when k becomes smaller: what is published from then on hides among fewer.
    pub lower_k: bool,
    pub population: Option<u32>,
    pub border: Option<MultiPolygon<f64>>,
    pub border_margin_m: Option<f64>,
    pub attribution: Option<Vec<String>>,
}

/// Why a municipality was not added or changed.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum MunicipalityKept {
    #[error("the municipality {0} is here already and was left as it is; to change it: municipality set {0}")]
    AlreadyHere(String),
    #[error("the municipality {0} is not here")]
    NotHere(String),
    #[error(
        "the plane of {code} stays EPSG:{epsg}: reports, published squares or streets are laid out in it, and would lie \
         elsewhere in another; a municipality in another plane gets a code of its own"
    )]
    PlaneInUse { code: String, epsg: u16 },
    #[error(
        "the time zone of {code} stays {time_zone}: there are reports, and what they say of hours would mean others in \
         another"
    )]
    ZoneInUse { code: String, time_zone: String },
    #[error(
        "k of {code} is {from}: with {to} what is published from now on hides among fewer, and that cannot be taken back; \
         if it is meant, say --lower-k too"
    )]
    LowersK { code: String, from: u32, to: u32 },
    #[error("the municipality {code} as it is stored cannot be served: {bad}")]
    Stored { code: String, bad: BadMunicipality },
    #[error(transparent)]
    Bad(#[from] BadMunicipality),
}

impl Service {
    /// Adds a municipality; one whose code is here already is left as it is.
    pub async fn add_municipality(&self, municipality: Municipality) -> Result<(), ServiceError> {
        municipality.check_words()?;
        municipality.check_margin()?;
        municipality.check_plane()?;
        Town::new(municipality.clone())?;
        if !self.store().add_municipality(&municipality).await? {
            return Err(MunicipalityKept::AlreadyHere(municipality.code).into());
        }
        self.reload().await
    }

    /// Whom the data of a municipality comes from is said beside it, once.
    pub(super) async fn thank(&self, code: &str, attribution: &str) -> Result<(), ServiceError> {
        let known = self.serving(Some(code))?.town.municipality.attribution.clone();
        if known.iter().any(|own| own == attribution) {
            return Ok(());
        }
        let attribution = known.into_iter().chain([attribution.to_owned()]).collect();
        let change = MunicipalityChange { attribution: Some(attribution), ..MunicipalityChange::default() };
        self.change_municipality(code, &change).await.map(drop)
    }

    /// Takes back a municipality that was added for reports that then were not stored.
    pub(super) async fn take_back_municipality(&self, code: &str) -> Result<(), ServiceError> {
        self.store().remove_empty_municipality(code).await?;
        self.reload().await
    }

    /// Changes what is given and nothing else, and returns the municipality as it is then.
    ///
    /// Whether it is invented is not among what can be changed: every page says so as long as invented reports are
    /// there, and they and real ones do not live together.
    pub async fn change_municipality(
        &self,
        code: &str,
        change: &MunicipalityChange,
    ) -> Result<Municipality, ServiceError> {
        loop {
            // The revision before what it is the revision of: whoever changes it in between is seen, and it is read
            // anew.
            let revisions = self.store().ground_revisions().await?;
            let known = self.store().municipalities().await?.into_iter().find(|known| known.code == code);
            let revision = revisions.into_iter().find(|(own, _)| own == code).map(|(_, revision)| revision);
            let (Some(known), Some(revision)) = (known, revision) else {
                return Err(MunicipalityKept::NotHere(code.to_owned()).into());
            };
            let k_was = known.k;
            let changed = self.changed(known, change).await?;
            let about = json!({"k": changed.k, "k_was": k_was, "epsg": changed.epsg, "name": changed.name});
            self.note(OPERATOR, code, Act::Change, "municipality", about.to_string()).await?;
            if self.store().change_municipality(&changed, revision).await? {
                self.reload().await?;
                return Ok(changed);
            }
        }
    }

    /// The municipality with the change, where nothing speaks against it.
    async fn changed(&self, known: Municipality, change: &MunicipalityChange) -> Result<Municipality, ServiceError> {
        let code = known.code.clone();
        let (epsg, k, time_zone) = (known.epsg, known.k, known.time_zone.clone());
        let MunicipalityChange { name, languages, population, border, border_margin_m, attribution, .. } =
            change.clone();
        let changed = Municipality {
            name: name.unwrap_or(known.name),
            time_zone: change.time_zone.clone().unwrap_or(known.time_zone),
            languages: languages.unwrap_or(known.languages),
            epsg: change.epsg.unwrap_or(epsg),
            k: change.k.unwrap_or(k),
            population: population.or(known.population),
            border: border.unwrap_or(known.border),
            border_margin_m: border_margin_m.unwrap_or(known.border_margin_m),
            attribution: attribution.unwrap_or(known.attribution),
            code: known.code,
            invented: known.invented,
        };
        if change.name.is_some() {
            changed.check_words()?;
        }
        if change.border_margin_m.is_some() {
            changed.check_margin()?;
        }
        if change.epsg.is_some() || change.border.is_some() {
            changed.check_plane()?;
        }
        Town::new(changed.clone())?;
        if changed.k < k && !change.lower_k {
            return Err(MunicipalityKept::LowersK { code, from: k, to: changed.k }.into());
        }
        if changed.epsg != epsg && self.store().uses_plane(&code).await? {
            return Err(MunicipalityKept::PlaneInUse { code, epsg }.into());
        }
        if changed.time_zone != time_zone && self.store().n_reports(&code).await? > 0 {
            return Err(MunicipalityKept::ZoneInUse { code, time_zone }.into());
        }
        Ok(changed)
    }
}

impl From<BadMunicipality> for ServiceError {
    fn from(bad: BadMunicipality) -> Self {
        Self::Municipality(bad.into())
    }
}
