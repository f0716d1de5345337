//! Whole sets of reports from other systems: read, checked, stored once.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Service, ServiceError};
use crate::geodesy::{EastNorth, Metric};
use crate::interop::pileup::{PileUp, PileUps};
use crate::interop::profile::{Mapped, Mapper, Profile, ProfileError};
use crate::observation::Category;
use crate::report::{Code, Geometry, Report, Telling};
use crate::store::{Stored, Told};
use crate::town::{Municipality, Town};

pub use crate::interop::profile::Reject;

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportRun {
    pub profile: Profile,
    /// Files with the municipality their rows belong to.
    pub files: Vec<(PathBuf, String)>,
    /// Municipalities that are not here yet: each comes with the first rows that are stored in it, and not without.
    pub adding: Vec<Municipality>,
    /// Everything but the storing.
    pub dry_run: bool,
    /// Take free text too, with personal data masked.
    pub with_words: bool,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub n_read: u64,
}

/// What became of the rows. `n_read = n_stored + n_rejected + n_already_there`.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub n_read: u64,
    pub n_stored: u64,
    pub n_rejected: u64,
    pub n_already_there: u64,
    /// Rows rejected by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Points at which far more rows lie than can be true. Their rows are stored and counted, but shown on no map.
    pub pile_ups: Vec<PileUp>,
    /// Those of the stored rows, by point (longitude and latitude in millionths of a degree) and the source's kind.
    pub unplaced: BTreeMap<(i64, i64, String), u64>,
}

impl Summary {
    /// Rows stored without a place that can be trusted.
    pub fn n_unplaced(&self) -> u64 {
        self.unplaced.values().sum()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{file} cannot be opened")]
    Open { file: String, source: std::io::Error },
    #[error(
        "{file} does not fit the profile {profile}: {source}. Nothing was stored. Leave the file out or mend it, and run \
         the import again"
    )]
    Misfit { file: String, profile: String, source: crate::interop::profile::ImportError },
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Rows a transaction holds: enough for the disk sync not to matter, few enough to be lost without pain.
const BATCH: usize = 1_000;

/// The clock of a source may be this much ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

type Row = Result<Mapped, Reject>;

impl Service {
    /// Imports a set. `progress` hears of every batch, `rejected` of every row that was not stored, with its file.
    ///
    /// The files are read twice: default points can only be told from the whole of a set, which is the files of one
    /// run. What an earlier run stored is not looked at.
    pub async fn import(
        &self,
        run: ImportRun,
        mut progress: impl FnMut(Progress),
        mut rejected: impl FnMut(&Path, &Reject),
    ) -> Result<Summary, ImportError> {
        self.check_profile(&run.profile)?;
        let sound = |new: &Municipality| new.check_plane().and_then(|()| Town::new(new.clone()));
        let coming = run.adding.iter().map(sound).collect::<Result<Vec<Town>, _>>().map_err(ServiceError::from)?;
        for (_, municipality) in &run.files {
            if !coming.iter().any(|town| town.code() == municipality) {
                self.serving(Some(municipality))?;
            }
        }
        let read_at = self.now();
        let first_look = run.clone();
        let pile_ups = tokio::task::spawn_blocking(move || find_pile_ups(&first_look, read_at))
            .await
            .expect("reading does not panic")?;
        let suspicious: HashSet<(i64, i64)> = pile_ups.iter().map(|p| micro_degrees(p.lon, p.lat)).collect();
        let mut summary = Summary { pile_ups, ..Summary::default() };

        let channel = format!("import:{}", run.profile.name);
        let (dry_run, files) = (run.dry_run, run.files.clone());
        let attribution = run.profile.attribution.clone();
        let (batches, mut waiting) = mpsc::channel::<(usize, Vec<Row>)>(4);
        let reading = tokio::task::spawn_blocking(move || read_all(&run, read_at, &batches));
        while let Some((file, rows)) = waiting.recv().await {
            let (path, municipality) = &files[file];
            let (mut told, mut kinds) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
            for row in rows {
                summary.n_read += 1;
                let kind = row.as_ref().map(|mapped| mapped.kind.clone()).unwrap_or_default();
                match row.and_then(|mapped| self.checked(mapped, municipality, &coming, &channel, &suspicious)) {
                    Ok(report) => {
                        told.push(Told { report, idempotency: None });
                        kinds.push(kind);
                    }
                    Err(reject) => {
                        summary.n_rejected += 1;
                        *summary.reasons.entry(reject.reason_code.clone()).or_default() += 1;
                        rejected(path, &reject);
                    }
                }
            }
            let brings = !dry_run && !told.is_empty();
            let new = coming.iter().find(|town| town.code() == municipality);
            let new = new.filter(|_| brings && !self.served().contains_key(municipality));
            if let Some(town) = new {
                self.add_municipality(town.municipality.clone()).await?;
            } else if brings {
                self.thank(municipality, &attribution).await?;
            }
            let stored = self.store_batch(&told, &kinds, dry_run, &mut summary).await;
            if let (Err(_), Some(town)) = (&stored, new) {
                // As well as it can: what kept the reports out may keep this too.
                let _ = self.take_back_municipality(town.code()).await;
            }
            stored?;
            progress(Progress { n_read: summary.n_read });
        }
        reading.await.expect("reading does not panic")?;
        self.inner.changed.notify_one();
        Ok(summary)
    }

