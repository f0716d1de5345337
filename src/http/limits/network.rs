//! From which network a request comes, seen past the proxies that may be believed.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    bits: u128,
    length: u32,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadRange {
    #[error("{0:?} is no address and no range of addresses such as 10.0.0.0/8 or ::1")]
    Unread(String),
    #[error("{0:?} is everybody, and whoever is believed may name any network as theirs: name the proxies alone")]
    Everybody(String),
}

impl FromStr for Range {
    type Err = BadRange;

    fn from_str(text: &str) -> Result<Self, BadRange> {
        let bad = || BadRange::Unread(text.to_owned());
        let (address, length) = text.trim().split_once('/').map_or((text.trim(), None), |(a, l)| (a, Some(l)));
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), |length| length.parse().map_err(|_| bad()))?;
        if length > most {
            return Err(bad());
        }
        if length == 0 {
            return Err(BadRange::Everybody(text.to_owned()));
        }
        // An IPv4 range lies in the mapped part of IPv6, as its addresses do.
        Ok(Self { bits: in_six(address), length: length + 128 - most })
    }
}

impl Range {
    pub(super) fn all_of(texts: &[String]) -> Result<Vec<Self>, BadRange> {
        texts.iter().filter(|text| !text.trim().is_empty()).map(|text| text.parse()).collect()
    }

    pub(super) fn holds(&self, address: IpAddr) -> bool {
        let differing = (in_six(address) ^ self.bits).leading_zeros();
        differing >= self.length
    }
}

fn in_six(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(four) => four.to_ipv6_mapped().to_bits(),
        IpAddr::V6(six) => six.to_bits(),
    }
}

/// Who asks, as far as limits must tell askers apart: a keyed hash of the network, with a key that is thrown away.
/// Nobody can say afterwards which network it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(u128);

impl Network {
    /// The mark as text, for what is counted elsewhere.
    pub fn mark(self) -> String {
        format!("{:032x}", self.0)
    }

    /// A request that came over no socket.
    pub const UNKNOWN: Self = Self(0);

    pub fn of(address: IpAddr, salt: &[u8; 32]) -> Self {
        Self::marked(&network(address).to_be_bytes(), salt)
    }

    /// The same of the /56 and then the /48 around an IPv6 address: what one line, and one site, may have. IPv4 has
    /// none.
    pub fn around(address: IpAddr, salt: &[u8; 32]) -> Vec<Self> {
        let IpAddr::V6(six) = address.to_canonical() else { return Vec::new() };
        let wider = |length: u8| {
            let begin = six.to_bits() >> (128 - length) << (128 - length);
            Self::marked(&[&begin.to_be_bytes()[..], &[length]].concat(), salt)
        };
        [56, 48].map(wider).to_vec()
    }

    fn marked(bytes: &[u8], salt: &[u8; 32]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("a key of any length is a key");
        mac.update(bytes);
        let hash: [u8; 32] = mac.finalize().into_bytes().into();
        Self(hash[..16].iter().fold(0, |number, byte| number << 8 | u128::from(*byte)))
    }
}

/// One IPv4 address, or the /64 of an IPv6 address: what one household or one phone has.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_ipv6_mapped().to_bits(),
        IpAddr::V6(six) => six.to_bits() >> 64 << 64,
    }
}

