//! iCalendar (RFC 5545) for whoever has to be somewhere at a time: instants in UTC, which every calendar shows in its
//! own time, so that no rule of daylight saving has to be written along.

use jiff::Timestamp;
use uuid::Uuid;

use crate::geodesy::LonLat;

/// One entry of a calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: Uuid,
    pub from: Timestamp,
    pub to: Timestamp,
    pub summary: String,
    pub location: String,
    pub description: String,
    pub at: Option<LonLat>,
    /// Not to be shown to whoever may only see that somebody is busy.
    pub is_confidential: bool,
}

/// A calendar as text with CRLF ends, each line at most 75 octets.
///
/// # References
/// B. Desruisseaux (2009), RFC 5545. C. Daboo (2016), RFC 7986 (`NAME`).
pub fn calendar(name: &str, made_at: Timestamp, events: &[Event]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Trygghetskartan//Plans//SV");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("NAME:{}", escaped(name)));
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", event.id));
        line(&format!("DTSTAMP:{}", utc(made_at)));
        line(&format!("DTSTART:{}", utc(event.from)));
        line(&format!("DTEND:{}", utc(event.to)));
        line(&format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.location.is_empty() {
            line(&format!("LOCATION:{}", escaped(&event.location)));
        }
        if let Some(at) = event.at {
            line(&format!("GEO:{:.6};{:.6}", at.lat(), at.lon()));
        }
        if !event.description.is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(&event.description)));
        }
        if event.is_confidential {
            line("CLASS:CONFIDENTIAL");
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Backslash, comma, semicolon and line ends; other control characters have no place in a text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines of at most 75 octets, never broken within a character; what goes on begins with a space.
fn fold(text: &str, out: &mut String) {
    const LONGEST: usize = 75;
    let mut n_octets = 0;
    for c in text.chars() {
        if n_octets + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            n_octets = 1;
        }
        out.push(c);
        n_octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            id: Uuid::nil(),
            from: "2026-12-04T20:30:00Z".parse().unwrap(),
            to: "2026-12-04T20:48:00Z".parse().unwrap(),
            summary: "Kontroll: Storgatan; Ågatan, norra \\ södra".to_owned(),
            location: "Hållplats".to_owned(),
            description: format!("Rad ett\r\nrad två {}", "å".repeat(120)),
            at: LonLat::new(13.99, 56.38),
            is_confidential: true,
        }
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_unfolding_gives_the_text_back() {
        let text = calendar("December", "2026-11-22T10:00:00Z".parse().unwrap(), &[event()]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75) && text.ends_with("END:VCALENDAR\r\n"));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("DESCRIPTION:Rad ett\\nrad två {}\r\n", "å".repeat(120))), "{unfolded}");
        assert!(unfolded.contains("SUMMARY:Kontroll: Storgatan\\; Ågatan\\, norra \\\\ södra\r\n"), "{unfolded}");
        assert!(unfolded.contains("DTSTART:20261204T203000Z\r\nDTEND:20261204T204800Z\r\n"), "{unfolded}");
        assert!(unfolded.contains("GEO:56.380000;13.990000\r\n"), "{unfolded}");
    }

    #[test]
    fn a_name_cannot_smuggle_in_a_line_of_its_own() {
        let sly = Event { summary: "x\r\nEND:VEVENT\u{7}".to_owned(), ..event() };
        let text = calendar("y\nBEGIN:VEVENT", "2026-11-22T10:00:00Z".parse().unwrap(), &[sly]);
        assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), 1);
        assert_eq!(text.matches("\r\nEND:VEVENT").count(), 1);
    }
}
