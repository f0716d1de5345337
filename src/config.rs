//! Every setting: a flag, a `TK_…` variable, a default and a sentence.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::interop::openid::is_safe_address;
use crate::telemetry::log_filter;

/// Where the reports are and which municipality is meant; every subcommand takes these.
#[derive(Debug, Clone, Args)]
pub struct StoreConfig {
    /// The database: sqlite://FILE (made when missing) or postgres://USER@HOST/NAME.
    #[arg(long, env = "TK_DATABASE_URL", default_value = "sqlite://trygghetskarta.db", hide_env_values = true)]
    pub database_url: String,

    /// The municipality meant when a request names none; otherwise the one with the lowest code.
    #[arg(long, env = "TK_MUNICIPALITY")]
    pub municipality: Option<String>,

    /// A JSON file of causes that replaces the built-in catalogue (see geodata/causes.json).
    #[arg(long, env = "TK_CATALOGUE")]
    pub catalogue: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, env = "TK_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// A token that opens everything, for trying out: 24 characters or more, unless --listen is this machine itself.
    #[arg(long, env = "TK_STAFF_TOKEN", hide_env_values = true)]
    pub staff_token: Option<String>,

    /// The address people use, as `https://trygghet.kommunen.example`; over https the cookies of staff are held to it.
    #[arg(long, env = "TK_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,

    /// Staff are signed out after so many minutes without doing anything.
    #[arg(long, env = "TK_SESSION_IDLE_MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub session_idle_minutes: u32,

    /// Staff are signed out after so many hours in any case.
    #[arg(long, env = "TK_SESSION_HOURS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=168))]
    pub session_hours: u32,

    /// The map under the town: own (cut from what was imported), pmtiles:FILE, or raster:URL with {z}, {x} and {y}. The
    /// server asks the raster service itself, so that a key in the address stays secret.
    #[arg(long, env = "TK_BASEMAP", default_value = "own", hide_env_values = true)]
    pub basemap: String,

    /// The words the licence of that map asks for.
    #[arg(long, env = "TK_BASEMAP_ATTRIBUTION")]
    pub basemap_attribution: Option<String>,

    #[command(flatten)]
    pub provider: ProviderConfig,

    #[command(flatten)]
    pub contacts: Contacts,

    #[command(flatten)]
    pub limits: LimitsConfig,
}

/// Where staff may sign in beside here: docs/single-sign-on.md. Nothing without an issuer.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Single sign-on (OpenID Connect)")]
pub struct ProviderConfig {
    /// The municipality's provider, letter for letter as it calls itself: `https://login.kommunen.example`.
    #[arg(long, env = "TK_OIDC_ISSUER", value_parser = NonEmptyStringValueParser::new())]
    pub oidc_issuer: Option<String>,

    /// What the provider calls this service.
    #[arg(long, env = "TK_OIDC_CLIENT_ID", value_parser = NonEmptyStringValueParser::new())]
    pub oidc_client_id: Option<String>,

    /// The secret the provider gave; a public client has none.
    #[arg(long, env = "TK_OIDC_CLIENT_SECRET", hide_env_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub oidc_client_secret: Option<String>,

    /// A file with that secret.
    #[arg(long, env = "TK_OIDC_CLIENT_SECRET_FILE", conflicts_with = "oidc_client_secret")]
    pub oidc_client_secret_file: Option<PathBuf>,

    /// Which groups give which roles: group=municipality:role, with commas or line breaks between; * is every
    /// municipality.
    #[arg(long, env = "TK_OIDC_ROLES")]
    pub oidc_roles: Option<String>,

    /// The claim that names somebody's groups; or where it lies deeper, as /realm_access/roles.
    #[arg(long, env = "TK_OIDC_GROUPS_CLAIM", default_value = "groups", value_parser = NonEmptyStringValueParser::new())]
    pub oidc_groups_claim: String,

    /// What the button calls the provider: "Logga in med …".
    #[arg(long, env = "TK_OIDC_NAME", value_parser = NonEmptyStringValueParser::new())]
    pub oidc_name: Option<String>,

    /// What is asked for.
    #[arg(long, env = "TK_OIDC_SCOPES", default_value = "openid profile email")]
    pub oidc_scopes: String,

    /// How somebody must have proven who they are (acr): one of these, with commas between. Otherwise the provider
    /// decides.
    #[arg(long, env = "TK_OIDC_ACR", value_delimiter = ',')]
    pub oidc_acr: Vec<String>,

    /// A file with the certificates (PEM) of an authority of the municipality's own, where the provider has one from
    /// it.
    #[arg(long, env = "TK_OIDC_CA_FILE")]
    pub oidc_ca_file: Option<PathBuf>,
}

