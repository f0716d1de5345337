//! People who tell one report after another whatever happens, and remember what they were answered.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Program, report, with};

/// How long one key is tried before that is a fault.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two tries, so that a refusal is not an attack.
const BREATH: Duration = Duration::from_millis(20);

#[derive(Default)]
struct Heard {
    /// Key → id, for everything that was answered with 201.
    acknowledged: BTreeMap<String, String>,
    /// How often each other answer came.
    refused: BTreeMap<u16, u64>,
    longest_wait: Duration,
}

pub struct Writers {
    address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// The body of the report with this key.
pub fn told(key: &str) -> String {
    let at = json!({"kind": "instant", "at": "2025-01-01T10:00"});
    with(with(report(), "/text", json!(format!("Rapport {key}"))), "/when", at).to_string()
}

pub fn id_of(body: &str) -> String {
    let receipt: Value = serde_json::from_str(body).expect("a receipt");
    receipt["id"].as_str().expect("an id").to_owned()
}

impl Writers {
    /// So many, each with keys of its own. Whatever is not 201 must be a clear "not now", and the same key is sent
    /// again.
    pub fn telling(program: &Program, n: usize, name: &str) -> Self {
        let heard = Arc::<Mutex<Heard>>::default();
        let stop = Arc::<AtomicBool>::default();
        let telling = |writer: usize| {
            let (address, heard, stop, name) = (program.address, heard.clone(), stop.clone(), name.to_owned());
            thread::spawn(move || {
                for i in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    until_taken(address, &format!("{name}-{writer}-{i}"), &heard);
                }
            })
        };
        let threads = (0..n).map(telling).collect();
        Self { address: program.address, heard, stop, threads }
    }

    pub fn n_acknowledged(&self) -> usize {
        self.heard.lock().unwrap().acknowledged.len()
    }

    pub fn n_refused(&self) -> u64 {
        self.heard.lock().unwrap().refused.values().sum()
    }

    /// From a question to its answer, whatever it was.
    pub fn longest_wait(&self) -> Duration {
        self.heard.lock().unwrap().longest_wait
    }

    /// Waits until so many more were taken.
    pub fn tell_more(&self, n: usize) {
        let enough = self.n_acknowledged() + n;
        until("more is acknowledged", || self.n_acknowledged() >= enough);
    }

    /// Waits until so many more were refused.
    pub fn are_refused(&self, n: u64) {
        let enough = self.n_refused() + n;
        until("somebody is refused", || self.n_refused() >= enough);
    }

    /// Lets everybody finish, and compares: every key has its id still, and there are as many reports as keys.
    pub async fn all_there(self, database_url: &str, what: &str) -> BTreeMap<String, String> {
        self.stop.store(true, Ordering::SeqCst);
        self.threads.into_iter().for_each(|thread| thread.join().expect("a writer"));
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        let Heard { acknowledged, refused, longest_wait } = heard;
        super::said(&format!(
            "{what}: {} acknowledged, refused {refused:?}, longest wait for an answer {} ms",
            acknowledged.len(),
            longest_wait.as_millis()
        ));
        for (key, id) in &acknowledged {
            let again = Program::tell(self.address, key, &told(key)).expect("an answer");
            assert_eq!((again.status, &id_of(&again.body)), (201, id), "{key}");
        }
        let n_stored = super::count(database_url, "SELECT COUNT(*) FROM report").await;
        assert_eq!(n_stored as usize, acknowledged.len(), "every report is stored once");
        acknowledged
    }
}

fn until_taken(address: SocketAddr, key: &str, heard: &Mutex<Heard>) {
    let begun = Instant::now();
    loop {
        let asked = Instant::now();
        let spoken = Program::tell(address, key, &told(key)).expect("the program lives and answers");
        let mut heard = heard.lock().unwrap();
        heard.longest_wait = heard.longest_wait.max(asked.elapsed());
        if spoken.status == 201 {
            heard.acknowledged.insert(key.to_owned(), id_of(&spoken.body));
            return;
        }
        spoken.is_a_clear_not_now();
        *heard.refused.entry(spoken.status).or_default() += 1;
        drop(heard);
        assert!(begun.elapsed() < PATIENCE, "{key} was never taken: {}", spoken.body);
        thread::sleep(BREATH);
    }
}

/// Waits for it, and says what it waited for when it never comes.
pub fn until(what: &str, so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "waited for: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
