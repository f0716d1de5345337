//! Connections: taken as long as there is room, cut when nothing comes, ended in order.
//!
//! This stands in place of `axum::serve`, which waits without end for a header and takes any number of connections.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

use super::limits::{Crowd, Place};
use super::patient::PatientSocket;

/// How long is waited for others, and for how many of them.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a whole header, from the first moment; a connection kept open for another request waits no longer either.
    pub header: Duration,
    /// For a reader to take the next piece of an answer.
    pub reader: Duration,
    pub most_connections: usize,
    /// For what is under way when it is time to stop.
    pub drain: Duration,
}

/// All of a header: the address, cookies and what proxies add are a few kB.
const LARGEST_HEADER: usize = 32 * 1024;
const MOST_HEADERS: usize = 100;
/// Files of the database, the log, and connections to PostgreSQL need these.
const FILES_OF_OUR_OWN: usize = 64;

impl Patience {
    /// No more connections than the system lets this process have files.
    pub fn within_system(mut self) -> Self {
        if let Some(files) = most_files() {
            self.most_connections = self.most_connections.min(files.saturating_sub(FILES_OF_OUR_OWN));
        }
        self.most_connections = self.most_connections.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        self
    }
}

/// The soft limit of open files, where the system says it in a file.
fn most_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Answers until `stop`, then ends what is under way, and waits for what goes on although nobody waits for its answer
/// any more (`unfinished`); whether all of it could be ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    (patience, crowd): (Patience, Crowd),
    stop: impl Future<Output = ()>,
    unfinished: impl Future<Output = ()>,
) -> bool {
    // Everything becomes a route once and not with every request.
    let router = router.with_state(());
    let room = Arc::new(Semaphore::new(patience.most_connections));
    let (serving, stopping) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (socket, peer, room_taken) = tokio::select! {
            biased;
            () = &mut stop => break,
            next = next_connection(&listener, &room) => next,
        };
        let Some(place) = crowd.enter(peer.ip()) else {
            turn_away(socket);
            continue;
        };
        let place = (room_taken, place);
        // With little room left, nobody keeps a connection for later.
        let keeps = room.available_permits() > patience.most_connections / 10;
        tokio::spawn(answer(socket, peer, router.clone(), patience, keeps, stopping.clone(), place));
    }
    drop((listener, serving));
    let all = u32::try_from(patience.most_connections).unwrap_or(u32::MAX);
    let ended = async {
        // No connection is left: nothing new begins.
        let _all = room.acquire_many(all).await;
        unfinished.await;
    };
    tokio::time::timeout(patience.drain, ended).await.is_ok()
}

/// The next who connects, when there is room. What cannot be taken waits in the system's queue.
async fn next_connection(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    let place = room.clone().acquire_owned().await.expect("nobody closes it");
    let mut pause = Duration::from_millis(50);
    loop {
        match listener.accept().await {
            Ok((socket, peer)) => return (socket, peer, place),
            Err(error) if is_of_the_other_side(&error) => {}
            Err(error) => {
                // No file is free, or no memory: asking again at once would only turn in circles.
                tracing::warn!(error = %error, "no connection can be taken; trying again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(1));
            }
        }
    }
}

/// Says that one network has taken its places, and hangs up. Nobody waits for it to be read.
fn turn_away(socket: TcpStream) {
    const SAID: &str = r#"{"status":503,"code":"too_many_connections","title":"För många anslutningar är öppna från ditt nätverk. Försök igen om en liten stund.","detail":"Too many connections are open from your network. Try again in a moment."}"#;
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: 5\r\ncache-control: no-store\r\nconnection: close\r\n\r\n{SAID}",
        SAID.len()
    );
    // What does not fit in the empty buffer of a new socket is not said.
    let _ = socket.try_write(answer.as_bytes());
}

fn is_of_the_other_side(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection to its end. What goes wrong on it concerns the other side alone.
async fn answer(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    keeps: bool,
    mut stopping: watch::Receiver<()>,
    place: (OwnedSemaphorePermit, Place),
) {
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.header);
    builder.max_header_size(LARGEST_HEADER).max_headers(MOST_HEADERS).keep_alive(keeps);
    let socket = TokioIo::new(PatientSocket::new(socket, patience.reader));
    let mut connection = pin!(builder.serve_connection(socket, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        // The sender of this channel is dropped when it is time to stop.
        _ = stopping.changed() => None,
    };
    if ended.is_none() {
        Pin::as_mut(&mut connection).graceful_shutdown();
        let _ = connection.await;
    }
    drop(place);
}
