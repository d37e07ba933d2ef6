//! Views of a conversation that several dialects need.

use std::collections::HashMap;

use routex_entity::Dialect;

use super::{Content, Part, Request, Role, Turn};

/// What one side says before the other speaks again: neighbouring turns of the same role are one.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken<'a> {
    pub role: Role,
    pub parts: Vec<&'a Part>,
}

/// Which tool a call was for, by the call's id.
#[derive(Debug, Default)]
pub struct CallNames<'a>(HashMap<&'a str, &'a str>);

impl Request {
    /// System and developer messages before anybody else speaks, and the turns behind them.
    pub fn preamble(&self) -> (&[Turn], &[Turn]) {
        let is_system = |turn: &Turn| matches!(turn.role, Role::System | Role::Developer);
        let end = self
            .turns
            .iter()
            .position(|turn| !is_system(turn))
            .unwrap_or(self.turns.len());
        self.turns.split_at(end)
    }

    /// Everything that is said to the model before the conversation: the dialect's own member, then the preamble.
    /// What a client tells Anthropic about itself there (`x-anthropic-billing-header: …`) is no instruction.
    pub fn instructions(&self) -> impl Iterator<Item = &Part> {
        let (preamble, _) = self.preamble();
        let said = preamble.iter().flat_map(|turn| &turn.parts);
        let own = self.system.iter().filter(|part| !self.is_billing(part));
        own.chain(said)
    }

    fn is_billing(&self, part: &Part) -> bool {
        self.origin == Dialect::Anthropic
            && part
                .as_text()
                .is_some_and(|text| text.starts_with("x-anthropic-billing-header:"))
    }

    /// The conversation behind the preamble. Turns of nobody are left out.
    pub fn spoken(&self) -> Vec<Spoken<'_>> {
        let mut spoken: Vec<Spoken<'_>> = Vec::new();
        for turn in self.preamble().1 {
            match spoken.last_mut() {
                Some(last) if last.role == turn.role => last.parts.extend(&turn.parts),
                _ => spoken.push(Spoken {
                    role: turn.role,
                    parts: turn.parts.iter().collect(),
                }),
            }
        }
        spoken.retain(|spoken| !spoken.parts.is_empty());
        spoken
    }

    pub fn call_names(&self) -> CallNames<'_> {
        let parts = self.turns.iter().flat_map(|turn| &turn.parts);
        CallNames(
            parts
                .filter_map(|part| match &part.content {
                    Content::ToolCall(call) => Some((call.id.as_str(), call.name.as_str())),
                    _ => None,
                })
                .collect(),
        )
    }
}

impl<'a> CallNames<'a> {
    pub fn get(&self, call_id: &str) -> Option<&'a str> {
        self.0.get(call_id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_to_anthropic_alone_is_no_instruction() {
        let system = ["x-anthropic-billing-header: cc_version=2", "Be brief."];
        let said = |origin| {
            let request = Request {
                system: system.map(Part::text).into(),
                ..Request::new(origin, "m")
            };
            let texts = request.instructions().filter_map(Part::as_text);
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(said(Dialect::Anthropic), ["Be brief."]);
        assert_eq!(said(Dialect::Gemini), system);
    }

    #[test]
    fn neighbours_of_one_role_speak_together_behind_the_preamble() {
        let turn = |role, text: &str| Turn::new(role, vec![Part::text(text)]);
        let request = Request {
            system: vec![Part::text("own")],
            turns: vec![
                turn(Role::System, "s"),
                turn(Role::Developer, "d"),
                turn(Role::User, "u1"),
                turn(Role::User, "u2"),
                turn(Role::Assistant, "a"),
                turn(Role::System, "later"),
            ],
            ..Request::new(Dialect::OpenaiChat, "m")
        };
        let said: Vec<_> = request.instructions().filter_map(Part::as_text).collect();
        assert_eq!(said, ["own", "s", "d"]);
        let spoken: Vec<_> = request
            .spoken()
            .iter()
            .map(|spoken| (spoken.role, spoken.parts.len()))
            .collect();
        assert_eq!(
            spoken,
            [(Role::User, 2), (Role::Assistant, 1), (Role::System, 1)]
        );
    }
}
