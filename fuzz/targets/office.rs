//! What a provider of sign-ins writes, what staff write, and what is handed out.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::date;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::Deserialize;
use serde_json::{Value, json};
use trygghetskarta::interop::base64::{base64_url, base64_url_bytes, base64_with_padding};
use trygghetskarta::interop::disclosure as handed_out;
use trygghetskarta::interop::openid::{Discovery, Expected, KeySet, is_safe_address, read_id_token};
use trygghetskarta::interop::wire::{HoldDraftBody, RuleDraftBody};
use trygghetskarta::observation::{Catalogue, Category};
use trygghetskarta::privacy::StaffReader;
use trygghetskarta::privacy::disclosed::{Corrected, ToDisclose, disclosed, proposed, whole_words};
use trygghetskarta::privacy::retention::{Covers, HoldDraft, MOST_HELD, RuleDraft};
use trygghetskarta::report::desk::Particulars;
use trygghetskarta::report::disclosure::{Masks, PlaceShown, TimeShown, Whole, WordMask};
use trygghetskarta::report::{Draft, Geometry, Ground, Report, Telling};
use trygghetskarta::staff::{GroupRoles, Login, SECRET_BYTES, TotpSecret, password_objections};
use uuid::Uuid;

use super::told::OSBY;

const ISSUER: &str = "https://login.example/kommun";
const CLIENT: &str = "trygghetskartan";
const NONCE: &str = "the-nonce-of-this-sign-in";

fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("a time")
}

fn expected() -> Expected<'static> {
    Expected { issuer: ISSUER, client: CLIENT, nonce: NONCE, now: now() }
}

/// A provider whose key the fuzzer does not have.
struct Provider {
    pair: EcdsaKeyPair,
    keys: KeySet,
}

static PROVIDER: LazyLock<Provider> = LazyLock::new(|| {
    let (dice, way) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let made = EcdsaKeyPair::generate_pkcs8(way, &dice).expect("a key");
    let pair = EcdsaKeyPair::from_pkcs8(way, made.as_ref(), &dice).expect("a key");
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let key = json!({"kty": "EC", "crv": "P-256", "x": base64_url(x), "y": base64_url(y)});
    let keys = KeySet::read(json!({"keys": [key]}).to_string().as_bytes()).expect("a set of keys");
    Provider { pair, keys }
});

