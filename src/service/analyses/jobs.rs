//! Long calculations: one at a time on threads of their own, asked for again until they are ready, stopped when nobody
//! waits.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::super::written::Written;
use crate::analysis::Watch;
use crate::promise::Objection;

/// What a calculation is of. The revision of the data is not part of it: on a town that is told of every second,
/// whoever asks again waits for the answer to the question, not for a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub municipality: String,
    pub method: &'static str,
    pub question: String,
}

/// A calculation that is ready, or how far it has come.
pub enum Analysed {
    Ready(Arc<Written>),
    Working {
        id: Uuid,
        progress: f64,
    },
    /// It cannot be done as it was asked, and what to change.
    Objected(Vec<Objection>),
    /// The method broke down; the log says where.
    Failed,
    /// So many are being worked out that no other is begun.
    Busy,
}

/// What came of a calculation; `None` when it was stopped.
pub(in crate::service) type Outcome = Option<Result<Written, Vec<Objection>>>;

/// So long a request waits itself before it says how far the calculation is.
const WAIT: Duration = Duration::from_millis(800);
/// So long an answer of older data is good enough; then the same question is worked out anew.
const GOOD_FOR: Duration = Duration::from_secs(60);
/// Who has not asked for so long does not wait any more.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(30);
/// What broke down is not tried again at once.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(30);
const MOST_KEPT: usize = 32;

pub struct Jobs {
    kept: Mutex<Vec<Arc<Job>>>,
    /// One calculation has all cores; others wait for their turn.
    turn: Arc<Semaphore>,
    threads: Arc<rayon::ThreadPool>,
}

struct Job {
    id: Uuid,
    asked: Asked,
    revision: String,
    watch: Watch,
    state: Mutex<State>,
    ready: Notify,
}

struct State {
    result: Option<Result<Arc<Written>, Vec<Objection>>>,
    failed: bool,
    ended: Option<Instant>,
    last_asked: Instant,
}

impl Job {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }

    fn asked_for(&self) -> Option<Result<Arc<Written>, Vec<Objection>>> {
        let mut state = self.state();
        state.last_asked = Instant::now();
        state.result.clone()
    }

    /// Whether it answers what is asked now: of these data, of data a moment ago, or soon.
    fn serves(&self, revision: &str) -> bool {
        let state = self.state();
        match state.ended {
            None => !self.watch.is_stopped(),
            Some(ended) if state.failed => ended.elapsed() < TRIED_AGAIN_AFTER,
            Some(ended) => state.result.is_some() && (self.revision == revision || ended.elapsed() < GOOD_FOR),
        }
    }

    fn has_ended(&self) -> bool {
        self.state().ended.is_some()
    }

    fn is_forgotten(&self) -> bool {
        let state = self.state();
        state.ended.is_none() && state.last_asked.elapsed() > FORGOTTEN_AFTER
    }
}

impl Jobs {
    pub fn new() -> Self {
        let named = rayon::ThreadPoolBuilder::new().thread_name(|number| format!("analysis-{number}"));
        Self {
            kept: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            threads: Arc::new(named.build().expect("threads can be started")),
        }
    }

    /// The answer, or how far it has come; `work` is begun when nobody has asked the same before. It gives `None` when
    /// it was stopped.
    pub async fn ask(
        &self,
        asked: Asked,
        revision: &str,
        work: impl FnOnce(&Watch) -> Option<Written> + Send + 'static,
    ) -> Analysed {
        self.ask_for_plan(asked, revision, |watch| work(watch).map(Ok)).await
    }

    /// The same for what may turn out to be impossible while it is worked out.
    pub async fn ask_for_plan(
        &self,
        asked: Asked,
        revision: &str,
        work: impl FnOnce(&Watch) -> Outcome + Send + 'static,
    ) -> Analysed {
        let Some(job) = self.job(asked, revision, work) else { return Analysed::Busy };
        if job.asked_for().is_none() {
            let ready = job.ready.notified();
            tokio::pin!(ready);
            ready.as_mut().enable();
            // It may have become ready between the look and the listening.
            if job.state().ended.is_none() {
                let _ = tokio::time::timeout(WAIT, ready).await;
            }
        }
        match job.asked_for() {
            Some(Ok(written)) => Analysed::Ready(written),
            Some(Err(objections)) => Analysed::Objected(objections),
            None if job.state().failed => Analysed::Failed,
            None => Analysed::Working { id: job.id, progress: job.watch.progress() },
        }
    }

    /// Nothing worked out until now is handed out again.
    pub fn forget_all(&self) {
        let mut kept = self.kept.lock().expect("no holder panics");
        kept.drain(..).for_each(|job| job.watch.stop());
    }

    /// Stops a calculation. `false`: there is none of this name.
    pub fn stop(&self, id: Uuid) -> bool {
        let mut kept = self.kept.lock().expect("no holder panics");
        let found = kept.iter().position(|job| job.id == id);
        let job = found.map(|at| kept.remove(at));
        job.inspect(|job| job.watch.stop()).is_some()
    }

