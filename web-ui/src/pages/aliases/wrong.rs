//! What Routex says is wrong with exactly one field, its elements left to their own. Pure.

use yew::AttrValue;

use crate::api::Failure;

pub fn told(failure: Option<&Failure>, field: &str) -> Option<AttrValue> {
    let mut problems = failure?.fields().iter();
    let problem = problems.find(|problem| problem.field == field)?;
    Some(AttrValue::from(problem.message.clone()))
}

/// Whether all that is wrong stands beside a field of the form.
pub fn beside_fields(failure: &Failure) -> bool {
    let fields = failure.fields();
    let known = |field: &str| {
        ["name", "strategy", "targets"].contains(&field)
            || field.starts_with("targets[")
            || field.starts_with("fallbacks[")
    };
    !fields.is_empty() && fields.iter().all(|problem| known(&problem.field))
}
