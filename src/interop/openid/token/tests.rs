//! Tokens of other people's making, and tokens that are not for us.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;
use crate::interop::base64::{base64_url, base64_url_bytes};

// RFC 7515 appendix A.2 (RS256) and A.3 (ES256): the same body under two signatures.
const RFC_BODY: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const A2_MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SF\
    d2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo\
    7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM\
    Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const A2_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb\
    F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383\
    LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy\
    wlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const A3_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const A3_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const A3_SIGNATURE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
// node 20.20.2: crypto.sign('sha256', …, { padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 }) with a fresh key.
const PS_MODULUS: &str = "1soQpbT7n5S65tpW1Zw_Fk-AcvLad_qf_uyQy8rBMa-Fv3WrG9nyDenia7lojoyoNGK64z4i-KEWdb2bh8fVu6-GZIqHdd2aUqOwteb7\
    8LUBY9huvMzjuB0_S1wEOtlvo4E5vdQVMluyIqn3kSYQVgWRS9KBraGQ7Ai1hNFFQ_VZm9DLubzdT6ve2UMr4GM0aGLryUzfNWTm2-SB\
    eZ63U3JiiMpHVsn5jrVfSsuo3zVYGItdkC8H3awq4qexoJ4cwc9e8ZWZmercxL-aseIhkWlwVhRYrDOc3SUR0ZMaSxBL1RJT4e5BENsw\
    4pkAPCD166lWzm3G0BxHJAKlcIHgLw";
const PS_TOKEN: &str = "eyJhbGciOiJQUzI1NiIsImtpZCI6InBzIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUifQ.lpWOexkL07kr2JuSI8fvKmaDs\
    6tqR5jPxlZAzhAe8a4vxGMa_V8IvXwJV_bZD3zm_kqQPMXCddGpCPV4bBt8LL4Qop9ze5-T5EcF8aZsYCNxUjr5fSYSw57pigT6sPXc2\
    LIphDMnsQ-2ccNae-UHicW_l1VsXjtARqUOgAu8OpIH5hgwaazm6xnI-bx6F3ypX5aD9YHp7HPGgjISH1evKmECGz2HlE3KHKV8ibhFj\
    f-jqYLNrIT7QYg7jwbfVrMnn0sjt36S-27hQR_hjC06aA9mOOvWnB9jG2K2jXW0cz-WtjVoRCIOeRpWzsvr5P4mz973aYW2O0p7m9U-Q\
    YZozg";

fn keys(keys: &[Value]) -> KeySet {
    KeySet::read(json!({"keys": keys}).to_string().as_bytes()).expect("a set of keys")
}

fn a2_key() -> Value {
    json!({"kty": "RSA", "n": A2_MODULUS, "e": "AQAB"})
}

fn a3_key() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": A3_X, "y": A3_Y})
}

#[test]
fn the_tokens_of_rfc_7515_are_right_and_a_changed_one_is_not() {
    let (a2, a3) = (
        format!("eyJhbGciOiJSUzI1NiJ9.{RFC_BODY}.{A2_SIGNATURE}"),
        format!("eyJhbGciOiJFUzI1NiJ9.{RFC_BODY}.{A3_SIGNATURE}"),
    );
    let both = keys(&[a3_key(), a2_key()]);
    for token in [&a2, &a3] {
        assert_eq!(signed_claims(token, &both).unwrap()["iss"], "joe");
        let changed = token.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Ei", 1);
        assert_ne!(&changed, token);
        assert_eq!(signed_claims(&changed, &both), Err(TokenFault::Signature));
    }
    assert_eq!(signed_claims(&a2, &keys(&[a3_key()])), Err(TokenFault::UnknownKey));
}

