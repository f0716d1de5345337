//! From the store to the index: everything at the start, then what has changed since.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use tokio::task::AbortHandle;

use super::ground::{self, Standing};
use super::streets::Streets;
use super::waves::{Lately, Telling};
use super::{PublicLayer, Served, Service, ServiceError};
use crate::index::{Builder, Index};
use crate::observation::Observation;
use crate::privacy;
use crate::store::FactPage;
use crate::town::Town;

/// The revision up to which the indexes know every change.
#[derive(Default)]
pub(super) struct Position {
    revision: AtomicI64,
    /// Held while the indexes are brought up to date or replaced: a change applied to an index that is being replaced
    /// would be in neither.
    pub turn: tokio::sync::Mutex<()>,
    task: OnceLock<AbortHandle>,
}

impl Position {
    /// Whether the task that keeps the indexes up to date is running.
    pub fn is_alive(&self) -> bool {
        self.task.get().is_none_or(|task| !task.is_finished())
    }
}

const PAGE: i64 = 10_000;
/// Pages on their way while one is taken in: as many as there are processors on a small machine.
const PAGES_AT_ONCE: usize = 2;
/// How often changes made by other processes (an import beside the server) are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(400);
const GATHER: Duration = Duration::from_millis(20);

/// Builds what is served for every town.
pub(super) async fn load(service: &Service, towns: Vec<Town>) -> Result<BTreeMap<String, Arc<Served>>, ServiceError> {
    let store = service.store();
    let mut builders: HashMap<String, Builder> = HashMap::new();
    for town in &towns {
        builders.insert(town.code().to_owned(), Builder::new(town.clock.clone()));
    }
    let towns: Arc<HashMap<String, Town>> =
        Arc::new(towns.into_iter().map(|town| (town.code().to_owned(), town)).collect());
    // What changes while pages are read has a higher revision, and is read again when the index catches up.
    let (revision, last_key) = store.newest().await?;
    let mut lately: HashMap<String, Lately> = HashMap::new();
    let mut pages = VecDeque::new();
    let mut from = 0;
    loop {
        while pages.len() < PAGES_AT_ONCE && from < last_key {
            pages.push_back(tokio::spawn(page(service.clone(), towns.clone(), from)));
            from += PAGE;
        }
        let Some(next) = pages.pop_front() else { break };
        // In the order of their keys, which spares a sort.
        for (code, telling, seen) in next.await.expect("reading a page does not panic")? {
            if let Some(telling) = telling {
                lately.entry(code.clone()).or_default().add(telling);
            }
            if let Some(builder) = builders.get_mut(&code) {
                builder.push(&seen);
            }
        }
    }
    let mut served = BTreeMap::new();
    let mut towns = Arc::into_inner(towns).expect("no page is being read any more");
    for (code, builder) in builders {
        let Some(town) = towns.remove(&code) else { continue };
        let (ground_revision, ground) = ground::read(service, &town).await?;
        let standing = Standing::on(ground_revision, ground);
        let public = service.public_layer(&town).await?;
        let index = tokio::task::spawn_blocking(move || Index::built(builder, revision as u64))
            .await
            .expect("building an index does not panic");
        let lately = lately.remove(&code).unwrap_or_default();
        served.insert(
            code,
            Arc::new(Served {
                town,
                standing,
                index,
                public: RwLock::new(Arc::new(public)),
                streets: Streets::default(),
                lately,
            }),
        );
    }
    service.inner.feed.revision.store(revision, Ordering::SeqCst);
    Ok(served)
}

/// A page of observations, without those of towns that are not served.
async fn page(
    service: Service,
    towns: Arc<HashMap<String, Town>>,
    from: i64,
) -> Result<Vec<(String, Option<Telling>, Observation)>, ServiceError> {
    let page = service.store().facts_between(from, from + PAGE).await?;
    let seen = page.into_iter().filter_map(|(code, facts)| {
        let telling = Telling::of(&facts);
        let seen = privacy::strip(facts, towns.get(&code)?, service.catalogue());
        Some((code, telling, seen))
    });
    Ok(seen.collect())
}

/// Starts the task that keeps the indexes up to date. It ends with the service.
pub(super) fn keep_up(service: &Service) {
    let inner = Arc::downgrade(&service.inner);
    let changed = service.inner.changed.clone();
    let task = tokio::spawn(async move {
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
    // There is one feed a service.
    let _ = service.inner.feed.task.set(task.abort_handle());
}

/// Applies every change the indexes do not know yet.
pub(super) async fn catch_up(service: &Service) -> Result<(), ServiceError> {
    let turn = service.inner.feed.turn.lock().await;
    loop {
        let known = service.inner.feed.revision.load(Ordering::SeqCst);
        let FactPage { facts, last, is_full } = service.store().facts_since(known, PAGE).await?;
        if last == known {
            return Ok(());
        }
        let served = service.served();
        if facts.iter().any(|(code, _)| !served.contains_key(code)) {
            // Another process added a municipality and reports in it.
            drop(turn);
            return service.reload().await;
        }
        let mut changes: HashMap<String, Vec<Observation>> = HashMap::new();
        for (code, facts) in facts {
            if let Some(telling) = Telling::of(&facts) {
                served[&code].lately.add(telling);
            }
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
        if !is_full {
            return Ok(());
        }
    }
}

impl Served {
    pub fn public(&self) -> Arc<PublicLayer> {
        self.public.read().expect("no holder panics").clone()
    }
}