fn signed(body: &[u8]) -> String {
    let signed = format!("{}.{}", base64_url(br#"{"alg":"ES256"}"#), base64_url(body));
    let signature = PROVIDER.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
    format!("{signed}.{}", base64_url(signature.as_ref()))
}

/// A provider's description, and its keys. Nothing is ever sent where it could be read on the way, and no key that is
/// made up has made the signature of another.
pub fn provider(bytes: &[u8]) {
    if let Ok(read) = Discovery::read(bytes, ISSUER) {
        for address in [&read.authorization_endpoint, &read.token_endpoint, &read.jwks_uri] {
            assert!(is_safe_address(address) && address.starts_with("https://"), "{address}");
        }
    }
    if let Ok(keys) = KeySet::read(bytes) {
        static RIGHT: LazyLock<String> = LazyLock::new(|| {
            signed(
                json!({"iss": ISSUER, "aud": CLIENT, "nonce": NONCE, "sub": "u", "iat": 0, "exp": 9e9})
                    .to_string()
                    .as_bytes(),
            )
        });
        assert!(read_id_token(&RIGHT, &keys, &expected()).is_err(), "a key that is made up");
        // Its signature is as long as one of RSA with 2048 bits.
        for way in ["RS256", "PS256"] {
            let header = base64_url(format!(r#"{{"alg":"{way}"}}"#).as_bytes());
            let token = format!("{header}.e30.{}", base64_url(&[1; 256]));
            assert!(read_id_token(&token, &keys, &expected()).is_err(), "a signature that is made up");
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(read) = base64_url_bytes(text)
    {
        assert_eq!(base64_url(&read), text, "bytes have one writing");
    }
}

/// A token of anybody's: without the provider's key none is taken.
pub fn id_token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert!(read_id_token(text, &PROVIDER.keys, &expected()).is_err(), "{text}");
}

/// What a right signature stands under: only what is for us, now, and of this sign-in is taken.
pub fn claims(bytes: &[u8]) {
    let Ok(taken) = read_id_token(&signed(bytes), &PROVIDER.keys, &expected()) else { return };
    assert!((1..=255).contains(&taken.subject.len()));
    let all = &taken.all;
    assert_eq!((&all["iss"], &all["nonce"]), (&json!(ISSUER), &json!(NONCE)));
    let audience = match &all["aud"] {
        Value::Array(several) => several.contains(&json!(CLIENT)) && (several.len() == 1 || all["azp"] == CLIENT),
        one => one == CLIENT,
    };
    let (made, ends) = (all["iat"].as_f64().expect("a time"), all["exp"].as_f64().expect("a time"));
    let now_s = now().as_second() as f64;
    assert!(audience && made <= now_s + 61.0 && ends > now_s - 61.0, "{all}");
}

/// What stands in the settings of groups, and what somebody types to sign in.
pub fn sign_in(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(roles) = text.parse::<GroupRoles>() {
        for municipality in roles.municipalities() {
            assert!(municipality.chars().all(|c| c.is_ascii_alphanumeric()), "{municipality:?}");
        }
        let _ = roles.of(&text.split(['=', ',', '\n']).collect::<Vec<_>>());
    }
    let secret = TotpSecret::new([7; SECRET_BYTES]);
    let logins = [Login::parse(text), Login::near(text, 1), Login::near(text, 17)];
    for login in logins.into_iter().flatten() {
        assert_eq!(Login::parse(login.as_str()).as_ref(), Some(&login), "a login is read as it was written");
        let uri = secret.uri(login.as_str());
        assert!(!uri.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)), "{uri}");
        let _ = password_objections(text, &login);
    }
    if let Some(step) = secret.used_step(text, now(), None) {
        assert!((now().as_second() / 30).abs_diff(step) <= 1);
        assert_eq!(secret.used_step(text, now(), Some(step)), None, "a code is taken once");
    }
}

/// Rules of retention, and holds.
pub fn matters(bytes: &[u8]) {
    let today = date(2026, 11, 20);
    if let Ok(body) = serde_json::from_slice::<RuleDraftBody>(bytes) {
        let RuleDraftBody { decision, decided_on, takes, months, since, category, begins_on } = body;
        let draft = RuleDraft { decision, decided_on, takes, months, since, category, begins_on };
        if let Ok(terms) = draft.checked(today) {
            assert!((1..=1_200).contains(&terms.months) && terms.decided_on <= today);
            assert!(terms.decided_on <= terms.begins_on && !terms.decision.is_empty());
            let before = terms.before(today, OSBY.clock.zone());
            assert!(before.is_none_or(|before| before < now()) && (before.is_none() || terms.begins_on <= today));
        }
    }
    if let Ok(HoldDraftBody { reference, reports }) = serde_json::from_slice(bytes) {
        let covers = reports.map_or(Covers::Everything, Covers::Reports);
        if let Ok(HoldDraft { covers: Covers::Reports(numbers), .. }) = (HoldDraft { reference, covers }).checked() {
            assert!(numbers.len() <= MOST_HELD && numbers.is_sorted_by(|a, b| a < b));
        }
    }
}

/// Words, where in them the secret one stands, and the masks on them.
#[derive(Deserialize)]
struct Sheet {
    text: String,
    at: usize,
    masks: Masks,
}

const SECRET: &str = "ZEBRAFINK";
const PHOTO: &[u8] = b"\xff\xd8 the pixels of a photo \xff\xd9";

fn told(text: String) -> Report {
    let place = json!({"geometry": {"type": "Point", "coordinates": [13.9974123, 56.3796321]}});
    let body = json!({"category": "unsafe_place", "place": place, "severity": 3, "causes": ["poor_lighting"]});
    let catalogue = Catalogue::shipped();
    let ground = Ground { towns: &[&OSBY], catalogue: &catalogue, told_at: now() };
    let draft = Draft::read(&body, &ground).unwrap_or_else(|_| panic!("a report"));
    let (id, channel, token_hash) = (Uuid::nil(), "web".to_owned(), [0; 32]);
    let telling =
        Telling { id, channel, source_id: None, received_at: now(), told_at: now(), token_hash, placed: true };
    Report { text: Some(text), ..draft.told(telling) }
}

/// Where and what the desk corrected it to.
fn corrected() -> Corrected {
    let place = json!({"type": "Point", "coordinates": [14.0029174, 56.3761238]});
    let place = Geometry::read(&place, "").unwrap_or_else(|_| panic!("a place"));
    let to = Particulars { category: Category::Speeding, causes: Vec::new(), place };
    Corrected { to, locality: Some("Killeberg".to_owned()) }
}

/// Masks as staff lay them: what they hide is in none of the files, and the files are the same in whatever order they
/// are made.
pub fn masks(bytes: &[u8]) {
    let Ok(Sheet { mut text, at, mut masks }) = serde_json::from_slice(bytes) else { return };
    let said = |secret: &str| text.contains(secret) || masks.laws().iter().any(|(_, law)| law.contains(secret));
    let photo = base64_with_padding(PHOTO);
    if [SECRET, "13.99741", "14.00291", "2026-11-2", "13:00", photo.as_str()].into_iter().any(said)
        || text.len() > 20_000
    {
        return;
    }
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let from = u32::try_from(text[..at].encode_utf16().count()).expect("a short text") + 1;
    text.insert_str(at, &format!(" {SECRET} "));
    // One letter of it is enough: a mask takes whole words.
    masks.words.push(WordMask { from: from + 4, to: from + 5, law: "OSL 21:1".to_owned() });

    let wide = whole_words(&text, masks.words.clone());
    assert_eq!(whole_words(&text, wide.clone()), wide, "masks that are whole stay as they are");
    assert!(wide.is_sorted_by(|a, b| a.to < b.from) && wide.iter().all(|mask| mask.from < mask.to));

    let one = |text: &str, masks: Masks| ToDisclose {
        report: told(text.to_owned()),
        locality: Some("Osby".to_owned()),
        corrected: Some(corrected()),
        masks,
        photos: vec![PHOTO.to_vec()],
    };
    let files = |reports: Vec<ToDisclose>| {
        let cleared = disclosed(("KS 2026/1", &OSBY), reports, &StaffReader::admitted("somebody"));
        let (metric, catalogue) = (&OSBY.metric, &Catalogue::shipped());
        [
            handed_out::html(&cleared, metric, catalogue),
            handed_out::csv(&cleared, metric, catalogue),
            handed_out::json(&cleared, metric),
        ]
    };
    for file in files(vec![one(&text, masks.clone())]) {
        let file = String::from_utf8(file).expect("text");
        let hidden = |hides: bool, what: &str| assert!(!(hides && file.contains(what)), "{what} in {file}");
        hidden(true, SECRET);
        hidden(masks.place.show != PlaceShown::Exact, "13.99741");
        hidden(masks.place.show != PlaceShown::Exact, "14.00291");
        hidden(masks.time.show != TimeShown::Exact, "13:00");
        hidden(masks.time.show == TimeShown::Month, "2026-11-2");
        hidden(masks.photos.show == Whole::Withheld, &photo);
    }
    let proposed = proposed(&told(text.clone()));
    let both = || (one(&text, masks.clone()), one(&text, proposed.clone()));
    let ((a, b), (c, d)) = (both(), both());
    assert!(files(vec![a, b]) == files(vec![d, c]), "the order in which reports are taken tells nothing");
}