/// The address that asks: the right-most hop of `X-Forwarded-For` that is no trusted proxy, when the peer is one; else
/// the peer. What stands further to the left was written by whoever asks, and is not looked at.
pub fn asker(peer: IpAddr, headers: &HeaderMap, trusted: &[Range]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.holds(address));
    let mut nearest = peer;
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    while is_trusted(nearest) {
        // A hop that is no address was not written by a proxy that can be believed: who passed it on is counted.
        let Some(hop) = hops.next().and_then(hop_address) else { break };
        nearest = hop;
    }
    nearest
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = hop.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let without_port =
        || hop.rsplit_once(':').filter(|(address, _)| !address.contains(':')).map(|(address, _)| address);
    bare.or_else(without_port).unwrap_or(hop).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_range_holds_its_own_addresses_in_both_spellings_and_no_others() {
        for (of, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "127.0.0.1"),
            (" 172.16.0.0/12 ", "172.31.255.255", "172.32.0.0"),
        ] {
            assert!(range(of).holds(ip(inside)), "{of} {inside}");
            assert!(!range(of).holds(ip(outside)), "{of} {outside}");
        }
        for bad in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "proxy", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            assert_eq!(bad.parse::<Range>(), Err(BadRange::Unread(bad.to_owned())));
        }
        for everybody in ["0.0.0.0/0", "::/0"] {
            assert_eq!(everybody.parse::<Range>(), Err(BadRange::Everybody(everybody.to_owned())));
        }
    }

    fn asked(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        let trusted: Vec<Range> = trusted.iter().map(|text| range(text)).collect();
        asker(ip(peer), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_peer_is_asked_whom_it_speaks_for() {
        assert_eq!(asked("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1");
        assert_eq!(asked("192.0.2.1", &["203.0.113.9"], &["10.0.0.0/8"]), "192.0.2.1");
        assert_eq!(asked("10.0.0.1", &["203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(asked("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn what_the_asker_wrote_itself_is_not_believed() {
        let trusted = &["10.0.0.0/8", "127.0.0.1"];
        // The asker sent "1.2.3.4"; the two proxies added what they saw.
        assert_eq!(asked("127.0.0.1", &["1.2.3.4, 203.0.113.9, 10.0.0.2"], trusted), "203.0.113.9");
        assert_eq!(asked("127.0.0.1", &["1.2.3.4", "203.0.113.9", "10.0.0.2"], trusted), "203.0.113.9");
        assert_eq!(asked("127.0.0.1", &["10.1.1.1, 203.0.113.9"], trusted), "203.0.113.9");
        // Nobody but proxies: the farthest of them.
        assert_eq!(asked("127.0.0.1", &["10.0.0.9, 10.0.0.2"], trusted), "10.0.0.9");
        assert_eq!(asked("127.0.0.1", &["203.0.113.9, unknown, 10.0.0.2"], trusted), "10.0.0.2");
        assert_eq!(asked("127.0.0.1", &["203.0.113.9,"], trusted), "127.0.0.1");
    }

    #[test]
    fn ports_and_brackets_are_read_past() {
        for (hop, address) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("\"203.0.113.9\"", "203.0.113.9"),
        ] {
            assert_eq!(asked("::1", &[hop], &["::1"]), address);
        }
    }

    #[test]
    fn a_household_is_one_network_and_its_mark_changes_with_the_salt() {
        let mark = |address: &str| Network::of(ip(address), &[1; 32]);
        assert_eq!(mark("2001:db8:1:2::1"), mark("2001:db8:1:2:ffff::9"));
        assert_ne!(mark("2001:db8:1:2::1"), mark("2001:db8:1:3::1"));
        assert_ne!(mark("192.0.2.1"), mark("192.0.2.2"));
        assert_eq!(mark("192.0.2.1"), mark("::ffff:192.0.2.1"));
        assert_ne!(mark("192.0.2.1"), Network::of(ip("192.0.2.1"), &[2; 32]));
    }

    #[test]
    fn around_a_household_lies_its_line_and_around_that_its_site() {
        let around = |address: &str| Network::around(ip(address), &[1; 32]);
        let own = around("2001:db8:1:2::1");
        assert_eq!(own.len(), 2);
        assert_ne!(own[0], own[1]);
        assert!(!own.contains(&Network::of(ip("2001:db8:1::"), &[1; 32])), "the first /64 of a line is not the line");
        assert_eq!(around("2001:db8:1:ff::9"), own, "one line");
        let beside = around("2001:db8:1:100::1");
        assert_eq!((beside[0] == own[0], beside[1] == own[1]), (false, true), "another line of the same site");
        let elsewhere = around("2001:db8:2:2::1");
        assert!(elsewhere[0] != own[0] && elsewhere[1] != own[1]);
        assert!(around("192.0.2.1").is_empty() && around("::ffff:192.0.2.1").is_empty());
    }
}
