//! Written answers on their way: packed once, however often they are asked for.

use std::io::Write;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::answer::{etag, fresh};
use crate::service::{Packing, Written};

/// What is smaller is not worth packing.
const WORTH_PACKING: usize = 256;

/// The answer in the best form the asker understands.
pub(super) async fn written(kind: &'static str, answer: Arc<Written>, asked: &HeaderMap) -> Response {
    let (tag, public) = (etag(&answer.revision), answer.public);
    let packing = accepted(asked).filter(|_| answer.plain().len() >= WORTH_PACKING);
    let answer = match packing {
        Some(packing) if answer.packed(packing).is_none() => {
            let packed = tokio::task::spawn_blocking(move || {
                answer.packed_with(packing, |plain| pack(packing, plain));
                answer
            });
            packed.await.expect("packing does not panic")
        }
        _ => answer,
    };
    let mut response = fresh(kind, Body::from(Bytes::from_owner(Form { answer, packing })), &tag, public);
    if let Some(packing) = packing {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name(packing)));
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// One form of a written answer; the bytes stay where they are.
struct Form {
    answer: Arc<Written>,
    packing: Option<Packing>,
}

impl AsRef<[u8]> for Form {
    fn as_ref(&self) -> &[u8] {
        self.packing.and_then(|packing| self.answer.packed(packing)).unwrap_or_else(|| self.answer.plain())
    }
}

fn name(packing: Packing) -> &'static str {
    match packing {
        Packing::Brotli => "br",
        Packing::Gzip => "gzip",
    }
}

/// The best packing the asker takes (RFC 9110 section 12.5.3); a weight of 0 refuses.
fn accepted(asked: &HeaderMap) -> Option<Packing> {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let taken: Vec<&str> = values.flat_map(|value| value.split(',')).filter_map(taken).collect();
    Packing::ALL.into_iter().find(|packing| taken.iter().any(|word| word.eq_ignore_ascii_case(name(*packing))))
}

fn taken(item: &str) -> Option<&str> {
    let mut parts = item.split(';').map(str::trim);
    let word = parts.next()?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let refused = weight.is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0));
    (!refused).then_some(word)
}

fn pack(packing: Packing, plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len() / 8 + 64);
    match packing {
        Packing::Brotli => {
            let params = brotli::enc::BrotliEncoderParams { quality: 4, size_hint: plain.len(), ..Default::default() };
            brotli::BrotliCompress(&mut &plain[..], &mut packed, &params).expect("memory can be written to");
        }
        Packing::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::new(5));
            encoder.write_all(plain).and_then(|()| encoder.finish().map(drop)).expect("memory can be written to");
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn accepted_of(value: &'static str) -> Option<Packing> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        accepted(&headers)
    }

    #[test]
    fn the_best_form_that_is_understood_and_not_refused() {
        for (value, best) in [
            ("gzip, deflate, br, zstd", Some(Packing::Brotli)),
            ("gzip", Some(Packing::Gzip)),
            ("GZIP;q=0.5", Some(Packing::Gzip)),
            ("br;q=0, gzip;q=1.0", Some(Packing::Gzip)),
            ("br; q=0.000", None),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(accepted_of(value), best, "{value}");
        }
        assert_eq!(accepted(&HeaderMap::new()), None);
    }

    #[test]
    fn what_is_packed_is_the_same_when_unpacked() {
        let plain: Vec<u8> = (0..50_000_u32).flat_map(|n| (n / 7).to_string().into_bytes()).collect();
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&pack(Packing::Gzip, &plain)[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
        unpacked.clear();
        let packed = pack(Packing::Brotli, &plain);
        brotli::Decompressor::new(&packed[..], 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
        assert!(packed.len() < plain.len() / 3);
    }
}
