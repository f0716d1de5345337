//! What goes on when whoever asked for it has gone, and is waited for when the program is to stop.

use std::future::Future;
use std::panic::resume_unwind;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Service;

/// How many pieces of work go on.
#[derive(Default)]
pub(super) struct Unfinished(watch::Sender<usize>);

/// A piece of work that has begun; it has ended when this is dropped.
struct Begun(watch::Sender<usize>);

impl Unfinished {
    fn begin(&self) -> Begun {
        self.0.send_modify(|n| *n += 1);
        Begun(self.0.clone())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n -= 1);
    }
}

impl Service {
    /// Begins something that goes on to its end, whether or not somebody waits for it.
    pub(super) fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let begun = self.inner.unfinished.begin();
        tokio::spawn(async move {
            let _begun = begun;
            work.await
        })
    }

    /// Does something to its end, also when whoever asked for it has gone in the middle: what is erased stands in old
    /// pages until this has ended.
    pub(super) async fn to_its_end<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        match self.begin(work).await {
            Ok(done) => done,
            // Nobody aborts it: it panicked.
            Err(panicked) => resume_unwind(panicked.into_panic()),
        }
    }

    /// Waits until nothing goes on any more.
    pub async fn nothing_goes_on(&self) {
        let mut goes_on = self.inner.unfinished.0.subscribe();
        // The service holds the sender.
        let _ = goes_on.wait_for(|n| *n == 0).await;
    }
}
