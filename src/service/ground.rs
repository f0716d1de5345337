//! The ground under the reports: replaced as a whole, and kept up to date while the server runs.

use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use super::{Served, Service, ServiceError};
use crate::interop::basemap::Basemap;
use crate::town::{Ground, Layer, Survey, Town};

/// How often a ground changed by another process (an import beside the server) is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The ground of one municipality, swapped whole: whoever holds an older one may finish with it.
#[derive(Debug, Default)]
pub struct Standing(RwLock<Arc<Revised>>);

#[derive(Debug, Default)]
struct Revised {
    revision: i64,
    ground: Arc<Ground>,
    /// Prepared when a map first asks for it: an import needs none.
    basemap: OnceLock<Arc<Basemap>>,
}

impl Revised {
    fn on(revision: i64, ground: Ground) -> Arc<Self> {
        Arc::new(Self { revision, ground: Arc::new(ground), basemap: OnceLock::new() })
    }
}

impl Standing {
    pub(super) fn on(revision: i64, ground: Ground) -> Self {
        Self(RwLock::new(Revised::on(revision, ground)))
    }

    fn revision(&self) -> i64 {
        self.0.read().expect("no holder panics").revision
    }

    /// Two may read the same change at once; the newer one stays.
    fn move_to(&self, revision: i64, ground: Ground) {
        let fresh = Revised::on(revision, ground);
        let mut standing = self.0.write().expect("no holder panics");
        if standing.revision <= revision {
            *standing = fresh;
        }
    }
}

impl Served {
    /// What lies under the reports now.
    pub fn ground(&self) -> Arc<Ground> {
        self.standing.0.read().expect("no holder panics").ground.clone()
    }

    /// The map of the ground as it is now. The first call on a ground prepares it, which takes a second for a large
    /// city: not for a thread that others wait on.
    pub fn basemap(&self) -> Arc<Basemap> {
        let standing = self.standing.0.read().expect("no holder panics").clone();
        standing.basemap.get_or_init(|| Arc::new(Basemap::new(&self.town, &standing.ground))).clone()
    }

    /// How often the ground has changed: with the code it names what is drawn from it.
    pub fn ground_revision(&self) -> i64 {
        self.standing.revision()
    }
}

impl Service {
    /// Replaces the layers a survey brings, all or none, and stands on them at once; one with a fault changes nothing.
    /// Reports are not read anew.
    pub async fn replace_ground(&self, code: &str, survey: &Survey) -> Result<(), ServiceError> {
        self.serving(Some(code))?;
        if let Some(fault) = survey.fault() {
            return Err(ServiceError::Unsound(fault));
        }
        self.store().replace_ground(code, survey, self.now()).await?;
        self.look_at_grounds().await
    }

    /// The layers that another data set than `source` brought, with its name, except those to be replaced all the same:
    /// a town's own lamps are better than what passers-by have drawn.
    pub(super) async fn layers_of_others(
        &self,
        code: &str,
        source: &str,
        replace: &[Layer],
    ) -> Result<Vec<(Layer, String)>, ServiceError> {
        let known = self.store().provenance(code).await?;
        let of_others = known.into_iter().filter(|own| own.source != source && !replace.contains(&own.layer));
        Ok(of_others.map(|own| (own.layer, own.source)).collect())
    }

    /// Reads the grounds that have changed since they were read, and everything when a municipality was added, is
    /// another than it was, or is gone.
    async fn look_at_grounds(&self) -> Result<(), ServiceError> {
        let revisions = self.store().ground_revisions().await?;
        if revisions.len() < self.served().len() {
            return self.reload().await;
        }
        for (code, revision) in revisions {
            let Some(served) = self.served().get(&code).cloned() else { return self.reload().await };
            if served.standing.revision() != revision {
                let known = self.store().municipalities().await?;
                if !known.contains(&served.town.municipality) {
                    return self.reload().await;
                }
                let (revision, ground) = read(self, &served.town).await?;
                served.standing.move_to(revision, ground);
            }
        }
        Ok(())
    }
}

/// Reads what lies under the reports of a municipality, with the revision it has.
///
/// Streets and features are read by several questions; when the ground is replaced between them, they are asked anew.
pub(super) async fn read(service: &Service, town: &Town) -> Result<(i64, Ground), ServiceError> {
    let store = service.store();
    let (code, metric) = (town.code(), town.metric);
    let mut before = revision_of(service, code).await?;
    loop {
        let links = store.links(code).await?;
        let features = store.features(code).await?;
        let provenance = store.provenance(code).await?;
        let after = revision_of(service, code).await?;
        if before == after {
            let laid = tokio::task::spawn_blocking(move || Ground::laid(&metric, links, features, provenance));
            return Ok((after, laid.await.expect("laying out a town does not panic")));
        }
        before = after;
    }
}

async fn revision_of(service: &Service, code: &str) -> Result<i64, ServiceError> {
    let revisions = service.store().ground_revisions().await?;
    Ok(revisions.into_iter().find(|(own, _)| own == code).map_or(0, |(_, revision)| revision))
}

/// Starts the task that sees grounds changed by others. It ends with the service.
pub(super) fn keep_up(service: &Service) {
    let inner = Arc::downgrade(&service.inner);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let Some(inner) = inner.upgrade() else { return };
            if let Err(error) = (Service { inner }).look_at_grounds().await {
                tracing::warn!(error = %error, "a changed ground could not be read; trying again");
            }
        }
    });
}
