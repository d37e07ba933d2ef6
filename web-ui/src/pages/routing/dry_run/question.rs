//! The request that is asked about: in the form, in the address, and as the API takes it. Pure.

use routex_entity::{Dialect, Feature, api::ExplainInput};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub model: String,
    pub dialect: Dialect,
    /// Empty: the client names none.
    pub session: String,
    pub key: Option<Uuid>,
    /// As typed. Empty: the usual.
    pub tokens: String,
    pub needs: Vec<Feature>,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            model: String::new(),
            dialect: Dialect::OpenaiChat,
            session: String::new(),
            key: None,
            tokens: String::new(),
            needs: Vec::new(),
        }
    }
}

impl Question {
    /// What cannot be read, as of an address that somebody mistyped, is left out.
    pub fn of_query(query: &str) -> Self {
        let mut question = Self::default();
        for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            match &*name {
                "model" => question.model = value.into_owned(),
                "dialect" => question.dialect = value.parse().unwrap_or(question.dialect),
                "session" => question.session = value.into_owned(),
                "key" => question.key = value.parse().ok(),
                "tokens" => question.tokens = value.into_owned(),
                "needs" => {
                    let needs = value.split(',');
                    question.needs = needs.filter_map(|need| need.parse().ok()).collect();
                }
                _ => {}
            }
        }
        question
    }

    /// What the address says of it; what is usual is left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let dialect = (self.dialect != Self::default().dialect).then(|| self.dialect.to_string());
        let key = self.key.map(|key| key.to_string());
        let needs: Vec<&str> = self.needs.iter().map(|need| need.as_str()).collect();
        let pairs = [
            ("model", self.model.trim().to_owned()),
            ("dialect", dialect.unwrap_or_default()),
            ("session", self.session.trim().to_owned()),
            ("key", key.unwrap_or_default()),
            ("tokens", self.tokens.trim().to_owned()),
            ("needs", needs.join(",")),
        ];
        pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// `Err`: there is a text, and no sense in it.
    pub fn estimate(&self) -> Result<Option<u32>, ()> {
        match self.tokens.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_not_a_count| ()),
        }
    }

    /// `None`: it is not whole.
    pub fn input(&self) -> Option<ExplainInput> {
        let model = self.model.trim();
        let session = self.session.trim();
        let estimated_input_tokens = self.estimate().ok()?;
        (!model.is_empty()).then(|| ExplainInput {
            dialect: self.dialect,
            model: model.to_owned(),
            session: (!session.is_empty()).then(|| session.to_owned()),
            client_key_id: self.key,
            estimated_input_tokens,
            needs: self.needs.clone(),
        })
    }

    /// With a need more, or less. They stay in the order of their declaration.
    pub fn toggle(&mut self, need: Feature) {
        match self.needs.iter().position(|known| *known == need) {
            Some(place) => {
                self.needs.remove(place);
            }
            None => {
                self.needs.push(need);
                self.needs.sort_unstable();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            model: "smart".to_owned(),
            dialect: Dialect::Anthropic,
            session: "a b".to_owned(),
            key: Some(Uuid::from_u128(7)),
            tokens: "200000".to_owned(),
            needs: vec![Feature::Tools, Feature::Images],
        }
    }

    #[test]
    fn the_address_says_all_of_it() {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("tab", "dry-run")
            .extend_pairs(question().pairs());
        assert_eq!(
            Question::of_query(&format!("?{}", query.finish())),
            question()
        );
        assert_eq!(Question::default().pairs(), []);
    }

    #[test]
    fn an_address_that_was_mistyped_is_read_as_far_as_it_can_be() {
        let read = Question::of_query("model=x&dialect=latin&key=me&needs=tools,wings");
        let expected = Question {
            model: "x".to_owned(),
            needs: vec![Feature::Tools],
            ..Question::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn only_what_is_whole_is_asked() {
        let input = question().input().unwrap();
        assert_eq!(input.estimated_input_tokens, Some(200_000));
        assert_eq!(input.session.as_deref(), Some("a b"));
        let nameless = Question {
            model: "  ".to_owned(),
            ..question()
        };
        assert_eq!(nameless.input(), None);
        let vague = Question {
            tokens: "many".to_owned(),
            ..question()
        };
        assert_eq!((vague.estimate(), vague.input()), (Err(()), None));
    }

    #[test]
    fn needs_keep_their_order() {
        let mut question = Question::default();
        question.toggle(Feature::Images);
        question.toggle(Feature::Tools);
        assert_eq!(question.needs, [Feature::Tools, Feature::Images]);
        question.toggle(Feature::Images);
        assert_eq!(question.needs, [Feature::Tools]);
    }
}
