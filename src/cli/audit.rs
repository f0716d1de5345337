//! `trygghetskarta audit verify|export`

use std::io::Write;

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::config::StoreConfig;
use crate::interop::wire::AuditLineBody;
use crate::staff::audit::seal_text;
use crate::store::Store;

#[derive(Args)]
pub(super) struct AuditCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Walk the whole log: every line is as it was written, and none is missing between them.
    Verify {
        #[command(flatten)]
        store: StoreConfig,
        /// A seal somebody kept elsewhere, as SEQ:HEX: it must be in the log, or lines were cut off at its end.
        #[arg(long)]
        contains: Option<String>,
    },
    /// Write every line to standard output, one JSON object a line.
    Export {
        #[command(flatten)]
        store: StoreConfig,
    },
}

impl AuditCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Verify { store, contains } => {
                let service = super::start(&store, None).await?;
                let kept = contains.as_deref().map(kept_seal).transpose()?;
                if let Some((seq, hex)) = &kept {
                    let line = service.store().audit_after(seq.saturating_sub(1), 1).await?.pop();
                    if line.is_none_or(|line| line.seq != *seq || seal_text(&line.seal) != *hex) {
                        bail!("line {seq} is not the one whose seal was kept: the log was cut off or written anew");
                    }
                }
                match service.verify_audit().await? {
                    Ok(walk) => {
                        println!("{} lines, the last seal is {}:{}", walk.n_lines, walk.n_lines, seal_text(&walk.seal))
                    }
                    Err(broken) => bail!("line {broken} of the audit log is missing or not as it was written"),
                }
                Ok(())
            }
            Action::Export { store } => {
                const PAGE: u32 = 5_000;
                let store = Store::open(&store.database_url).await?;
                let (mut out, mut seq) = (std::io::stdout().lock(), 0);
                loop {
                    let lines = store.audit_after(seq, PAGE).await?;
                    for line in &lines {
                        serde_json::to_writer(&mut out, &AuditLineBody::of(line))?;
                        out.write_all(b"\n")?;
                        seq = line.seq;
                    }
                    if lines.len() < PAGE as usize {
                        return Ok(());
                    }
                }
            }
        }
    }
}

fn kept_seal(text: &str) -> anyhow::Result<(u64, String)> {
    match text.split_once(':').map(|(seq, hex)| (seq.parse(), hex)) {
        Some((Ok(seq), hex)) if hex.len() == 64 => Ok((seq, hex.to_lowercase())),
        _ => bail!("--contains is SEQ:HEX, as `audit verify` prints it"),
    }
}