#[test]
fn a_token_of_nodes_making_is_right_under_ps256_and_no_other_way() {
    let key = |alg: Option<&str>| json!({"kty": "RSA", "kid": "ps", "n": PS_MODULUS, "e": "AQAB", "alg": alg});
    assert_eq!(signed_claims(PS_TOKEN, &keys(&[key(None)])).unwrap()["iss"], "https://login.example");
    assert!(signed_claims(PS_TOKEN, &keys(&[key(Some("PS256"))])).is_ok());
    // A key says how it signs, and is taken at its word.
    assert_eq!(signed_claims(PS_TOKEN, &keys(&[key(Some("RS256"))])), Err(TokenFault::UnknownKey));
    let (_, rest) = PS_TOKEN.split_once('.').unwrap();
    let as_rs256 = format!("{}.{rest}", base64_url(br#"{"alg":"RS256","kid":"ps"}"#));
    assert_eq!(signed_claims(&as_rs256, &keys(&[key(None)])), Err(TokenFault::Signature));
}

/// A provider that signs whatever it is asked to.
struct Signer {
    pair: EcdsaKeyPair,
    dice: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let dice = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &dice).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &dice).unwrap();
        Self { pair, dice }
    }

    fn keys(&self) -> KeySet {
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(32);
        keys(&[
            json!({"kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "x": base64_url(x), "y": base64_url(y)}),
        ])
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let signed = [header, claims].map(|part| base64_url(part.to_string().as_bytes())).join(".");
        let signature = self.pair.sign(&self.dice, signed.as_bytes()).unwrap();
        format!("{signed}.{}", base64_url(signature.as_ref()))
    }
}

const NOW_S: i64 = 1_790_000_000;

fn expected() -> Expected<'static> {
    let now = Timestamp::from_second(NOW_S).unwrap();
    Expected { issuer: "https://login.example", client: "kartan", nonce: "n-1", now }
}

fn right_claims() -> Value {
    json!({"iss": "https://login.example", "aud": "kartan", "sub": "u-1", "nonce": "n-1", "iat": NOW_S, "exp": NOW_S + 300})
}

#[test]
fn a_token_is_for_us_for_now_and_for_this_one_sign_in() {
    let signer = Signer::new();
    let header = json!({"alg": "ES256", "kid": "one", "typ": "JWT"});
    let read = |change: &dyn Fn(&mut Value)| {
        let mut claims = right_claims();
        change(&mut claims);
        read_id_token(&signer.token(&header, &claims), &signer.keys(), &expected()).map(|claims| claims.subject)
    };
    assert_eq!(read(&|_| ()), Ok("u-1".to_owned()));
    assert_eq!(read(&|one| one["aud"] = json!(["kartan"])), Ok("u-1".to_owned()));
    assert!(read(&|one| (one["aud"], one["azp"]) = (json!(["kartan", "other"]), json!("kartan"))).is_ok());
    // A minute's difference of clocks is nobody's fault.
    assert!(read(&|one| one["exp"] = json!(NOW_S - 59)).is_ok());
    assert!(read(&|one| one["iat"] = json!(NOW_S + 60)).is_ok());
    for (name, wrong, fault) in [
        ("iss", json!("https://login.example/"), TokenFault::Issuer),
        ("iss", json!(null), TokenFault::Issuer),
        ("aud", json!("other"), TokenFault::Audience),
        ("aud", json!([]), TokenFault::Audience),
        ("aud", json!(["kartan", "other"]), TokenFault::Audience),
        ("azp", json!("other"), TokenFault::Audience),
        ("exp", json!(NOW_S - 60), TokenFault::Time),
        ("exp", json!(null), TokenFault::Time),
        ("exp", json!("9999999999"), TokenFault::Time),
        ("iat", json!(NOW_S + 61), TokenFault::Time),
        ("iat", json!(null), TokenFault::Time),
        ("nbf", json!(NOW_S + 61), TokenFault::Time),
        ("nonce", json!("n-2"), TokenFault::Nonce),
        ("nonce", json!(null), TokenFault::Nonce),
        ("sub", json!(""), TokenFault::Subject),
        ("sub", json!("x".repeat(256)), TokenFault::Subject),
        ("sub", json!(17), TokenFault::Subject),
    ] {
        assert_eq!(read(&|one| one[name] = wrong.clone()), Err(fault), "{name} {wrong}");
    }
}

