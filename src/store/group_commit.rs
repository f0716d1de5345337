//! Concurrent reports share one transaction: the disk is asked once for many.

use std::collections::HashSet;

use tokio::sync::{mpsc, oneshot};

use super::checkpoint::Checkpoints;
use super::{Store, StoreError, Stored, Told};

/// Waiting reports; beyond this the server says that it is busy instead of growing.
const QUEUE: usize = 4_096;
const LARGEST_BATCH: usize = 512;
/// Fewer than this a commit, and nobody is waited for.
const A_CROWD: usize = 4;
/// So often a batch lets others run before it is written, at most. Some microseconds each; a commit takes hundreds.
const TURNS: usize = 8;

type Answer = oneshot::Sender<Result<Stored, StoreError>>;

/// Sends reports to the one task that commits them.
#[derive(Clone)]
pub struct GroupCommit {
    queue: mpsc::Sender<(Told, Answer)>,
}

impl GroupCommit {
    /// Starts the task. `committed` is called after every commit that stored something. The task ends when the last
    /// handle is dropped and the queue is empty.
    pub fn start(store: Store, committed: impl Fn() + Send + 'static) -> (Self, tokio::task::JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue }, tokio::spawn(commit_all(store, waiting, committed)))
    }

    /// Whether the task still takes reports.
    pub fn is_alive(&self) -> bool {
        !self.queue.is_closed()
    }

    /// Returns when the report is durable (or was already there), or `None` when the queue is full.
    pub async fn tell(&self, told: Told) -> Option<Result<Stored, StoreError>> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((told, answer)).ok()?;
        answered.await.ok()
    }
}

/// Commits whatever has gathered while the last commit ran: under load the batches grow by themselves.
async fn commit_all(store: Store, mut waiting: mpsc::Receiver<(Told, Answer)>, committed: impl Fn()) {
    let mut gathered = Vec::with_capacity(LARGEST_BATCH);
    let mut next: Vec<(Told, Answer)> = Vec::new();
    // Whether what waits in `next` has a key that is stored by now: then none of it can be new, however often a key
    // comes again, and one more round answers all of it. (A key a round would let a thousand repeats hold everybody
    // up.)
    let mut keys_are_stored = false;
    let mut checkpoints = Checkpoints::new();
    let mut last = 0;
    loop {
        let only_repeats = keys_are_stored && !next.is_empty();
        gathered.append(&mut next);
        if gathered.is_empty() {
            gather(&mut waiting, &mut gathered, last).await;
            last = gathered.len();
        }
        if gathered.is_empty() {
            return;
        }
        let (told, answers): (Vec<Told>, Vec<Answer>) = gathered.drain(..).unzip();
        let repeated = if only_repeats { HashSet::new() } else { super::telling::repeated_keys(&told) };
        let mut batch = Vec::with_capacity(told.len());
        let mut waiting_for_it = Vec::with_capacity(told.len());
        for (i, (told, answer)) in told.into_iter().zip(answers).enumerate() {
            if repeated.contains(&i) {
                next.push((told, answer));
            } else {
                batch.push(told);
                waiting_for_it.push(answer);
            }
        }
        let told = store.tell(&batch).await;
        keys_are_stored = told.is_ok();
        match told {
            Ok(outcomes) => {
                checkpoints.written(&store, batch.len());
                if outcomes.contains(&Stored::New) {
                    committed();
                }
                for (answer, outcome) in waiting_for_it.into_iter().zip(outcomes) {
                    // Whoever asked may have hung up; the report is stored all the same.
                    let _ = answer.send(Ok(outcome));
                }
            }
            Err(error) => {
                tracing::error!(error = %error, cause = ?std::error::Error::source(&error).map(ToString::to_string), n_reports = batch.len(), "a batch was not stored");
                let no_room = if let StoreError::NoRoom(cause) = &error { Some(cause.clone()) } else { None };
                let mut error = Some(error);
                for answer in waiting_for_it {
                    let same = || no_room.clone().map(StoreError::NoRoom);
                    let own = error.take().or_else(same);
                    let _ = answer.send(Err(own.unwrap_or(StoreError::Unavailable(sqlx::Error::WorkerCrashed))));
                }
            }
        }
    }
}

/// Takes what waits, or waits for the first; nothing when nobody can come any more. A lonely report never waits. A
/// crowd comes back all at once when its commit is answered: its first report would have a commit to itself, for which
/// all others wait. So after a crowd those who are on their way are let in first.
async fn gather(waiting: &mut mpsc::Receiver<(Told, Answer)>, gathered: &mut Vec<(Told, Answer)>, last: usize) {
    waiting.recv_many(gathered, LARGEST_BATCH).await;
    let crowd = if last >= A_CROWD && !gathered.is_empty() { last } else { 0 };
    let mut turns = TURNS;
    while turns > 0 && gathered.len() < crowd {
        turns -= 1;
        tokio::task::yield_now().await;
        while gathered.len() < LARGEST_BATCH
            && let Ok(one) = waiting.try_recv()
        {
            gathered.push(one);
        }
    }
}
