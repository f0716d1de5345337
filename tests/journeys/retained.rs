//! A run of a rule killed in the middle: every part is whole, and the next run takes the rest.

use std::process::{Command, Stdio};

use jiff::civil::date;
use serde_json::Value;
use trygghetskarta::privacy::retention::{Covers, Hold, Rule, Since, Takes, Terms};
use trygghetskarta::store::Store;
use uuid::Uuid;

use crate::support::{Database, Engine, NOW, Program};

fn told(database: &Database, arguments: &[&str]) -> String {
    let (status, output, errors) = Program::run(&database.url, arguments);
    assert!(status.success(), "{arguments:?}: {errors}");
    output
}

fn n_taken(protocols: &str) -> u64 {
    let taken = |line: &str| serde_json::from_str::<Value>(line).expect("a protocol")["n_taken"].as_u64();
    protocols.lines().map(|line| taken(line).expect("a number")).sum()
}

fn goes_on(engine: Engine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(Database::new(engine));
    told(&database, &["demo", "--no-serve"]);
    let terms = Terms {
        decision: "KS 2026/45 § 12".to_owned(),
        decided_on: date(2026, 3, 2),
        takes: Takes::Words,
        months: 1,
        since: Since::Told,
        category: None,
        begins_on: date(2026, 3, 2),
    };
    let made_at = NOW.parse().unwrap();
    let rule = Rule { id: Uuid::new_v4(), terms, made_by: "operator".into(), made_at, ended: None, version: 1 };
    runtime.block_on(async {
        let store = Store::open(&database.url).await.unwrap();
        store.add_rule("1273", &rule).await.unwrap();
    });
    let id = rule.id.to_string();
    assert!(told(&database, &["retention", "rules"]).contains("KS 2026/45"));
    let dry: Value = serde_json::from_str(&told(&database, &["retention", "dry-run", &id])).unwrap();
    let n = dry["n"].as_u64().unwrap();
    assert!(n > 200, "more than one part: {n}");
    let (status, _, errors) = Program::run(&database.url, &["retention", "run", &id]);
    assert!(!status.success() && errors.contains("--yes"), "{errors}");
    let (status, _, errors) = Program::run(&database.url, &["retention", "run", &id, "--yes", "--count", "1"]);
    assert!(!status.success() && errors.contains(&n.to_string()), "{errors}");

    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a name").to_owned();
    told(&database, &["backup", &path("before")]);
    let mut running = Command::new(env!("CARGO_BIN_EXE_trygghetskarta"))
        .args(["retention", "run", &id, "--yes"])
        .envs([("TK_DATABASE_URL", database.url.as_str()), ("TK_LOG", "warn")])
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    runtime.block_on(async {
        let store = Store::open(&database.url).await.unwrap();
        while store.protocols("1273", None, 9).await.unwrap().is_empty() && running.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    });
    // It may have been quicker than we: what follows holds either way.
    let _ = running.kill();
    running.wait().unwrap();

    let first = n_taken(&told(&database, &["retention", "protocol"]));
    let dry: Value = serde_json::from_str(&told(&database, &["retention", "dry-run", &id])).unwrap();
    assert_eq!(dry["n"].as_u64().unwrap(), n - first, "what is written down is what is gone");
    told(&database, &["retention", "run", &id, "--yes"]);
    assert_eq!(n_taken(&told(&database, &["retention", "protocol"])), n);
    assert_eq!(told(&database, &["retention", "run", &id, "--yes"]).trim(), "nothing to take (held: 0)");

    // A backup carries rules, protocols and holds, into the other engine too.
    let hold = Hold {
        id: Uuid::new_v4(),
        reference: "KS 2026/7".into(),
        covers: Covers::Reports(vec![3, 8]),
        opened_by: "operator".into(),
        opened_at: made_at,
        ended: None,
        version: 1,
    };
    let store = runtime.block_on(Store::open(&database.url)).unwrap();
    runtime.block_on(store.open_hold("1273", &hold, None)).unwrap();
    told(&database, &["backup", &path("after")]);
    let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
    let into = runtime.block_on(Database::new(other));
    told(&into, &["restore", &path("after")]);
    for what in ["rules", "protocol"] {
        assert_eq!(told(&into, &["retention", what]), told(&database, &["retention", what]), "{what}");
    }
    let restored = runtime.block_on(Store::open(&into.url)).unwrap();
    assert_eq!(runtime.block_on(restored.holds("1273")).unwrap(), std::slice::from_ref(&hold));

    // An older one brings back what was erased since, and the dry run finds it.
    let into = runtime.block_on(Database::new(engine));
    told(&into, &["restore", &path("before")]);
    assert_eq!(told(&into, &["retention", "protocol"]), "");
    let dry: Value = serde_json::from_str(&told(&into, &["retention", "dry-run", &id])).unwrap();
    assert_eq!(dry["n"].as_u64().unwrap(), n);
    // A hold over everything leaves it, and the run says how much.
    let all = Hold { id: Uuid::new_v4(), covers: Covers::Everything, ..hold };
    runtime.block_on(async { Store::open(&into.url).await.unwrap().open_hold("1273", &all, None).await.unwrap() });
    let left = told(&into, &["retention", "run", &id, "--yes"]);
    assert_eq!(left.trim(), format!("nothing to take (held: {n})"));
}

#[test]
fn a_run_that_was_killed_is_gone_on_with_on_sqlite() {
    goes_on(Engine::Sqlite);
}

#[test]
fn a_run_that_was_killed_is_gone_on_with_on_postgres() {
    goes_on(Engine::Postgres);
}
