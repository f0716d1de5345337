//! Somebody else's map under the town: a raster service asked by us, and a PMTiles file.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use trygghetskarta::service::Background;

use crate::support::App;

/// A raster service on this machine: answers by the column asked for, and remembers what it was sent.
struct Raster {
    template: String,
    n_asked: Arc<AtomicUsize>,
    heard: Arc<Mutex<String>>,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";

async fn raster() -> Raster {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let template = format!("http://{}/key-7f3a/{{z}}/{{x}}/{{y}}.png", listener.local_addr().unwrap());
    let n_asked = Arc::new(AtomicUsize::new(0));
    let heard = Arc::new(Mutex::new(String::new()));
    let (count, ear) = (n_asked.clone(), heard.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (count, ear) = (count.clone(), ear.clone());
            tokio::spawn(async move {
                let mut request = vec![0; 4096];
                let n = stream.read(&mut request).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..n]).into_owned();
                count.fetch_add(1, Ordering::SeqCst);
                let column = request.split('/').nth(3).unwrap_or_default().to_owned();
                ear.lock().unwrap().push_str(&request);
                let (status, kind, body) = match column.as_str() {
                    "1" => ("404 Not Found", "text/plain", b"nothing".to_vec()),
                    "2" => ("500 Oh", "text/plain", b"key-7f3a is not paid".to_vec()),
                    "3" => ("200 OK", "text/html", b"<script>".to_vec()),
                    "4" => ("200 OK", "image/png", vec![0; 2 << 20]),
                    _ => ("200 OK", "image/png", PNG.to_vec()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(&body).await;
            });
        }
    });
    Raster { template, n_asked, heard }
}

#[tokio::test]
async fn a_raster_service_is_asked_by_us_and_never_hears_of_the_visitor() {
    let raster = raster().await;
    let app = App::over(&format!("raster:{}", raster.template)).await;
    let described = app.get("/tiles/town.json").await.expect(200);
    assert_eq!(described["basemap"]["tiles"], json!(["/tiles/raster/{z}/{x}/{y}"]));
    assert!(!described.to_string().contains("key-7f3a"));

    let headers = ["cookie: who=me", "user-agent: my own browser", "referer: https://example.org/"];
    for _ in 0..3 {
        let answer = app.send(Method::GET, "/tiles/raster/5/17/9", &headers, "").await;
        assert_eq!((answer.status.as_u16(), &answer.body[..], answer.header("content-type")), (200, PNG, "image/png"));
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert_eq!(raster.n_asked.load(Ordering::SeqCst), 1, "the second time it comes from memory");
    let heard = raster.heard.lock().unwrap().clone();
    assert!(heard.starts_with("GET /key-7f3a/5/17/9.png HTTP/1.1"), "{heard}");
    assert!(!heard.contains("who=me") && !heard.contains("my own") && !heard.contains("example.org"), "{heard}");
}

#[tokio::test]
async fn what_a_raster_service_should_not_answer_is_a_problem_without_its_address() {
    let raster = raster().await;
    let app = App::over(&format!("raster:{}", raster.template)).await;
    for (path, status) in
        [("5/1/0", 404), ("5/2/0", 502), ("5/3/0", 502), ("5/4/0", 502), ("5/99/0", 404), ("30/0/0", 404)]
    {
        let problem = app.get(&format!("/tiles/raster/{path}")).await.problem(status);
        assert!(!problem.to_string().contains("7f3a"), "{problem}");
    }
    assert_eq!(raster.n_asked.load(Ordering::SeqCst), 4, "tiles that cannot be are not asked for");
    let nobody = App::over("raster:http://127.0.0.1:9/{z}/{x}/{y}").await;
    nobody.get("/tiles/raster/5/0/0").await.problem(502);
    App::sqlite().await.get("/tiles/raster/5/0/0").await.problem(404);
}

#[tokio::test]
async fn a_pmtiles_file_is_handed_out_in_parts() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let content: Vec<u8> = b"PMTiles\x03".iter().copied().chain((0..50_000_u32).map(|i| (i % 251) as u8)).collect();
    file.write_all(&content).unwrap();
    let app = App::over(&format!("pmtiles:{}", file.path().display())).await;
    let described = app.get("/tiles/town.json").await.expect(200);
    assert_eq!(described["basemap"], json!({"kind": "pmtiles", "url": "/tiles/base.pmtiles"}));
    let part = async |range: &str| {
        let headers = [&format!("range: {range}")[..], "accept-encoding: gzip, br"];
        app.send(Method::GET, "/tiles/base.pmtiles", &headers, "").await
    };
    for (from, to) in [(0, 7), (100, 9_999), (49_000, 49_500), (50_000, 90_000)] {
        let answer = part(&format!("bytes={from}-{to}")).await;
        let end = content.len().min(to + 1);
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (206, &content[from..end]));
        assert_eq!(answer.header("content-range"), format!("bytes {from}-{}/{}", end - 1, content.len()));
        assert_eq!(answer.header("content-encoding"), "", "parts of a file are not packed on the way");
    }
    for range in ["bytes=90000-90001", "bytes=7-3", "bytes=-5", "bytes=0-", "lines=1-2", "bytes=0-1,4-5"] {
        let answer = app.send(Method::GET, "/tiles/base.pmtiles", &[&format!("range: {range}")], "").await;
        answer.problem(416);
    }
    app.get("/tiles/base.pmtiles").await.problem(416);
    App::sqlite().await.get("/tiles/base.pmtiles").await.problem(404);
}

#[test]
fn a_background_that_cannot_be_is_refused_with_what_to_write_instead() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"SQLite format 3").unwrap();
    let other = format!("pmtiles:{}", file.path().display());
    for (text, words) in [
        ("", "own, pmtiles:FILE or raster:URL"),
        ("osm", "own, pmtiles:FILE or raster:URL"),
        ("pmtiles:no-such-file", "cannot be read"),
        (&other[..], "no PMTiles file"),
        ("raster:ftp://host/{z}/{x}/{y}", "http://"),
        ("raster:https://host/{z}/{x}", "{y}"),
    ] {
        let refused = text.parse::<Background>().err().unwrap_or_else(|| panic!("{text} was taken")).to_string();
        assert!(refused.contains(words), "{text}: {refused}");
    }
    assert!("own".parse::<Background>().is_ok());
}
