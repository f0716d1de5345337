//! What is asked of the reports, as far as whoever asks may ask it: exactly for staff, of what is published for
//! everybody.

mod exact;
mod published;

pub(super) use exact::projected;
pub(super) use published::public_name;

use super::staff::Admission;
use super::{Served, Service, ServiceError};
use crate::interop::question::{Layer, Question};

impl Service {
    /// What names the state of the data behind an answer: two answers with the same name are the same.
    pub fn revision(&self, question: &Question, admission: Option<&Admission>) -> Result<String, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        Ok(match layer(question, admission, &served)? {
            Layer::Public => {
                // Asked too finely, it is refused whether or not the asker has an older answer.
                self.public_question(question, &served, &served.public())?;
                public_name(&served, &served.public())
            }
            Layer::Staff => self.staff_revision(&served.index.snapshot(), &served),
        })
    }
}

/// Without a word about the layer, whoever may see it gets the exact one and everybody else the public one.
pub(super) fn layer(
    question: &Question,
    admission: Option<&Admission>,
    served: &Served,
) -> Result<Layer, ServiceError> {
    let may = admission.map(|admission| admission.check(served.town.code()));
    match (question.layer, may) {
        (Some(Layer::Staff), None) => Err(ServiceError::StaffOnly),
        (Some(Layer::Staff), Some(may)) => may.map(|()| Layer::Staff),
        (None, Some(Ok(()))) => Ok(Layer::Staff),
        (Some(Layer::Public), _) | (None, _) => Ok(Layer::Public),
    }
}
