//! Every setting: a flag, a `TK_…` variable, a default and a sentence.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

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

    /// The token that lets staff see exact data. Without one, nobody can.
    #[arg(long, env = "TK_STAFF_TOKEN", hide_env_values = true)]
    pub staff_token: Option<String>,

    /// The address people use, as https://trygghet.kommunen.example; over https the cookies of staff are held to it.
    #[arg(long, env = "TK_PUBLIC_URL")]
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
}

impl ServeConfig {
    pub fn is_over_tls(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What is logged and how.
#[derive(Debug, Clone, Args)]
pub struct LogConfig {
    /// Which log lines are written, as tracing's filter: warn, info, trygghetskarta=debug, …
    #[arg(long, env = "TK_LOG", default_value = "info", global = true)]
    pub log: String,

    /// Write log lines as JSON.
    #[arg(long, env = "TK_LOG_JSON", global = true)]
    pub log_json: bool,
}
