//! The description a provider gives of itself at `/.well-known/openid-configuration`.

use serde::Deserialize;

/// Where a provider does what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    pub userinfo_endpoint: Option<String>,
    /// How a client with a secret shows it.
    pub proof: ClientProof,
    /// Whether answers always say who gives them (RFC 9207).
    pub names_itself: bool,
}

/// How a client shows its secret at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientProof {
    /// `client_secret_basic`: in a header.
    Header,
    /// `client_secret_post`: in the body.
    Body,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDiscovery {
    #[error("it is not the description of a provider")]
    Unreadable,
    #[error("it is the description of another issuer")]
    OtherIssuer,
    #[error("{0} is not an https address")]
    Unsafe(&'static str),
    #[error("it takes neither client_secret_basic nor client_secret_post")]
    NoProof,
}

#[derive(Deserialize)]
struct Written {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Discovery {
    /// Reads the description of this very issuer: letter for letter (OpenID Connect Discovery 1.0 section 4.3).
    pub fn read(bytes: &[u8], issuer: &str) -> Result<Self, BadDiscovery> {
        let written: Written = serde_json::from_slice(bytes).map_err(|_| BadDiscovery::Unreadable)?;
        if written.issuer != issuer {
            return Err(BadDiscovery::OtherIssuer);
        }
        let userinfo = written.userinfo_endpoint.as_ref();
        let addresses = [
            ("authorization_endpoint", Some(&written.authorization_endpoint)),
            ("token_endpoint", Some(&written.token_endpoint)),
            ("jwks_uri", Some(&written.jwks_uri)),
            ("userinfo_endpoint", userinfo),
        ];
        // Plain http is for a provider on this machine, and only while it says so of itself.
        let is_local = issuer.starts_with("http://");
        let is_right = |address: &str| is_safe_address(address) && (is_local || address.starts_with("https://"));
        if let Some((name, _)) = addresses.iter().find(|(_, address)| address.is_some_and(|one| !is_right(one))) {
            return Err(BadDiscovery::Unsafe(name));
        }
        // Without a list it is basic (Discovery 1.0 section 3).
        let takes = |method: &str| {
            written.token_endpoint_auth_methods_supported.as_ref().map(|all| all.iter().any(|one| one == method))
        };
        let proof = match (takes("client_secret_basic"), takes("client_secret_post"), takes("none")) {
            (None | Some(true), ..) => ClientProof::Header,
            (_, Some(true), _) | (.., Some(true)) => ClientProof::Body,
            _ => return Err(BadDiscovery::NoProof),
        };
        Ok(Self {
            authorization_endpoint: written.authorization_endpoint,
            token_endpoint: written.token_endpoint,
            jwks_uri: written.jwks_uri,
            userinfo_endpoint: written.userinfo_endpoint,
            proof,
            names_itself: written.authorization_response_iss_parameter_supported,
        })
    }
}

/// Whether what is sent there cannot be read on the way: https, or http that never leaves the machine.
pub fn is_safe_address(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    if !address.chars().all(plain) || address.contains('#') {
        return false;
    }
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let names_a_host = !host.is_empty() && !authority.contains('@');
    names_a_host && (scheme == "https" || (scheme == "http" && ["localhost", "127.0.0.1", "::1"].contains(&host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://login.example/kommun";

    fn described(change: impl Fn(&mut serde_json::Value)) -> Result<Discovery, BadDiscovery> {
        let mut written = serde_json::json!({
            "issuer": ISSUER, "authorization_endpoint": "https://login.example/a",
            "token_endpoint": "https://login.example/t", "jwks_uri": "https://keys.example/k",
        });
        change(&mut written);
        Discovery::read(written.to_string().as_bytes(), ISSUER)
    }

    #[test]
    fn the_issuer_is_the_same_letter_for_letter() {
        assert!(described(|_| ()).is_ok());
        for other in ["https://login.example/kommun/", "https://login.example", "https://LOGIN.example/kommun"] {
            assert_eq!(described(|one| one["issuer"] = other.into()), Err(BadDiscovery::OtherIssuer), "{other}");
        }
        assert_eq!(Discovery::read(b"<html>", ISSUER), Err(BadDiscovery::Unreadable));
    }

    #[test]
    fn nothing_is_sent_where_it_could_be_read() {
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
            for address in ["http://login.example/x", "http://127.0.0.1/x", "javascript:alert(1)", "//login.example"] {
                assert_eq!(described(|one| one[name] = address.into()), Err(BadDiscovery::Unsafe(name)), "{address}");
            }
        }
        for safe in ["https://a.example", "http://localhost:4000/x", "http://127.0.0.1:1/", "http://[::1]:9/x?y=1"] {
            assert!(is_safe_address(safe), "{safe}");
        }
        for not in [
            "http://a.example",
            "https://",
            "https://a@b.example",
            "https://a.example/ x",
            "http://localhost.evil.example",
            "https://a.example/#x",
        ] {
            assert!(!is_safe_address(not), "{not}");
        }
    }

    #[test]
    fn the_secret_travels_as_the_provider_asks_for_it() {
        let with = |methods: &[&str]| described(|one| one["token_endpoint_auth_methods_supported"] = methods.into());
        assert_eq!(described(|_| ()).unwrap().proof, ClientProof::Header);
        assert_eq!(with(&["client_secret_post", "client_secret_basic"]).unwrap().proof, ClientProof::Header);
        assert_eq!(with(&["private_key_jwt", "client_secret_post"]).unwrap().proof, ClientProof::Body);
        assert_eq!(with(&["private_key_jwt"]), Err(BadDiscovery::NoProof));
    }
}
