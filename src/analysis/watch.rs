//! How far a long calculation has come, and whether anybody still waits for it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by who calculates and who waits. It changes nothing in the result: a calculation that is stopped has none.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    of: AtomicU64,
    stopped: AtomicBool,
}

impl Watch {
    /// So many steps more will be taken.
    pub fn expect(&self, steps: u64) {
        self.of.fetch_add(steps, Ordering::Relaxed);
    }

    /// So many steps were taken. `false`: stop, nobody waits.
    pub fn step(&self, steps: u64) -> bool {
        self.done.fetch_add(steps, Ordering::Relaxed);
        !self.is_stopped()
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// From 0 to 1, of the steps expected until now.
    pub fn progress(&self) -> f64 {
        let of = self.of.load(Ordering::Relaxed);
        if of == 0 { 0.0 } else { (self.done.load(Ordering::Relaxed) as f64 / of as f64).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_grows_with_the_steps_and_never_beyond_the_whole() {
        let watch = Watch::default();
        assert_eq!(watch.progress(), 0.0);
        watch.expect(4);
        assert!(watch.step(1));
        assert_eq!(watch.progress(), 0.25);
        watch.stop();
        assert!(!watch.step(9));
        assert_eq!(watch.progress(), 1.0);
    }
}
