//! What is said of single seats: of one, and of all that were asked together.

use std::time::Instant;

use super::Fate;
use crate::{
    channel::{CredentialId, messages::Refused},
    router::{rehearsal::Rehearsal, strategy::Candidate},
};

/// What is said of one seat of the plan.
pub(super) struct Told {
    pub seat: usize,
    pub credential: Option<CredentialId>,
    pub score: Option<f64>,
    pub odds: Option<f64>,
    pub fate: Fate,
}

impl Told {
    pub fn of(seat: usize, fate: Fate) -> Self {
        Self {
            seat,
            credential: None,
            score: None,
            odds: None,
            fate,
        }
    }

    pub fn chosen(seat: usize, credential: CredentialId, head: &'static str) -> Self {
        Self {
            credential: Some(credential),
            ..Self::of(seat, Fate::Chosen(head))
        }
    }

    pub fn refusal(&self) -> Option<(usize, Refused)> {
        match &self.fate {
            Fate::Refused(refused) => Some((self.seat, refused.clone())),
            _ => None,
        }
    }

    /// Somebody else serves already.
    pub fn later(self) -> Self {
        let fate = match self.fate {
            Fate::Chosen(_) | Fate::Drawn => Fate::Later,
            fate => fate,
        };
        Self {
            odds: None,
            fate,
            ..self
        }
    }
}

/// Seats that were asked all at once, and how the strategy would go through them. Indices are those of `seats`.
pub(super) struct Round {
    pub seats: Vec<usize>,
    pub answers: Vec<Result<CredentialId, Refused>>,
    pub candidates: Vec<Candidate>,
    pub rehearsal: Rehearsal,
    pub strategy: &'static str,
    pub now: Instant,
}

impl Round {
    /// In the order of asking.
    pub fn told(&self) -> Vec<Told> {
        let rehearsal = &self.rehearsal;
        let told = rehearsal.order.iter().map(|index| {
            let fate = match &self.answers[*index] {
                Err(refused) => Fate::Refused(refused.clone()),
                Ok(_) if rehearsal.served() == Some(*index) => Fate::Chosen(self.strategy),
                Ok(_) if rehearsal.possible.contains(index) => Fate::Drawn,
                Ok(_) => Fate::Later,
            };
            Told {
                seat: self.seats[*index],
                credential: self.answers[*index].as_ref().ok().copied(),
                score: rehearsal.scores[*index],
                odds: Some(rehearsal.odds[*index]),
                fate,
            }
        });
        told.collect()
    }
}