#[test]
fn no_way_of_signing_is_taken_but_the_three() {
    let signer = Signer::new();
    let read = |header: &Value| read_id_token(&signer.token(header, &right_claims()), &signer.keys(), &expected());
    for alg in ["none", "None", "HS256", "HS512", "RS384", "ES384", "EdDSA", ""] {
        assert_eq!(read(&json!({"alg": alg, "kid": "one"})), Err(TokenFault::Algorithm), "{alg}");
    }
    // A way that is taken, with a key that cannot.
    assert_eq!(read(&json!({"alg": "RS256", "kid": "one"})), Err(TokenFault::UnknownKey));
    assert_eq!(read(&json!({"alg": "ES256", "kid": "two"})), Err(TokenFault::UnknownKey));
    assert_eq!(read(&json!({"alg": "ES256", "kid": "one", "crit": ["exp"]})), Err(TokenFault::Algorithm));
    assert_eq!(read(&json!({"alg": "ES256", "kid": "one", "typ": "at+jwt"})), Err(TokenFault::Algorithm));
    assert!(read(&json!({"alg": "ES256"})).is_ok());
    // A key the token brings along is nobody's.
    let other = Signer::new();
    let brought = json!({"alg": "ES256", "kid": "one", "jwk": {"kty": "EC"}, "jku": "https://evil.example/keys"});
    let forged = other.token(&brought, &right_claims());
    assert_eq!(read_id_token(&forged, &signer.keys(), &expected()), Err(TokenFault::Signature));
}

#[test]
fn what_is_no_token_is_refused_calmly() {
    let signer = Signer::new();
    let right = signer.token(&json!({"alg": "ES256"}), &right_claims());
    let unsigned = format!("{}.", right.rsplit_once('.').unwrap().0);
    assert_eq!(read_id_token(&unsigned, &signer.keys(), &expected()), Err(TokenFault::Signature));
    for nonsense in
        ["", ".", "..", "...", "a.b", "a.b.c", &format!("{right}."), &format!("{right}="), &"x".repeat(100_000)]
    {
        assert_eq!(read_id_token(nonsense, &signer.keys(), &expected()), Err(TokenFault::Unreadable));
    }
}

#[test]
fn a_key_for_something_else_signs_nothing_and_a_strange_one_does_no_harm() {
    let mut for_secrets = a2_key();
    for_secrets["use"] = json!("enc");
    let set = keys(&[for_secrets, json!({"kty": "oct", "k": "c2VjcmV0"}), json!({"kty": "OKP"}), json!("?"), a3_key()]);
    assert_eq!(set, keys(&[a3_key()]));
    assert!(KeySet::read(b"{}").is_err() && KeySet::read(b"[]").is_err());
    // A number with its sign byte in front is the same number.
    let modulus = base64_url_bytes(A2_MODULUS).unwrap();
    let signed = json!({"kty": "RSA", "n": base64_url(&[&[0], modulus.as_slice()].concat()), "e": "AQAB"});
    assert_eq!(keys(&[signed]), keys(&[a2_key()]));
}

#[test]
fn a_claim_is_one_text_or_several_and_may_lie_deep() {
    let claims = json!({"groups": ["a", "b", 3], "role": "c", "realm": {"roles": ["d"]}, "n": 1});
    assert_eq!(texts_at(&claims, "groups"), ["a", "b"]);
    assert_eq!(texts_at(&claims, "role"), ["c"]);
    assert_eq!(texts_at(&claims, "/realm/roles"), ["d"]);
    assert!(texts_at(&claims, "n").is_empty() && texts_at(&claims, "missing").is_empty());
}