    fn job(
        &self,
        asked: Asked,
        revision: &str,
        work: impl FnOnce(&Watch) -> Outcome + Send + 'static,
    ) -> Option<Arc<Job>> {
        let mut kept = self.kept.lock().expect("no holder panics");
        kept.retain(|job| {
            let forgotten = job.is_forgotten();
            if forgotten {
                job.watch.stop();
            }
            !forgotten
        });
        if let Some(known) = kept.iter().find(|job| job.asked == asked && job.serves(revision)) {
            return Some(known.clone());
        }
        kept.retain(|job| job.asked != asked);
        if kept.len() >= MOST_KEPT {
            // What somebody waits for is never given up for what somebody else asks.
            let ended = kept.iter().position(|job| job.has_ended())?;
            kept.remove(ended);
        }
        let job = Arc::new(Job {
            id: Uuid::new_v4(),
            asked,
            revision: revision.to_owned(),
            watch: Watch::default(),
            state: Mutex::new(State { result: None, failed: false, ended: None, last_asked: Instant::now() }),
            ready: Notify::new(),
        });
        kept.push(job.clone());
        drop(kept);
        self.begin(job.clone(), work);
        Some(job)
    }

    fn begin(&self, job: Arc<Job>, work: impl FnOnce(&Watch) -> Outcome + Send + 'static) {
        let (turn, threads) = (self.turn.clone(), self.threads.clone());
        tokio::spawn(async move {
            let _turn = turn.acquire_owned().await.expect("the semaphore is never closed");
            let working = job.clone();
            let work =
                move || (!working.watch.is_stopped()).then(|| threads.install(|| work(&working.watch))).flatten();
            let result = tokio::task::spawn_blocking(work).await;
            if let Err(error) = &result {
                tracing::error!(method = job.asked.method, panicked = error.is_panic(), "a calculation failed");
            }
            let mut state = job.state();
            state.failed = result.is_err();
            state.result = result.ok().flatten().map(|outcome| outcome.map(Arc::new));
            state.ended = Some(Instant::now());
            drop(state);
            job.ready.notify_waiters();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(question: &str) -> Asked {
        Asked { municipality: "1273".to_owned(), method: "test", question: question.to_owned() }
    }

    fn answer(byte: u8) -> impl FnOnce(&Watch) -> Option<Written> + Send + 'static {
        move |_| Some(Written::new("1".to_owned(), false, vec![byte]))
    }

    fn bytes(analysed: Analysed) -> Vec<u8> {
        match analysed {
            Analysed::Ready(written) => written.plain().to_vec(),
            _ => Vec::new(),
        }
    }

    #[tokio::test]
    async fn the_same_question_is_worked_out_once_and_another_one_for_itself() {
        let jobs = Jobs::new();
        assert_eq!(bytes(jobs.ask(asked("a"), "1", answer(1)).await), [1]);
        // Other data a moment later: the answer is still good.
        assert_eq!(bytes(jobs.ask(asked("a"), "2", answer(2)).await), [1]);
        assert_eq!(bytes(jobs.ask(asked("b"), "1", answer(3)).await), [3]);
    }

    #[tokio::test]
    async fn a_long_calculation_says_how_far_it_is_and_ends_when_it_is_stopped() {
        let jobs = Jobs::new();
        let (ended, has_ended) = std::sync::mpsc::channel();
        let long = move |watch: &Watch| {
            watch.expect(4);
            watch.step(1);
            while !watch.is_stopped() {
                std::thread::sleep(Duration::from_millis(5));
            }
            ended.send(()).expect("somebody listens");
            None
        };
        let Analysed::Working { id, progress } = jobs.ask(asked("a"), "1", long).await else { panic!("not ready") };
        assert_eq!(progress, 0.25);
        assert!(jobs.stop(id) && !jobs.stop(id));
        tokio::task::spawn_blocking(move || has_ended.recv()).await.expect("no panic").expect("it ended");
        // Asked again it is begun again, and those after it have their turn.
        assert_eq!(bytes(jobs.ask(asked("a"), "1", answer(5)).await), [5]);
    }

    #[tokio::test]
    async fn a_calculation_that_fails_says_so_and_is_not_tried_again_at_once() {
        let jobs = Jobs::new();
        let failing = |_: &Watch| -> Option<Written> { panic!("a fault in a method") };
        assert!(matches!(jobs.ask(asked("a"), "1", failing).await, Analysed::Failed));
        assert!(matches!(jobs.ask(asked("a"), "1", answer(5)).await, Analysed::Failed));
        assert_eq!(bytes(jobs.ask(asked("b"), "1", answer(5)).await), [5]);
        // After everything was read anew it may be another matter.
        jobs.forget_all();
        assert_eq!(bytes(jobs.ask(asked("a"), "1", answer(5)).await), [5]);
    }

    #[tokio::test]
    async fn nobody_s_calculation_is_given_up_for_another_s_question() {
        let jobs = Jobs::new();
        let (go, may_go) = std::sync::mpsc::channel::<()>();
        let first = move |_: &Watch| {
            may_go.recv().expect("a sign");
            Some(Written::new("1".to_owned(), false, vec![7]))
        };
        assert!(matches!(jobs.ask(asked("first"), "1", first).await, Analysed::Working { .. }));
        for other in 0..MOST_KEPT - 1 {
            jobs.job(asked(&other.to_string()), "1", |_| answer(1)(&Watch::default()).map(Ok)).expect("there is room");
        }
        assert!(matches!(jobs.ask(asked("one more"), "1", answer(1)).await, Analysed::Busy));
        go.send(()).expect("somebody waits");
        assert_eq!(bytes(jobs.ask(asked("first"), "1", answer(1)).await), [7]);
    }
}
