//! How many connections one network may have open at the same time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::network::{BadRange, Network, Range};
use crate::config::LimitsConfig;

/// Counts the connections of each network that connects by itself; a cheap handle. A trusted proxy speaks for many and
/// is not counted.
#[derive(Clone)]
pub struct Crowd {
    /// `None`: nobody is counted.
    inner: Option<Arc<Inner>>,
}

struct Inner {
    most: usize,
    trusted: Vec<Range>,
    salt: [u8; 32],
    open: Mutex<HashMap<Network, usize>>,
}

/// One connection's place; given back when dropped.
pub struct Place(Option<(Arc<Inner>, Network)>);

impl Crowd {
    pub fn new(config: &LimitsConfig) -> Result<Self, BadRange> {
        if config.most_connections_per_network == 0 {
            return Ok(Self { inner: None });
        }
        let inner = Inner {
            most: config.most_connections_per_network,
            trusted: Range::all_of(&config.trusted_proxies)?,
            salt: rand::random(),
            open: Mutex::default(),
        };
        Ok(Self { inner: Some(Arc::new(inner)) })
    }

    /// A place for one more connection from there; `None` where there are as many as there may be.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        let Some(inner) = self.inner.as_ref().filter(|inner| !inner.is_proxy(peer)) else { return Some(Place(None)) };
        let network = Network::of(peer, &inner.salt);
        let mut open = inner.open();
        let n = open.entry(network).or_default();
        if *n >= inner.most {
            return None;
        }
        *n += 1;
        Some(Place(Some((inner.clone(), network))))
    }
}

impl Inner {
    fn is_proxy(&self, peer: IpAddr) -> bool {
        self.trusted.iter().any(|range| range.holds(peer))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Network, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((inner, network)) = &self.0 else { return };
        let mut open = inner.open();
        match open.get_mut(network) {
            Some(n) if *n > 1 => *n -= 1,
            // Who has no connection is not remembered.
            _ => drop(open.remove(network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(most: usize) -> (Crowd, Arc<Inner>) {
        let trusted = vec!["10.0.0.0/8".parse().expect("a range")];
        let inner = Arc::new(Inner { most, trusted, salt: [7; 32], open: Mutex::default() });
        (Crowd { inner: Some(inner.clone()) }, inner)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_network_fills_its_own_places_and_nobody_elses() {
        let (crowd, inner) = crowd(2);
        // Two addresses of one IPv6 /64 are one network.
        let first = crowd.enter(ip("2001:db8::1"));
        let second = crowd.enter(ip("2001:db8::2"));
        assert!(first.is_some() && second.is_some() && crowd.enter(ip("2001:db8::3")).is_none());
        let other = crowd.enter(ip("2001:db8:0:1::1"));
        assert!(other.is_some());
        drop(first);
        let third = crowd.enter(ip("2001:db8::3"));
        assert!(third.is_some() && crowd.enter(ip("2001:db8::1")).is_none());
        drop((second, third, other));
        assert!(inner.open().is_empty(), "who has left is forgotten");
    }

    #[test]
    fn a_trusted_proxy_and_a_limit_of_nothing_count_nobody() {
        let (crowd, inner) = crowd(1);
        let all: Vec<_> = (0..50).map(|_| crowd.enter(ip("10.1.2.3"))).collect();
        assert!(all.iter().all(Option::is_some) && inner.open().is_empty());
        let free = Crowd { inner: None };
        let all: Vec<_> = (0..50).map(|_| free.enter(ip("192.0.2.1"))).collect();
        assert!(all.iter().all(Option::is_some));
    }
}
