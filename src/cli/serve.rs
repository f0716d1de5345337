//! `trygghetskarta serve`

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use crate::config::{LimitsConfig, ServeConfig, StoreConfig};
use crate::http::{self, App, Cookies, Crowd, Limits, Patience, Stopping};
use crate::service::{Background, Service};
use crate::staff::audit::seal_text;

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    store: StoreConfig,
    #[command(flatten)]
    serve: ServeConfig,
}

const TOKEN_TOO_SHORT: &str = "--staff-token (TK_STAFF_TOKEN) opens everything and can be guessed from afar: make it 24 \
    characters or more (openssl rand -base64 32), or leave it out and use accounts. A shorter one is taken only where \
    --listen is this machine itself (127.0.0.1) and neither --public-url nor --trusted-proxies is set";

/// How often the calendar is looked at; a month that has ended is published within this.
const PUBLISH_EVERY: Duration = Duration::from_secs(600);
/// How often what limits remember is looked through.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// How often the last seal of the audit log is written to the log.
const SEAL_EVERY: Duration = Duration::from_secs(3600);
/// How long requests under way are given after a signal to stop.
const DRAIN: Duration = Duration::from_secs(20);

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, Some(&self.serve)).await?;
        serve(service, &self.serve).await
    }
}

/// Serves until the process is told to stop, then answers what is under way.
pub(super) async fn serve(service: Service, config: &ServeConfig) -> anyhow::Result<()> {
    anyhow::ensure!(config.is_staff_token_long_enough(), TOKEN_TOO_SHORT);
    for name in super::unknown_variables() {
        tracing::warn!(name, "nothing is set by this variable: is it misspelt?");
    }
    super::known_municipality(&service, service.missing_municipality()).context("--municipality (TK_MUNICIPALITY)")?;
    for code in service.municipalities_of_provider() {
        super::known_municipality(&service, Some(code)).context("--oidc-roles (TK_OIDC_ROLES)")?;
    }
    let background: Background = config.basemap.parse()?;
    let limits = Limits::new(&config.limits).context("--trusted-proxies (TK_TRUSTED_PROXIES)")?;
    let crowd = Crowd::new(&config.limits).context("--trusted-proxies (TK_TRUSTED_PROXIES)")?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}; choose another with --listen", config.listen))?;
    // The one line a person or a script waits for.
    println!("Trygghetskartan: http://{}", listener.local_addr()?);
    let publishing = tokio::spawn(publish_for_ever(service.clone()));
    let sealing = tokio::spawn(seal_for_ever(service.clone()));
    let preparing = service.clone();
    tokio::spawn(async move { preparing.prepare_basemaps().await });
    let background_attribution = config.basemap_attribution.clone();
    let cookies = Cookies::new(config.is_over_tls());
    let tidying = tokio::spawn(tidy_for_ever(limits.clone(), service.clone()));
    let going_on = service.clone();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let router = http::router(App {
        service,
        background,
        background_attribution,
        contacts: config.contacts.clone(),
        cookies,
        limits,
        stopping: Stopping::when(stopped),
    });
    let asked_to_stop = async move {
        asked_to_stop().await;
        let _ = stop.send(true);
    };
    let unfinished = async move { going_on.nothing_goes_on().await };
    if !http::serve(listener, router, (patience(&config.limits), crowd), asked_to_stop, unfinished).await {
        tracing::warn!("something was still under way when the time to finish them was over");
    }
    tidying.abort();
    publishing.abort();
    sealing.abort();
    Ok(())
}

fn patience(config: &LimitsConfig) -> Patience {
    let patience = Patience {
        header: Duration::from_secs(config.header_timeout_s),
        reader: Duration::from_secs(config.reader_timeout_s),
        most_connections: config.most_connections,
        drain: DRAIN,
    };
    patience.within_system()
}

/// Who asked what is forgotten also when nobody asks anything more.
async fn tidy_for_ever(limits: Limits, service: Service) {
    let mut often = tokio::time::interval(TIDY_EVERY);
    loop {
        often.tick().await;
        limits.tidy(service.now().as_second());
    }
}

/// Writes the last seal of the audit log to the program's own log, which is kept elsewhere: `audit verify --contains`
/// tells by it whether lines were cut off.
async fn seal_for_ever(service: Service) {
    let mut told = 0;
    let mut often = tokio::time::interval(SEAL_EVERY);
    loop {
        often.tick().await;
        match service.store().last_seal().await {
            Ok((seq, seal)) if seq > told => {
                told = seq;
                tracing::info!(seal = format!("{seq}:{}", seal_text(&seal)), "the audit log");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(error = %error, "the last seal of the audit log could not be read"),
        }
    }
}

async fn publish_for_ever(service: Service) {
    match service.held_back().await {
        Ok(held) => super::publish::log_held(&held),
        Err(error) => tracing::warn!(error = %error, "whether months are held back could not be read"),
    }
    loop {
        match service.publish_ended_months().await {
            Ok(done) if done.months > 0 => {
                tracing::info!(n_months = done.months, n_cells = done.n_cells, n_reports = done.n_reports, "published");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(error = %error, "nothing could be published; trying again later"),
        }
        tokio::time::sleep(PUBLISH_EVERY).await;
    }
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
