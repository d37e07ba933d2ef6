//! What is about to be asked. Pure.

use routex_entity::Dialect;

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub dialect: Dialect,
    pub model: String,
    pub system: String,
    pub prompt: String,
    pub stream: bool,
    /// As typed. Empty: the provider's own.
    pub temperature: String,
    pub max_tokens: String,
}

/// A change of one field.
pub enum Edit {
    Dialect(Dialect),
    Model(String),
    System(String),
    Prompt(String),
    Stream(bool),
    Temperature(String),
    MaxTokens(String),
}

/// What keeps it from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Model,
    Prompt,
    Temperature,
    MaxTokens,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            dialect: Dialect::OpenaiChat,
            model: String::new(),
            system: String::new(),
            prompt: String::new(),
            stream: true,
            temperature: String::new(),
            max_tokens: String::new(),
        }
    }
}

impl Draft {
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Dialect(dialect) => self.dialect = dialect,
            Edit::Model(model) => self.model = model,
            Edit::System(system) => self.system = system,
            Edit::Prompt(prompt) => self.prompt = prompt,
            Edit::Stream(stream) => self.stream = stream,
            Edit::Temperature(temperature) => self.temperature = temperature,
            Edit::MaxTokens(tokens) => self.max_tokens = tokens,
        }
    }

    pub fn gaps(&self) -> Vec<Gap> {
        let wrong = |text: &str, good: bool| !text.trim().is_empty() && !good;
        let checks = [
            (self.model.trim().is_empty(), Gap::Model),
            (self.prompt.trim().is_empty(), Gap::Prompt),
            (
                wrong(&self.temperature, self.temperature().is_some()),
                Gap::Temperature,
            ),
            (
                wrong(&self.max_tokens, self.max_tokens().is_some()),
                Gap::MaxTokens,
            ),
        ];
        let missing = checks.into_iter().filter(|(missing, _)| *missing);
        missing.map(|(_, gap)| gap).collect()
    }

    /// From 0 to 2.
    pub fn temperature(&self) -> Option<f64> {
        let temperature = self.temperature.trim().parse().ok()?;
        (0.0..=2.0).contains(&temperature).then_some(temperature)
    }

    pub fn max_tokens(&self) -> Option<u32> {
        let tokens = self.max_tokens.trim().parse().ok()?;
        (tokens > 0).then_some(tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_makes_no_sense_is_told() {
        let mut draft = Draft::default();
        assert_eq!(draft.gaps(), [Gap::Model, Gap::Prompt]);
        for edit in [
            Edit::Model("m".to_owned()),
            Edit::Prompt("Hello".to_owned()),
            Edit::Temperature("2.5".to_owned()),
            Edit::MaxTokens("0".to_owned()),
        ] {
            draft.edit(edit);
        }
        assert_eq!(draft.gaps(), [Gap::Temperature, Gap::MaxTokens]);
        draft.edit(Edit::Temperature(" 0.5 ".to_owned()));
        draft.edit(Edit::MaxTokens(String::new()));
        assert!(draft.gaps().is_empty());
        assert_eq!((draft.temperature(), draft.max_tokens()), (Some(0.5), None));
    }
}
