//! The log of who read exact data.

use jiff::Timestamp;

use super::{Store, StoreError, on_writer};

/// One reading of exact data: who, what kind of answer, with which parameters (never a result).
#[derive(Debug, Clone)]
pub struct ExactRead {
    pub municipality: String,
    pub reader: String,
    pub what: &'static str,
    pub parameters: String,
    pub at: Timestamp,
}

impl Store {
    /// Writes the entries in one transaction.
    pub async fn log_exact_reads(&self, reads: &[ExactRead]) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO exact_read (municipality, reader, what, parameters, read_at) \
                           VALUES ($1,$2,$3,$4,$5)";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for read in reads {
                sqlx::query(SQL)
                    .bind(&read.municipality)
                    .bind(&read.reader)
                    .bind(read.what)
                    .bind(&read.parameters)
                    .bind(read.at.as_microsecond())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }
}
