//! Bytes as text: base 64 (RFC 4648), as headers, pages and JSON have it, and as addresses and tokens do.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// The digits that stand in an address as they are (section 5).
pub const URL_DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bytes behind base 64 for URLs without padding. `None` for what no encoder writes: other signs, padding, bits
/// left over.
pub fn base64_url_bytes(text: &str) -> Option<Vec<u8>> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => Some(sign - b'A'),
        b'a'..=b'z' => Some(sign - b'a' + 26),
        b'0'..=b'9' => Some(sign - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for sign in chunk {
            word = word << 6 | u32::from(value(*sign)?);
        }
        word <<= 6 * (4 - chunk.len());
        let n_bytes = chunk.len().checked_sub(1).filter(|n| *n > 0)?;
        let [_, whole @ ..] = word.to_be_bytes();
        // Two writings of the same bytes would be two tokens with one signature.
        if whole[n_bytes..].iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(&whole[..n_bytes]);
    }
    Some(bytes)
}

/// For headers, pages and JSON: with padding (section 4).
pub fn base64_with_padding(bytes: &[u8]) -> String {
    let mut text = written(bytes, DIGITS);
    text.extend(std::iter::repeat_n('=', (3 - bytes.len() % 3) % 3));
    text
}

/// For addresses and tokens: without padding (section 5).
pub fn base64_url(bytes: &[u8]) -> String {
    written(bytes, URL_DIGITS)
}

fn written(bytes: &[u8], digits: &[u8; 64]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            text.push(char::from(digits[(word >> (18 - 6 * i)) as usize & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_come_out_and_go_back() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, written) in vectors {
            assert_eq!(base64_with_padding(plain.as_bytes()), written);
            assert_eq!(base64_url(plain.as_bytes()), written.trim_end_matches('='));
            assert_eq!(base64_url_bytes(written.trim_end_matches('=')).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(base64_url_bytes("-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
        assert_eq!(base64_url(&[0xfb, 0xff, 0xbf]), "-_-_");
    }

    #[test]
    fn what_no_encoder_writes_is_nothing() {
        for wrong in ["A", "AAAAA", "Zg==", "Zm9v\n", "+/+/", "Zh", "Zm9", "å"] {
            assert_eq!(base64_url_bytes(wrong), None, "{wrong:?}");
        }
    }
}
