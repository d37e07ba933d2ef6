//! What an explanation comes to. Pure.

use routex_entity::api::{ExplainedCandidate, Explanation};

#[derive(Debug, PartialEq)]
pub enum Outcome<'a> {
    Goes(&'a ExplainedCandidate),
    /// Lots decide between so many.
    Drawn(usize),
    Nowhere,
}

pub fn outcome(explanation: &Explanation) -> Outcome<'_> {
    let mut candidates = explanation.candidates.iter();
    if let Some(chosen) = candidates.clone().find(|candidate| candidate.chosen) {
        return Outcome::Goes(chosen);
    }
    let able = candidates.by_ref().filter(|candidate| !candidate.excluded);
    match able.filter(|candidate| candidate.reason == "drawn").count() {
        0 => Outcome::Nowhere,
        count => Outcome::Drawn(count),
    }
}

/// Those that would be asked, in that order, and those that would not.
pub fn parted(explanation: &Explanation) -> [Vec<&ExplainedCandidate>; 2] {
    let (asked, others) = explanation
        .candidates
        .iter()
        .partition(|candidate| candidate.order.is_some());
    [asked, others]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::explanation;

    #[test]
    fn one_is_chosen_or_lots_decide_or_nothing_serves() {
        let mut told = explanation();
        let chosen = &told.candidates[1];
        assert_eq!(outcome(&told), Outcome::Goes(chosen));
        let [asked, others] = parted(&told);
        assert_eq!((asked.len(), others.len()), (2, 1));

        told.candidates[1].chosen = false;
        told.candidates[1].reason = "drawn".to_owned();
        assert_eq!(outcome(&told), Outcome::Drawn(1));
        told.candidates.remove(1);
        assert_eq!(outcome(&told), Outcome::Nowhere);
    }
}
