//! The settings of single sign-on: whole and sound, or the program does not start.

use anyhow::{Context, bail, ensure};

use crate::config::{ProviderConfig, ServeConfig};
use crate::interop::openid::is_safe_address;
use crate::service::ProviderSettings;
use crate::staff::GroupRoles;

/// Where the provider sends people back.
const BACK: &str = "/api/v1/sign-in/oidc/back";

/// `None` without an issuer.
pub(super) fn provider(serve: &ServeConfig) -> anyhow::Result<Option<ProviderSettings>> {
    let config = &serve.provider;
    let Some(issuer) = config.oidc_issuer.clone() else {
        ensure!(
            config.oidc_client_id.is_none() && config.oidc_roles.is_none(),
            "single sign-on needs --oidc-issuer, the address of the provider"
        );
        return Ok(None);
    };
    ensure!(is_safe_address(&issuer), "--oidc-issuer is an https address (http only on this very machine)");
    let client = config.oidc_client_id.clone().context("single sign-on needs --oidc-client-id")?;
    let own = serve.public_url.as_deref().context(
        "single sign-on needs --public-url, the https address people use: the provider sends them back to it",
    )?;
    let roles = config
        .oidc_roles
        .as_deref()
        .context("single sign-on needs --oidc-roles: which groups give which roles, as group=municipality:role")?;
    let roles: GroupRoles = roles.parse().context("in --oidc-roles")?;
    ensure!(config.oidc_scopes.split_whitespace().any(|scope| scope == "openid"), "--oidc-scopes must hold openid");
    Ok(Some(ProviderSettings {
        issuer,
        client,
        secret: secret(config)?,
        name: config.oidc_name.clone(),
        scopes: config.oidc_scopes.clone(),
        groups_claim: config.oidc_groups_claim.clone(),
        roles,
        acr: config.oidc_acr.iter().map(|acr| acr.trim().to_owned()).filter(|acr| !acr.is_empty()).collect(),
        back: format!("{own}{BACK}"),
        authorities: authorities(config)?,
    }))
}

fn secret(config: &ProviderConfig) -> anyhow::Result<Option<String>> {
    let Some(path) = &config.oidc_client_secret_file else { return Ok(config.oidc_client_secret.clone()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let secret = text.trim();
    if secret.is_empty() {
        bail!("{} holds no secret", path.display());
    }
    Ok(Some(secret.to_owned()))
}

fn authorities(config: &ProviderConfig) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(path) = &config.oidc_ca_file else { return Ok(None) };
    let pem = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    ensure!(pem.windows(begins.len()).any(|part| part == begins), "{} holds no certificate (PEM)", path.display());
    Ok(Some(pem))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        serve: ServeConfig,
    }

    const WHOLE: [&str; 8] = [
        "--oidc-issuer",
        "https://login.kommunen.example",
        "--oidc-client-id",
        "kartan",
        "--public-url",
        "https://trygghet.kommunen.example/",
        "--oidc-roles",
        "tk-plan=1273:planner",
    ];

    fn with(more: &[&str]) -> Result<Option<ProviderSettings>, String> {
        let flags = Flags::try_parse_from(std::iter::once(&"serve").chain(more)).expect("flags");
        provider(&flags.serve).map_err(|error| crate::cli::in_words(&error))
    }

    #[test]
    fn what_is_missing_or_unsafe_is_said_before_anybody_is_served() {
        let settings = with(&WHOLE).unwrap().expect("a provider");
        assert_eq!(settings.back, "https://trygghet.kommunen.example/api/v1/sign-in/oidc/back");
        assert!(with(&[]).unwrap().is_none());
        for (nth, said) in [(0, "--oidc-issuer"), (2, "--oidc-client-id"), (4, "--public-url"), (6, "--oidc-roles")] {
            let without: Vec<&str> = [&WHOLE[..nth], &WHOLE[nth + 2..]].concat();
            let error = with(&without).err().expect("it does not start");
            assert!(error.contains(said), "{error}");
        }
        for (nth, wrong, said) in [
            (1, "http://login.kommunen.example", "https"),
            (7, "tk-plan=1273:chef", "“chef” in “tk-plan=1273:chef” is no role"),
            (7, "tk-plan", "group=municipality:role"),
        ] {
            let mut flags = WHOLE;
            flags[nth] = wrong;
            let error = with(&flags).err().expect("it does not start");
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_secret_may_lie_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let flags = [&WHOLE[..], &["--oidc-client-secret-file", file.to_str().unwrap()]].concat();
        assert!(with(&flags).err().expect("no file").contains("cannot read"));
        std::fs::write(&file, "hemligt ord\n").unwrap();
        assert_eq!(with(&flags).unwrap().unwrap().secret.as_deref(), Some("hemligt ord"));
        std::fs::write(&file, "\n").unwrap();
        assert!(with(&flags).err().expect("an empty file").contains("holds no secret"));
    }
}
