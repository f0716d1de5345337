//! `trygghetskarta export heat|observations`: through the same guard as the web.

use std::io::{ErrorKind, Write};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::config::StoreConfig;
use crate::interop::question::{Question, Unit};
use crate::interop::{heat, observations};
use crate::service::ServiceError;

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    store: StoreConfig,
    what: What,
    /// Parameters as in the API's address: --ask group=traffic --ask from=2026-01
    #[arg(long = "ask", value_name = "NAME=VALUE")]
    asks: Vec<String>,
    /// Exact data for staff instead of the public layer. Whoever can open the database can read it; the reading is
    /// logged.
    #[arg(long)]
    exact: bool,
    #[arg(long, value_enum, default_value_t = Format::Geojson)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Heat,
    Observations,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Geojson,
    Csv,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, None).await?;
        super::known_municipality(&service, self.store.municipality.as_deref())?;
        let admission = self.exact.then(|| service.admit_operator());
        let pairs: Option<Vec<(String, String)>> = self
            .asks
            .iter()
            .map(|ask| ask.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect();
        let mut question = Question::read(&pairs.context("--ask is NAME=VALUE")?)
            .map_err(|bad| anyhow::anyhow!("{}: {}", bad.name, bad.en))?;
        if let What::Heat = self.what
            && (question.unit == Some(Unit::Link) || question.limit.is_some() || question.cursor.is_some())
        {
            bail!("heat is written in squares, all at once: leave unit, limit and cursor out");
        }
        match (self.what, self.format) {
            (What::Heat, format) => {
                let answer = service.heat(&question, admission.as_ref()).await.map_err(in_words)?;
                let metric = &answer.served.town.metric;
                let text = match format {
                    Format::Geojson => {
                        let mut text = heat::feature_collection(&answer.heat, &answer.frame, metric);
                        text.push(b'\n');
                        text
                    }
                    Format::Csv => heat::csv(&answer.heat, metric.epsg()).into_bytes(),
                };
                print(&text)?;
            }
            (What::Observations, Format::Geojson) => {
                let Some(admission) = admission else { bail!("observations are exact data: add --exact") };
                // One document a page, one page a line: a stream that never holds more than a page.
                loop {
                    let page = service.observations(&question, &admission).await.map_err(in_words)?;
                    let metric = &page.served.town.metric;
                    let text =
                        observations::feature_collection(&page.observations, page.next, metric, service.catalogue());
                    question.cursor = page.next;
                    if print(format!("{text}\n").as_bytes())? == Reader::Gone || question.cursor.is_none() {
                        break;
                    }
                }
            }
            (What::Observations, Format::Csv) => bail!("observations have shapes: use --format geojson"),
        }
        Ok(())
    }
}

#[derive(PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

/// Writes to standard output. Whoever has seen enough (`| head`) closes it: then there is nothing more to do.
fn print(text: &[u8]) -> anyhow::Result<Reader> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(error).context("cannot write"),
    }
}

fn in_words(error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::BadParameter(bad) => anyhow::anyhow!("{}: {}", bad.name, bad.en),
        other => other.into(),
    }
}
