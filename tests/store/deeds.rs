//! What was done comes back as it was recorded.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use trygghetskarta::geodesy::LonLat;
use trygghetskarta::promise::{Deed, DeedKind, Source, SourceKind};
use uuid::Uuid;

use crate::support::each_database;

const OSBY: &str = "1273";

pub fn deed(kind: DeedKind, started_at: Timestamp) -> Deed {
    Deed {
        id: Uuid::new_v4(),
        kind,
        started_at,
        minutes: None,
        locality: None,
        place_name: None,
        at: None,
        counts: BTreeMap::new(),
        source: None,
    }
}

#[tokio::test]
async fn every_kind_of_deed_comes_back_within_its_time_and_can_be_taken_back() {
    each_database(|app| async move {
        let start: Timestamp = "2026-11-01T20:00:00Z".parse().unwrap();
        let mut deeds: Vec<Deed> = DeedKind::ALL
            .into_iter()
            .enumerate()
            .map(|(day, kind)| deed(kind, start + SignedDuration::from_hours(24 * day as i64)))
            .collect();
        deeds[0] = Deed {
            minutes: Some(20),
            locality: Some("Lönsboda".to_owned()),
            place_name: Some("Hållplatsen vid skolan".to_owned()),
            at: LonLat::new(14.3147, 56.3978),
            counts: BTreeMap::from([("vehicles_stopped".to_owned(), 14)]),
            source: Some(Source { kind: SourceKind::Plan, id: "p1".to_owned() }),
            ..deeds[0].clone()
        };
        for deed in deeds.iter().rev() {
            app.store().record_deed(OSBY, deed, start).await.unwrap();
        }
        let end = start + SignedDuration::from_hours(24 * 7);
        assert_eq!(app.store().deeds(OSBY, start..end).await.unwrap(), deeds[..7]);
        assert_eq!(app.store().deeds(OSBY, end..end + SignedDuration::from_hours(1)).await.unwrap(), deeds[7..]);
        // Recorded again it is changed, not doubled.
        deeds[1].minutes = Some(75);
        app.store().record_deed(OSBY, &deeds[1], start).await.unwrap();
        assert_eq!(app.store().deeds(OSBY, start..end).await.unwrap(), deeds[..7]);
        assert!(app.store().remove_deed(OSBY, deeds[1].id).await.unwrap());
        assert!(!app.store().remove_deed(OSBY, deeds[1].id).await.unwrap());
        assert_eq!(app.store().deeds(OSBY, start..end).await.unwrap().len(), 6);
    })
    .await;
}
