//! How long anybody may take: to send a body, and to read an answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A body that must have come by a certain time, all of it: one byte now and then does not keep a place for ever.
pub(super) struct TimelyBody {
    body: Body,
    deadline: Pin<Box<Sleep>>,
    late: Late,
}

/// Whether the body came too late; asked when the request has been answered.
#[derive(Clone, Default)]
pub(super) struct Late(Arc<AtomicBool>);

impl Late {
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl TimelyBody {
    pub fn new(body: Body, within: Duration) -> (Self, Late) {
        let late = Late::default();
        (Self { body, deadline: Box::pin(sleep(within)), late: late.clone() }, late)
    }
}

impl HttpBody for TimelyBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        ready!(self.deadline.as_mut().poll(cx));
        self.late.0.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket that gives up on a reader who takes nothing for a while. How long a sender may take is said elsewhere: for
/// headers by hyper, for bodies above.
pub(super) struct PatientSocket<S> {
    socket: S,
    patience: Duration,
    /// There while something waits to be taken.
    giving_up: Option<Pin<Box<Sleep>>>,
}

impl<S> PatientSocket<S> {
    pub fn new(socket: S, patience: Duration) -> Self {
        Self { socket, patience, giving_up: None }
    }

    fn watched<T>(&mut self, cx: &mut Context<'_>, tried: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.giving_up = None;
            return tried;
        }
        let deadline = Instant::now() + self.patience;
        let giving_up = self.giving_up.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        ready!(giving_up.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientSocket<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientSocket<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.watched(cx, tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.socket).poll_write_vectored(cx, bytes);
        self.watched(cx, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.socket).poll_flush(cx);
        self.watched(cx, tried)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.socket).poll_shutdown(cx);
        self.watched(cx, tried)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn a_reader_who_takes_nothing_is_given_up_on_and_a_slow_one_is_not() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let mut patient = PatientSocket::new(ours, Duration::from_millis(200));
        let reading = tokio::spawn(async move {
            let mut byte = [0; 1];
            let mut often = tokio::time::interval(Duration::from_millis(5));
            for _ in 0..100 {
                often.tick().await;
                theirs.read_exact(&mut byte).await.expect("a byte");
            }
            theirs
        });
        patient.write_all(&[7; 100]).await.expect("it is taken, if slowly");
        let _theirs = reading.await.expect("it read");
        let refused = patient.write_all(&[7; 200]).await.expect_err("nobody takes it");
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_late() {
        let never = Body::new(Never);
        let (body, late) = TimelyBody::new(never, Duration::from_millis(20));
        assert!(!late.is_so());
        assert!(axum::body::to_bytes(Body::new(body), 100).await.is_err());
        assert!(late.is_so());
        let (body, late) = TimelyBody::new(Body::from("all of it"), Duration::from_millis(20));
        assert_eq!(&axum::body::to_bytes(Body::new(body), 100).await.expect("a body")[..], b"all of it");
        assert!(!late.is_so());
    }

    struct Never;

    impl HttpBody for Never {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Pending
        }
    }
}
