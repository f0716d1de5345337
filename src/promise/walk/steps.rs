//! Förmöte, vandring, uppföljande möte, ny vandring: in this order, and no other.

use crate::promise::Objection;

/// How far a walk has come. Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkState {
    Planned,
    /// The meeting before it was held.
    Prepared,
    Walked,
    /// The owners have said what they will do.
    FollowedUp,
    /// The same walk was planned again.
    Renewed,
    /// It came to nothing.
    Cancelled,
}

/// What can happen to a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    PreMeeting,
    Walk,
    FollowUpMeeting,
    NewWalk,
    Cancel,
}

impl WalkState {
    pub const ALL: [Self; 6] =
        [Self::Planned, Self::Prepared, Self::Walked, Self::FollowedUp, Self::Renewed, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Prepared => "prepared",
            Self::Walked => "walked",
            Self::FollowedUp => "followed_up",
            Self::Renewed => "renewed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What comes next; nothing after a new walk or a cancelled one.
    pub fn next(self) -> Option<Step> {
        match self {
            Self::Planned => Some(Step::PreMeeting),
            Self::Prepared => Some(Step::Walk),
            Self::Walked => Some(Step::FollowUpMeeting),
            Self::FollowedUp => Some(Step::NewWalk),
            Self::Renewed | Self::Cancelled => None,
        }
    }

    /// Where a step leads, or why it cannot be taken now.
    pub fn after(self, step: Step) -> Result<Self, Objection> {
        match (self, step) {
            (Self::Planned, Step::PreMeeting) => Ok(Self::Prepared),
            (Self::Prepared, Step::Walk) => Ok(Self::Walked),
            (Self::Walked, Step::FollowUpMeeting) => Ok(Self::FollowedUp),
            (Self::FollowedUp, Step::NewWalk) => Ok(Self::Renewed),
            (Self::Planned | Self::Prepared, Step::Cancel) => Ok(Self::Cancelled),
            (state, step) => Err(state.objection_to(step)),
        }
    }

    fn objection_to(self, step: Step) -> Objection {
        let (is_sv, is_en) = self.words();
        let (what_sv, what_en) = step.words();
        let (next_sv, next_en) = match self.next() {
            Some(next) => {
                (format!("Nästa steg är {}.", next.words().0), format!("The next step is {}.", next.words().1))
            }
            None => ("Den är avslutad.".to_owned(), "It is closed.".to_owned()),
        };
        Objection::new(
            "/step",
            "illegal_step",
            format!("Vandringen är {is_sv}, och då kan {what_sv} inte föras in. {next_sv}"),
            format!("The walk is {is_en}, so {what_en} cannot be entered. {next_en}"),
        )
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Planned => ("planerad", "planned"),
            Self::Prepared => ("förberedd", "prepared"),
            Self::Walked => ("gången", "walked"),
            Self::FollowedUp => ("uppföljd", "followed up"),
            Self::Renewed => ("följd av en ny vandring", "followed by a new walk"),
            Self::Cancelled => ("inställd", "cancelled"),
        }
    }
}

impl Step {
    pub const ALL: [Self; 5] = [Self::PreMeeting, Self::Walk, Self::FollowUpMeeting, Self::NewWalk, Self::Cancel];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreMeeting => "pre_meeting",
            Self::Walk => "walk",
            Self::FollowUpMeeting => "follow_up_meeting",
            Self::NewWalk => "new_walk",
            Self::Cancel => "cancel",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::PreMeeting => ("förmötet", "the first meeting"),
            Self::Walk => ("vandringen", "the walk"),
            Self::FollowUpMeeting => ("det uppföljande mötet", "the follow-up meeting"),
            Self::NewWalk => ("en ny vandring", "a new walk"),
            Self::Cancel => ("att den ställs in", "that it is cancelled"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_taken_in_their_order_and_no_other() {
        let mut state = WalkState::Planned;
        for step in [Step::PreMeeting, Step::Walk, Step::FollowUpMeeting, Step::NewWalk] {
            assert_eq!(state.next(), Some(step));
            for other in Step::ALL.into_iter().filter(|other| *other != step && *other != Step::Cancel) {
                let objection = state.after(other).expect_err("out of order");
                assert_eq!((objection.code, objection.pointer.as_str()), ("illegal_step", "/step"));
                assert!(objection.sv.contains("Nästa steg är") && objection.en.contains("next step"));
            }
            state = state.after(step).expect("in order");
        }
        assert_eq!((state, state.next()), (WalkState::Renewed, None));
    }

    #[test]
    fn what_has_been_walked_cannot_be_cancelled() {
        for state in WalkState::ALL {
            let may = matches!(state, WalkState::Planned | WalkState::Prepared);
            assert_eq!(state.after(Step::Cancel).is_ok(), may, "{state:?}");
            assert_eq!(WalkState::parse(state.as_str()), Some(state));
        }
        assert!(Step::ALL.into_iter().all(|step| Step::parse(step.as_str()) == Some(step)));
    }
}
