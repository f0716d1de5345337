//! Answers that go on for hours end when the program does.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

/// Whether the program is to stop.
#[derive(Clone)]
pub struct Stopping(Option<watch::Receiver<bool>>);

impl Stopping {
    pub fn when(told: watch::Receiver<bool>) -> Self {
        Self(Some(told))
    }

    /// For tests: it goes on until it is dropped.
    pub fn never() -> Self {
        Self(None)
    }

    /// Waits so long; false when the program is to stop first.
    pub(super) async fn sleeps(&mut self, for_: Duration) -> bool {
        match &mut self.0 {
            None => {
                sleep(for_).await;
                true
            }
            Some(told) => tokio::select! {
                () = sleep(for_) => true,
                _ = told.wait_for(|stop| *stop) => false,
            },
        }
    }
}
