//! What somebody told by telephone, on paper or at a meeting, entered by staff.

use serde_json::{Value, json};

use super::super::staff::Admission;
use super::super::submit::Receipt;
use super::super::{Service, ServiceError};

/// How it reached us.
pub const TOLD_BY: [&str; 3] = ["phone", "paper", "meeting"];

/// What became of one of several reports.
pub enum OnBehalf {
    Stored(Box<Receipt>),
    Refused(ServiceError),
}

impl Service {
    /// Enters several reports; each is stored or refused for itself. With a key the whole list can be sent again.
    pub async fn tell_on_behalf(
        &self,
        municipality: Option<&str>,
        (told_by, reports): (&str, &[Value]),
        key: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<OnBehalf>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        self.changing(admission, code, "on_behalf", json!({"told_by": told_by, "n": reports.len()})).await?;
        let channel = format!("on_behalf:{told_by}");
        let mut outcomes = Vec::with_capacity(reports.len());
        for (nth, report) in reports.iter().enumerate() {
            let mut body = report.clone();
            if let Some(fields) = body.as_object_mut() {
                // Staff enter what concerns the municipality they work for.
                fields.insert("municipality".to_owned(), json!(code));
            }
            let key = key.map(|key| format!("{code}-{key}-{nth}"));
            outcomes.push(match self.submit_by(&channel, &body, key.as_deref()).await {
                Ok(receipt) => OnBehalf::Stored(Box::new(receipt)),
                Err(refused @ (ServiceError::Flaws(_) | ServiceError::BadParameter(_))) => OnBehalf::Refused(refused),
                Err(error) => return Err(error),
            });
        }
        Ok(outcomes)
    }
}
