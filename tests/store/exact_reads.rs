//! Who read exact data is written down, with the question and never the answer.

use crate::support::{each_database, report};

#[tokio::test]
async fn every_exact_answer_leaves_a_line_and_a_public_one_leaves_none() {
    each_database(|app| async move {
        app.told(&report()).await;
        app.seen().await;
        app.get("/api/v1/heat").await.expect(200);
        app.get_staff("/api/v1/heat?layer=public").await.expect(200);
        for path in [
            "/api/v1/heat?category=speeding",
            "/api/v1/profile?hours=21-24",
            "/api/v1/observations?limit=5",
            "/tiles/heat/12/2207/1270.mvt",
        ] {
            assert_eq!(app.get_staff(path).await.status, 200, "{path}");
        }
        // The lines are there when the answers are: a process that ends at once takes none along.
        assert_eq!(app.number("SELECT COUNT(*) FROM exact_read").await, 4);
        let what = app.texts("SELECT what FROM exact_read ORDER BY id").await;
        assert_eq!(what.into_iter().flatten().collect::<Vec<_>>(), ["heat", "profile", "observations", "heat"]);
        let parameters = app.texts("SELECT parameters FROM exact_read ORDER BY id").await;
        let [first, second, ..] = &parameters[..] else { panic!("lines") };
        assert!(first.as_ref().unwrap().contains("speeding") && second.as_ref().unwrap().contains("[21,24]"));
        assert_eq!(app.texts("SELECT DISTINCT reader FROM exact_read").await, [Some("staff".to_owned())]);
        assert!(parameters.iter().flatten().all(|text| !text.contains("n_reports") && !text.contains("13.997")));
    })
    .await;
}
