//! Accounts from the machine itself, beside a running server.

use super::municipalities::OSBY;
use crate::support::{App, Colleague, Database, Engine, PASSWORD, Program};

#[tokio::test]
async fn whoever_works_at_the_machine_closes_an_account_opens_it_and_signs_its_holder_out() {
    for engine in Engine::BOTH {
        let app = App::osby(engine).await;
        let role = trygghetskarta::staff::Role::Planner;
        let planner = app.hire("planner", &[(role, Some("1273"))]).await;
        let run = |arguments: &[&str]| Program::run(app.database_url(), &[&["account"], arguments].concat());
        let session = async |colleague: &Colleague| app.get_as(colleague, "/api/v1/session").await.status.as_u16();
        assert_eq!(session(&planner).await, 200);

        assert_eq!(run(&["end-sessions", "Planner"]).1, "planner is signed out everywhere\n");
        assert_eq!(session(&planner).await, 401);
        app.clock.turn_by(jiff::SignedDuration::from_mins(1));
        let planner = app.signed_in(planner).await;

        assert_eq!(run(&["close", "planner"]).1, "planner is closed\n");
        assert!(run(&["list"]).1.starts_with("planner\tclosed\tplanner@1273\t"));
        assert_eq!(session(&planner).await, 401);
        app.clock.turn_by(jiff::SignedDuration::from_mins(1));
        app.sign_in(&planner, PASSWORD, &planner.totp.code(app.clock.now())).await.problem(401);
        let (status, printed, errors) = run(&["invite", "planner"]);
        assert_eq!((status.code(), printed.as_str()), (Some(1), ""));
        assert!(errors.contains("The account is closed. Open it first."), "{errors}");

        assert_eq!(run(&["open", "planner"]).1, "planner is open\n");
        app.clock.turn_by(jiff::SignedDuration::from_mins(1));
        let planner = app.signed_in(planner).await;
        assert_eq!(session(&planner).await, 200);
        for verb in ["close", "open", "end-sessions"] {
            let (status, _, errors) = run(&[verb, "nobody"]);
            assert_eq!(status.code(), Some(1));
            assert!(errors.contains("there is no account nobody"), "{errors}");
        }
        let lines = "SELECT parameters FROM audit WHERE who = 'operator' AND what = 'account' ORDER BY seq";
        let lines = app.texts(lines).await.into_iter().flatten().collect::<Vec<_>>().join("\n");
        for said in [r#""do":"end_sessions""#, r#""disabled":true"#, r#""disabled":false"#] {
            assert_eq!(lines.matches(said).count(), 1, "{said} in {lines}");
        }
        assert!(app.service.verify_audit().await.unwrap().is_ok(), "the chain is whole");
    }
}

#[tokio::test]
async fn groups_that_give_roles_in_a_municipality_that_is_not_there_keep_the_program_from_starting() {
    let database = Database::new(Engine::Sqlite).await;
    assert!(Program::run(&database.url, &OSBY).0.success());
    let serve = |roles: &str| {
        let flags = [
            "--listen=127.0.0.1:0",
            "--public-url=https://trygghet.kommunen.example",
            "--oidc-issuer=https://login.kommunen.example",
            "--oidc-client-id=kartan",
            &format!("--oidc-roles={roles}"),
        ];
        Program::run(&database.url, &[&["serve"], &flags[..]].concat())
    };
    let (status, printed, errors) = serve("tk-plan=1273:planner, tk-it=1237:admin");
    assert_eq!((status.code(), printed.as_str()), (Some(1), ""));
    let said = "--oidc-roles (TK_OIDC_ROLES): there is no municipality 1237 here; those here are 1273 (Osby)";
    assert!(errors.contains(said), "{errors}");
    let roles = "--oidc-roles=tk-plan=1273:planner, tk-it=*:admin";
    let flags = ["--public-url=https://trygghet.kommunen.example", "--oidc-issuer=https://login.kommunen.example"];
    let flags = [&flags[..], &["--oidc-client-id=kartan", roles]].concat();
    let mut program = Program::serve_with(&database.url, &flags);
    assert_eq!(program.get("/health/ready", "").unwrap().status, 200);
    program.kill();
}