/// Whom people can turn to. The program invents nobody: what is not set is said to be missing on the pages that need
/// it.
#[derive(Debug, Clone, Default, Args)]
pub struct Contacts {
    /// Who answers for the service and how to reach them, as it is shown in the privacy notice and the accessibility
    /// statement: "Osby kommun, …".
    #[arg(long, env = "TK_CONTACT", value_parser = NonEmptyStringValueParser::new())]
    pub contact: Option<String>,

    /// How to reach the data protection officer, as it is shown in the privacy notice.
    #[arg(long, env = "TK_DATA_PROTECTION_OFFICER", value_parser = NonEmptyStringValueParser::new())]
    pub data_protection_officer: Option<String>,

    /// Where holes in the security are reported, for /.well-known/security.txt: an e-mail address, mailto:, https:// or
    /// tel:.
    #[arg(long, env = "TK_SECURITY_CONTACT", value_parser = security_contact)]
    pub security_contact: Option<String>,
}

/// The address as the URI that RFC 9116 asks for.
fn security_contact(words: &str) -> Result<String, String> {
    let is_one_word = !words.chars().any(|c| c.is_whitespace() || c.is_control());
    let is_uri =
        ["mailto:", "https://", "tel:"].iter().any(|start| words.len() > start.len() && words.starts_with(start));
    let is_mail = words.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    match (is_one_word, is_uri, is_mail) {
        (true, true, _) => Ok(words.to_owned()),
        (true, false, true) if !words.contains(':') => Ok(format!("mailto:{words}")),
        _ => Err("write an e-mail address, or an address that begins with mailto:, https:// or tel:".to_owned()),
    }
}

/// The address people use, without a stroke at its end. What else stood after the host would be lost in links, and what
/// is not https would leave the cookies open.
pub fn public_url(words: &str) -> Result<String, String> {
    let bare = words.trim_end_matches('/');
    let (scheme, rest) = bare.split_once("://").unwrap_or_default();
    let url = format!("{}://{rest}", scheme.to_ascii_lowercase());
    if is_safe_address(&url) && !rest.contains(['/', '?']) {
        return Ok(url);
    }
    Err("write https:// and the host people use, with :port if any and nothing after it (http:// only on this very \
         machine; letters such as å as xn--…)"
        .to_owned())
}

impl ServeConfig {
    /// A token that opens everything must not be one that can be guessed, unless nobody else can come near it.
    pub fn is_staff_token_long_enough(&self) -> bool {
        const SHORTEST: usize = 24;
        let is_for_trying_out = self.listen.ip().is_loopback()
            && self.public_url.is_none()
            && self.limits.trusted_proxies.iter().all(|proxy| proxy.trim().is_empty());
        self.staff_token
            .as_ref()
            .is_none_or(|token| token.chars().count() >= SHORTEST || (is_for_trying_out && !token.trim().is_empty()))
    }

