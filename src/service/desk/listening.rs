//! Those who have the desk open hear how many wait: counted once a second for all of a municipality, not for each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::super::staff::Admission;
use super::super::{Service, ServiceError};

/// Of one account or key: a tab each, and some to spare.
const MOST_OF_ONE: usize = 6;
/// In all; each is a connection that stays open.
const MOST: usize = 300;
/// How often the desk is looked at for those who listen.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Who listens to what.
#[derive(Clone, Default)]
pub(in crate::service) struct Listeners {
    inner: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    /// By municipality, while somebody listens.
    counts: HashMap<String, Arc<watch::Sender<u64>>>,
    /// By account or key.
    of_one: HashMap<String, usize>,
    n: usize,
}

/// Somebody who listens, until it is dropped.
pub struct Ear {
    waiting: watch::Receiver<u64>,
    _seat: Seat,
}

struct Seat {
    listeners: Listeners,
    whose: String,
}

impl Ear {
    /// How many wait, and that it has been heard.
    pub fn heard(&mut self) -> u64 {
        *self.waiting.borrow_and_update()
    }

    /// Waits until there is something to hear; false when nothing more will come.
    pub async fn hears(&mut self) -> bool {
        self.waiting.changed().await.is_ok()
    }
}

impl Listeners {
    fn seat(&self, whose: String) -> Result<Seat, ServiceError> {
        let mut heard = self.heard();
        if heard.n >= MOST {
            return Err(ServiceError::HouseFull);
        }
        let own = heard.of_one.entry(whose.clone()).or_default();
        if *own >= MOST_OF_ONE {
            return Err(ServiceError::ListensAlready);
        }
        *own += 1;
        heard.n += 1;
        Ok(Seat { listeners: self.clone(), whose })
    }

    /// The count of a municipality; whoever comes first begins the counting, and it ends with the last who leaves.
    async fn listen<F, C>(&self, code: &str, whose: String, count: F) -> Result<Ear, ServiceError>
    where
        F: Fn() -> C + Send + 'static,
        C: Future<Output = Result<u64, ServiceError>> + Send + 'static,
    {
        let seat = self.seat(whose)?;
        if let Some(waiting) = self.joined(code) {
            return Ok(Ear { waiting, _seat: seat });
        }
        let now = count().await?;
        let mut heard = self.heard();
        // Two may have come first together.
        let known = heard.counts.get(code).map(|counted| counted.subscribe());
        let waiting = known.unwrap_or_else(|| {
            let (counted, waiting) = watch::channel(now);
            let counted = Arc::new(counted);
            heard.counts.insert(code.to_owned(), counted.clone());
            tokio::spawn(self.clone().go_on(code.to_owned(), counted, count));
            waiting
        });
        Ok(Ear { waiting, _seat: seat })
    }

    fn joined(&self, code: &str) -> Option<watch::Receiver<u64>> {
        self.heard().counts.get(code).map(|counted| counted.subscribe())
    }

    async fn go_on<F, C>(self, code: String, counted: Arc<watch::Sender<u64>>, count: F)
    where
        F: Fn() -> C + Send,
        C: Future<Output = Result<u64, ServiceError>> + Send,
    {
        loop {
            sleep(LOOK_EVERY).await;
            {
                let mut heard = self.heard();
                // Nobody joins while this is held.
                if counted.receiver_count() == 0 {
                    heard.counts.remove(&code);
                    return;
                }
            }
            // While the database is away nothing new is heard.
            if let Ok(now) = count().await {
                counted.send_if_modified(|told| std::mem::replace(told, now) != now);
            }
        }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut heard = self.listeners.heard();
        heard.n -= 1;
        match heard.of_one.get_mut(&self.whose) {
            Some(n) if *n > 1 => *n -= 1,
            _ => drop(heard.of_one.remove(&self.whose)),
        }
    }
}

impl Service {
    /// Listens at the desk of a municipality.
    pub async fn listen_at_desk(&self, municipality: Option<&str>, admission: &Admission) -> Result<Ear, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code().to_owned();
        // Of a person, however many sessions they open.
        let whose = admission.account().map_or_else(|| admission.who().to_owned(), |account| account.to_string());
        let (store, of) = (self.store().clone(), code.clone());
        let count = move || {
            let (store, of) = (store.clone(), of.clone());
            async move { Ok(store.n_waiting_at_desk(&of).await?) }
        };
        self.inner.listeners.listen(&code, whose, count).await
    }

    /// Whether somebody who listens still may.
    pub fn may_listen(&self, municipality: Option<&str>, admission: &Admission) -> bool {
        self.serving_to(municipality, admission).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_listen_and_the_queue_is_counted_once_for_all_of_them() {
        let listeners = Listeners::default();
        let asked = Arc::new(AtomicU64::new(0));
        let listen = async |code: &str, whose: usize| {
            let asked = asked.clone();
            let count = move || {
                let asked = asked.clone();
                async move { Ok(asked.fetch_add(1, Ordering::SeqCst)) }
            };
            listeners.listen(code, whose.to_string(), count).await
        };
        let mut ears = Vec::new();
        for whose in 0..100 {
            ears.push(listen("1273", whose).await.expect("a seat"));
        }
        // Had each counted for itself it would be a hundred; the counting goes on beside, once a second.
        assert!(asked.load(Ordering::SeqCst) < 10);
        let first = ears[0].heard();
        assert!(ears[0].hears().await && ears[0].heard() > first, "a change is heard");
        assert!(ears[99].hears().await && ears[99].heard() > first, "by all");
    }

    #[tokio::test]
    async fn seats_are_counted_for_each_session_and_in_all_and_given_back() {
        let listeners = Listeners::default();
        let listen = async |whose: &str| listeners.listen("1273", whose.to_owned(), || std::future::ready(Ok(0))).await;
        let mut own = Vec::new();
        for _ in 0..MOST_OF_ONE {
            own.push(listen("one").await.expect("a seat"));
        }
        assert!(matches!(listen("one").await, Err(ServiceError::ListensAlready)));
        let mut others = Vec::new();
        for n in MOST_OF_ONE..MOST {
            others.push(listen(&format!("other {n}")).await.expect("a seat"));
        }
        assert!(matches!(listen("late").await, Err(ServiceError::HouseFull)));
        drop(own);
        assert!(listen("one").await.is_ok() && listen("late").await.is_ok());
        drop(others);
        assert!(listeners.heard().of_one.is_empty() && listeners.heard().n == 0);
    }
}