    /// Whether every category and cause the profile can give is one of ours.
    pub fn check_profile(&self, profile: &Profile) -> Result<(), ImportError> {
        let refused = |reason| Err(ProfileError::Meaning { name: profile.name.clone(), reason }.into());
        for (word, causes) in profile.targets() {
            let Some(category) = Category::parse(word) else {
                let known = Category::ALL.map(Category::as_str).join(", ");
                return refused(format!("\"{word}\" is no category; there are {known}"));
            };
            if let Some(cause) = causes.iter().find(|cause| self.catalogue().index_of(category, cause).is_none()) {
                let known: Vec<&str> = self.catalogue().causes_of(category).map(|entry| entry.code.as_str()).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return refused(format!("\"{cause}\" is no cause of {word}; there are {known}"));
            }
        }
        Ok(())
    }

    async fn store_batch(
        &self,
        told: &[Told],
        kinds: &[String],
        dry_run: bool,
        summary: &mut Summary,
    ) -> Result<(), ImportError> {
        let outcomes = if dry_run {
            vec![Stored::New; told.len()]
        } else {
            self.store().tell(told).await.map_err(ServiceError::from)?
        };
        for ((told, kind), outcome) in told.iter().zip(kinds).zip(outcomes) {
            if outcome == Stored::New {
                summary.n_stored += 1;
                if let (false, Geometry::Point(p)) = (told.report.placed, &told.report.place.geometry) {
                    let (lon, lat) = micro_degrees(p.lon(), p.lat());
                    *summary.unplaced.entry((lon, lat, kind.clone())).or_default() += 1;
                }
            } else {
                summary.n_already_there += 1;
            }
        }
        Ok(())
    }

    /// A mapped row as a report, checked like any other.
    fn checked(
        &self,
        mut mapped: Mapped,
        municipality: &str,
        coming: &[Town],
        channel: &str,
        suspicious: &HashSet<(i64, i64)>,
    ) -> Result<Report, Reject> {
        mapped.draft["municipality"] = municipality.into();
        let placed = mapped.point().is_none_or(|(lon, lat)| !suspicious.contains(&micro_degrees(lon, lat)));
        // What a row says of itself is no clock: nobody has been told what is yet to come.
        let now = self.now();
        if mapped.told_at > now + CLOCK_SKEW {
            return Err(rejected(mapped.row, Code::InTheFuture.as_str(), "The time it was told lies in the future."));
        }
        let told_at = mapped.told_at.min(now);
        let draft = self.check_among(coming, &mapped.draft, told_at).map_err(|error| {
            let flaw = match error {
                ServiceError::Flaws(flaws) => flaws.into_iter().next(),
                _ => None,
            };
            flaw.map_or_else(
                || rejected(mapped.row, "unusable", "the row cannot be used"),
                |flaw| rejected(mapped.row, flaw.code.as_str(), &flaw.en),
            )
        })?;
        Ok(draft.told(Telling {
            id: Uuid::new_v4(),
            channel: channel.to_owned(),
            source_id: Some(mapped.source_id),
            received_at: now,
            told_at,
            // Nobody holds a link to an imported record: the hash of nothing anybody knows.
            token_hash: rand::random(),
            placed,
        }))
    }
}

fn rejected(row: u64, code: &str, reason: &str) -> Reject {
    Reject { row, reason_code: code.to_owned(), reason: reason.to_owned() }
}

fn micro_degrees(lon: f64, lat: f64) -> (i64, i64) {
    ((lon * 1e6).round() as i64, (lat * 1e6).round() as i64)
}

fn mapper(run: &ImportRun, read_at: Timestamp) -> Result<Mapper<'static>, ImportError> {
    let to_lon_lat = |epsg: u32, e: f64, n: f64| {
        let metric = Metric::from_epsg(u16::try_from(epsg).ok()?)?;
        let at = metric.inverse(EastNorth { e, n });
        Some((at.lon(), at.lat()))
    };
    let mapper = Mapper::new(run.profile.clone(), to_lon_lat)?.read_at(read_at);
    Ok(if run.with_words { mapper.with_words() } else { mapper })
}

/// Hands every row of every file to `each`, with the number of its file.
fn for_each_row(
    run: &ImportRun,
    read_at: Timestamp,
    mut each: impl FnMut(usize, Row) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let mut mapper = mapper(run, read_at)?;
    for (i, (path, _)) in run.files.iter().enumerate() {
        let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = File::open(path).map_err(|source| ImportError::Open { file: name(), source })?;
        mapper.read(BufReader::new(file), |row| each(i, row)).map_err(|source| ImportError::Misfit {
            file: name(),
            profile: run.profile.name.clone(),
            source,
        })?;
    }
    Ok(())
}

fn find_pile_ups(run: &ImportRun, read_at: Timestamp) -> Result<Vec<PileUp>, ImportError> {
    let mut found = PileUps::default();
    for_each_row(run, read_at, |_, row| {
        if let Ok(mapped) = row
            && let Some((lon, lat)) = mapped.point()
        {
            found.add(lon, lat, &mapped.kind);
        }
        ControlFlow::Continue(())
    })?;
    Ok(found.suspicious())
}

fn read_all(run: &ImportRun, read_at: Timestamp, batches: &mpsc::Sender<(usize, Vec<Row>)>) -> Result<(), ImportError> {
    let mut gathered: (usize, Vec<Row>) = (0, Vec::with_capacity(BATCH));
    let outcome = for_each_row(run, read_at, |file, row| {
        if (gathered.0 != file || gathered.1.len() == BATCH) && !gathered.1.is_empty() {
            let full = std::mem::replace(&mut gathered.1, Vec::with_capacity(BATCH));
            if batches.blocking_send((gathered.0, full)).is_err() {
                return ControlFlow::Break(());
            }
        }
        gathered.0 = file;
        gathered.1.push(row);
        ControlFlow::Continue(())
    });
    // What came before a broken end is kept: the error says where it broke.
    let _ = batches.blocking_send(gathered);
    outcome
}
