//! Sites of staff come back as they were kept.

use trygghetskarta::geodesy::LonLat;
use trygghetskarta::promise::{CheckSite, SiteState};

use crate::support::{NOW, each_database};

const OSBY: &str = "1273";

#[tokio::test]
async fn a_site_is_kept_replaced_and_forgotten() {
    each_database(|app| async move {
        let now = NOW.parse().unwrap();
        let site = |id: &str, state| CheckSite {
            id: id.to_owned(),
            name: Some("Rastfickan".to_owned()),
            at: LonLat::new(13.9931, 56.3806).unwrap(),
            state,
        };
        let (added, forbidden) = (site("own:1", SiteState::Added), site("bus_stop:2", SiteState::Forbidden));
        for one in [&added, &forbidden] {
            app.store().keep_check_site(OSBY, one, now).await.unwrap();
        }
        assert_eq!(app.store().check_sites(OSBY).await.unwrap(), [forbidden.clone(), added.clone()]);
        let changed = CheckSite { name: None, ..added };
        app.store().keep_check_site(OSBY, &changed, now).await.unwrap();
        assert_eq!(app.store().check_sites(OSBY).await.unwrap(), [forbidden, changed]);
        assert!(app.store().remove_check_site(OSBY, "own:1").await.unwrap());
        assert!(!app.store().remove_check_site(OSBY, "own:1").await.unwrap());
    })
    .await;
}
