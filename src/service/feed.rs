//! From the store to the index: everything at the start, then what has changed since.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::ground::{self, Standing};
use super::{PublicLayer, Served, Service, ServiceError};
use crate::index::{Builder, Index};
use crate::observation::Observation;
use crate::privacy;
use crate::town::Town;

/// The revision up to which the indexes know every change.
#[derive(Default)]
pub(super) struct Position {
    revision: AtomicI64,
    /// Held while the indexes are brought up to date or replaced: a change applied to an index that is being replaced
    /// would be in neither.
    pub turn: tokio::sync::Mutex<()>,
}

const PAGE: i64 = 20_000;
/// How often changes made by other processes (an import beside the server) are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(400);
const GATHER: Duration = Duration::from_millis(20);

/// Builds what is served for every town.
pub(super) async fn load(service: &Service, towns: Vec<Town>) -> Result<BTreeMap<String, Arc<Served>>, ServiceError> {
    let store = service.store();
    let mut builders: HashMap<String, (Builder, Town)> = HashMap::new();
    for town in towns {
        builders.insert(town.code().to_owned(), (Builder::new(town.clock.clone()), town));
    }
    let mut revision = 0;
    loop {
        let (facts, last) = store.facts_since(revision, PAGE).await?;
        let n = facts.len();
        for (code, facts) in facts {
            if let Some((builder, town)) = builders.get_mut(&code) {
                builder.push(&privacy::strip(facts, town, service.catalogue()));
            }
        }
        revision = last;
        if n < PAGE as usize {
            break;
        }
    }
    let mut served = BTreeMap::new();
    for (code, (builder, town)) in builders {
        let (ground_revision, ground) = ground::read(service, &town).await?;
        let standing = Standing::on(ground_revision, ground);
        let cells = store.public_cells(&code).await?;
        let public = PublicLayer { revision: public_revision(&cells), cells };
        let index = tokio::task::spawn_blocking(move || Index::built(builder, revision as u64))
            .await
            .expect("building an index does not panic");
        served.insert(code, Arc::new(Served { town, standing, index, public: RwLock::new(Arc::new(public)) }));
    }
    service.inner.feed.revision.store(revision, Ordering::SeqCst);
    Ok(served)
}

/// Published cells are never changed or taken away, so their number names the state of the layer.
pub(super) fn public_revision(cells: &[privacy::PublicCell]) -> u64 {
    cells.len() as u64
}

/// Starts the task that keeps the indexes up to date. It ends with the service.
pub(super) fn keep_up(service: &Service) {
    let inner = Arc::downgrade(&service.inner);
    let changed = service.inner.changed.clone();
    tokio::spawn(async move {
        loop {
            let _ = tokio::time::timeout(LOOK_EVERY, changed.notified()).await;
            let Some(inner) = inner.upgrade() else { return };
            let service = Service { inner };
            if let Err(error) = catch_up(&service).await {
                tracing::warn!(error = %error, "the index could not be brought up to date; trying again");
            }
            // Under load commits come hundreds a second; one look then serves many of them.
            tokio::time::sleep(GATHER).await;
        }
    });
}

/// Applies every change the indexes do not know yet.
pub(super) async fn catch_up(service: &Service) -> Result<(), ServiceError> {
    let turn = service.inner.feed.turn.lock().await;
    loop {
        let known = service.inner.feed.revision.load(Ordering::SeqCst);
        let (facts, last) = service.store().facts_since(known, PAGE).await?;
        if facts.is_empty() {
            return Ok(());
        }
        let n = facts.len();
        let served = service.served();
        if facts.iter().any(|(code, _)| !served.contains_key(code)) {
            // Another process added a municipality and reports in it.
            drop(turn);
            return service.reload().await;
        }
        let mut changes: HashMap<String, Vec<Observation>> = HashMap::new();
        for (code, facts) in facts {
            let seen = privacy::strip(facts, &served[&code].town, service.catalogue());
            changes.entry(code).or_default().push(seen);
        }
        for (code, changes) in changes {
            let served = served[&code].clone();
            served.index.apply(changes, last as u64);
            if served.index.wants_merge() {
                // Readers keep the old snapshot meanwhile; the next changes gather in the fresh part.
                tokio::task::spawn_blocking(move || served.index.merge());
            }
        }
        service.inner.feed.revision.store(last, Ordering::SeqCst);
        if n < PAGE as usize {
            return Ok(());
        }
    }
}

impl Served {
    pub fn public(&self) -> Arc<PublicLayer> {
        self.public.read().expect("no holder panics").clone()
    }
}