    pub fn is_over_tls(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// How much one network may ask and how long anybody may take; docs/limits.md has the reasons. A quota of 0 is no
/// limit.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitsConfig {
    /// Proxies that are believed about whom they speak for (X-Forwarded-For): addresses and ranges, with commas
    /// between.
    #[arg(long, env = "TK_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,

    /// Reports of one network in an hour; a third of them at once.
    #[arg(long, env = "TK_REPORTS_PER_HOUR", default_value_t = 60)]
    pub reports_per_hour: u32,

    /// Zero bits of the sum a browser does for a report beyond that, and four more for an attempt to sign in where
    /// others guess: 17 is about a second on a telephone. Without it there are no reports beyond.
    #[arg(long, env = "TK_PROOF_OF_WORK_BITS", default_value_t = 17, value_parser = clap::value_parser!(u32).range(0..=24))]
    pub proof_of_work_bits: u32,

    /// Reports of one network in an hour with such a sum, besides those without; a third of them at once.
    #[arg(long, env = "TK_PROVED_REPORTS_PER_HOUR", default_value_t = 240)]
    pub proved_reports_per_hour: u32,

    /// Reports of one network by the form that needs no script; half of them at once.
    #[arg(long, env = "TK_FORMS_PER_HOUR", default_value_t = 20)]
    pub forms_per_hour: u32,

    /// Drafts looked through without being stored; a fifth of them at once.
    #[arg(long, env = "TK_CHECKS_PER_HOUR", default_value_t = 1500)]
    pub checks_per_hour: u32,

    /// Secret links opened or tried by one network; a fifth of them at once.
    #[arg(long, env = "TK_FOLLOW_UPS_PER_HOUR", default_value_t = 300)]
    pub follow_ups_per_hour: u32,

    /// Passwords tried by one network; a fifth of them at once.
    #[arg(long, env = "TK_SIGN_INS_PER_HOUR", default_value_t = 300)]
    pub sign_ins_per_hour: u32,

    /// Everything else: pages, maps, tiles. All of it at once, then as it is earned.
    #[arg(long, env = "TK_READS_PER_MINUTE", default_value_t = 6000)]
    pub reads_per_minute: u32,

    /// Seconds until a whole header must have come, and as long is a connection kept open for another request.
    #[arg(long, env = "TK_HEADER_TIMEOUT_S", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub header_timeout_s: u64,

    /// Seconds until a whole body must have come.
    #[arg(long, env = "TK_BODY_TIMEOUT_S", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=25))]
    pub body_timeout_s: u64,

    /// Seconds a reader may leave an answer lying.
    #[arg(long, env = "TK_READER_TIMEOUT_S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub reader_timeout_s: u64,

    /// Connections at the same time; never more than the system allows files, less 64.
    #[arg(long, env = "TK_MOST_CONNECTIONS", default_value_t = 2000)]
    pub most_connections: usize,

    /// Of these, connections of one network that is no trusted proxy.
    #[arg(long, env = "TK_MOST_CONNECTIONS_PER_NETWORK", default_value_t = 250)]
    pub most_connections_per_network: usize,
}

/// What is logged and how.
#[derive(Debug, Clone, Args)]
pub struct LogConfig {
    /// Which log lines are written, as tracing's filter: warn, info, trygghetskarta=debug, …
    #[arg(long, env = "TK_LOG", default_value = "info", global = true, value_parser = log_filter)]
    pub log: String,

    /// Write log lines as JSON.
    #[arg(long, env = "TK_LOG_JSON", global = true)]
    pub log_json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        for (words, url) in [
            ("https://trygghet.kommunen.example/", "https://trygghet.kommunen.example"),
            ("HTTPS://trygghet.kommunen.example:8443", "https://trygghet.kommunen.example:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(public_url(words).as_deref(), Ok(url), "{words}");
        }
        for words in [
            "",
            "trygghet.kommunen.example",
            "https://",
            "https://trygghet.kommunen.example/karta",
            "https://trygghet.kommunen.example?lang=sv",
            "https://chef@trygghet.kommunen.example",
            "http://trygghet.kommunen.example",
            "ftp://trygghet.kommunen.example",
        ] {
            assert!(public_url(words).is_err(), "{words}");
        }
    }

    #[test]
    fn a_security_contact_is_an_address_and_nothing_else() {
        for (words, uri) in [
            ("it@kommun.example", Some("mailto:it@kommun.example")),
            ("mailto:it@kommun.example", Some("mailto:it@kommun.example")),
            ("https://kommun.example/hal", Some("https://kommun.example/hal")),
            ("tel:+46-479-000000", Some("tel:+46-479-000000")),
            ("http://kommun.example/hal", None),
            ("it@kommun.example\nContact: https://elsewhere.example", None),
            ("ring oss", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(security_contact(words).ok().as_deref(), uri, "{words:?}");
        }
    }

    #[test]
    fn a_short_staff_token_is_taken_only_where_nobody_else_comes_near() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            serve: ServeConfig,
        }
        let is_taken = |line: &str| {
            let line = <Line as clap::Parser>::try_parse_from(std::iter::once("serve").chain(line.split(' ')));
            line.unwrap_or_else(|error| panic!("{error}")).serve.is_staff_token_long_enough()
        };
        let long = "a-token-of-24-characters";
        for (line, taken) in [
            ("--listen 127.0.0.1:80", true),
            ("--listen 0.0.0.0:80", true),
            ("--listen 127.0.0.1:80 --staff-token short", true),
            ("--listen [::1]:80 --staff-token short", true),
            ("--listen 0.0.0.0:80 --staff-token short", false),
            ("--listen 192.0.2.1:80 --staff-token short", false),
            ("--listen [::]:80 --staff-token short", false),
            ("--listen 127.0.0.1:80 --staff-token short --public-url https://a.example", false),
            ("--listen 127.0.0.1:80 --staff-token short --trusted-proxies 127.0.0.1", false),
            ("--listen 127.0.0.1:80 --staff-token=", false),
        ] {
            assert_eq!(is_taken(line), taken, "{line}");
            let longer = line.replace("--staff-token short", &format!("--staff-token {long}"));
            assert!(line == longer || is_taken(&longer), "{longer}");
        }
    }
}
