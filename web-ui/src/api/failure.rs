//! What went wrong with a call.

use routex_entity::api::{FieldProblem, ProblemBody};
use yew::AttrValue;

use crate::i18n::I18n;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Routex refused, and says why.
    Refused(Box<ProblemBody>),
    /// The session is over; what was asked for can be asked again after signing in.
    SignedOut,
    /// Routex could not be reached.
    Unreachable,
    /// What was answered is not what this page knows: it is of another version.
    Unreadable { status: u16 },
}

impl Failure {
    /// Reads a refusal.
    pub fn of(status: u16, body: &str) -> Self {
        match serde_json::from_str::<ProblemBody>(body) {
            Ok(_) if status == 401 => Self::SignedOut,
            Ok(problem) => Self::Refused(Box::new(problem)),
            // What stands between, such as a proxy, has its own way of saying no.
            Err(_not_ours) => Self::Unreadable { status },
        }
    }

    /// What happened, in a few words.
    pub fn title(&self, i18n: &I18n) -> AttrValue {
        match self {
            Self::Refused(problem) => AttrValue::from(problem.title.clone()),
            Self::SignedOut => i18n.t("failure-signed-out"),
            Self::Unreachable => i18n.t("failure-unreachable"),
            Self::Unreadable { .. } => i18n.t("failure-unreadable"),
        }
    }

    /// What to do about it.
    pub fn detail(&self, i18n: &I18n) -> AttrValue {
        match self {
            Self::Refused(problem) => AttrValue::from(problem.detail.clone()),
            Self::SignedOut => i18n.t("failure-signed-out-help"),
            Self::Unreachable => i18n.t("failure-unreachable-help"),
            Self::Unreadable { status } => {
                i18n.with("failure-unreadable-help", [("status", (*status).into())])
            }
        }
    }

    /// By which its line in the log is found.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => Some(&problem.request_id),
            _ => None,
        }
    }

    /// What is wrong with single fields.
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Refused(problem) => &problem.errors,
            _ => &[],
        }
    }

    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => Some(&problem.code),
            _ => None,
        }
    }
}

/// What is wrong with this field, elements and fields of its own included. Told with their names where there are some.
pub fn field_error(failure: Option<&Failure>, field: &str) -> Option<AttrValue> {
    let told: Vec<String> = failure?
        .fields()
        .iter()
        .filter_map(|problem| {
            let rest = problem.field.strip_prefix(field)?;
            match rest.chars().next() {
                None => Some(problem.message.clone()),
                Some('.' | '[') => Some(format!("{}: {}", problem.field, problem.message)),
                Some(_) => None,
            }
        })
        .collect();
    (!told.is_empty()).then(|| AttrValue::from(told.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str = r#"{"type":"urn:routex:problem:invalid_fields","title":"Some fields do not hold what they must",
        "status":422,"detail":"name: is taken","code":"invalid_fields","request_id":"0199",
        "errors":[{"field":"channel.name","message":"is taken"},{"field":"channel.api_keys[0]","message":"is empty"}]}"#;

    #[test]
    fn a_refusal_says_which_field_is_wrong() {
        let failure = Failure::of(422, REFUSAL);
        let told = |field| field_error(Some(&failure), field);

        assert_eq!(told("channel.name").unwrap(), "is taken");
        assert_eq!(
            told("channel.api_keys").unwrap(),
            "channel.api_keys[0]: is empty"
        );
        assert_eq!(told("channel.api"), None);
        assert_eq!(failure.request_id(), Some("0199"));
    }

    #[test]
    fn only_routex_ends_a_session() {
        let ours = REFUSAL.replace("422", "401");
        assert_eq!(Failure::of(401, &ours), Failure::SignedOut);
        let proxy = Failure::of(401, "<html>who are you?</html>");
        assert_eq!(proxy, Failure::Unreadable { status: 401 });
    }
}
