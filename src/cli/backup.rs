//! `trygghetskarta backup FILE` and `trygghetskarta restore FILE`

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;

use crate::config::StoreConfig;
use crate::interop::backup::{About, Piece, Reader, Writer};
use crate::staff::audit::{Act, Entry};
use crate::store::{Restored, Store};

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    store: StoreConfig,
    /// Where to write it (gzip); nothing is there until it is whole. It holds what residents wrote and the secrets of
    /// the installation: keep it where the database may be kept.
    file: PathBuf,
    /// Put it in the place of a file that is there.
    #[arg(long)]
    overwrite: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    store: StoreConfig,
    /// A file made by `trygghetskarta backup`.
    file: PathBuf,
    /// Read the whole file and its checksum, and change nothing.
    #[arg(long)]
    check: bool,
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        if self.file.exists() && !self.overwrite {
            bail!("{} is there already; add --overwrite or choose another name", self.file.display());
        }
        let store = Store::open(&self.store.database_url).await.context("cannot open the database")?;
        let part = self.file.with_added_extension("part");
        let written = self.write(&store, &part).await;
        let n_rows = match written {
            Ok(n_rows) => n_rows,
            Err(error) => {
                let _ = std::fs::remove_file(&part);
                return Err(error);
            }
        };
        std::fs::rename(&part, &self.file).with_context(|| format!("cannot write {}", self.file.display()))?;
        // The name is durable when its folder is.
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
        println!("{n_rows} rows in {}", self.file.display());
        Ok(())
    }

    async fn write(&self, store: &Store, part: &Path) -> anyhow::Result<u64> {
        // One that was left lying is not written into: it may be somebody else's, or a link.
        let _ = std::fs::remove_file(part);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
        let file = file.with_context(|| format!("cannot write {}", part.display()))?;
        let packed = GzEncoder::new(BufWriter::new(file), Compression::default());
        let about = About::new(store.schema().await?, store.engine(), Timestamp::now().to_string());
        let mut writer = Writer::begin(packed, &about)?;
        store.back_up(&mut writer).await?;
        let (n_rows, packed) = writer.finish()?;
        let file = packed.finish()?.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(n_rows)
    }
}

impl Restore {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let file = File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let (mut reader, about) = Reader::begin(BufReader::new(unpacked(file)?))?;
        if self.check {
            loop {
                if let Piece::End { n_rows } = reader.piece()? {
                    println!("whole: {n_rows} rows, made {} on {}", about.made_at, about.engine);
                    return Ok(());
                }
            }
        }
        let store = Store::open(&self.store.database_url).await.context("cannot open the database")?;
        let Restored { n_rows, held } = store.restore(&mut reader, about.schema, Timestamp::now()).await?;
        let told = super::publish::told(&held);
        let parameters = serde_json::json!({"made_at": about.made_at, "rows": n_rows, "held_back": told}).to_string();
        let (who, what) = ("operator".to_owned(), "restore");
        let line = Entry { at: Timestamp::now(), who, municipality: String::new(), act: Act::Change, what, parameters };
        store.add_to_audit(vec![line]).await?;
        println!("{n_rows} rows of {} are back", about.made_at);
        eprintln!(
            "what was closed, taken back or redacted since then is open again: look through accounts, keys and the log"
        );
        super::publish::say_held(&held);
        std::io::stdout().flush()?;
        Ok(())
    }
}

/// Packed or not: what its first bytes say.
fn unpacked(file: File) -> anyhow::Result<Box<dyn Read>> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let mut file = BufReader::new(file);
    let is_packed = std::io::BufRead::fill_buf(&mut file)?.starts_with(&GZIP);
    Ok(if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}
