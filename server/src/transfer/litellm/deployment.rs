//! One entry of `model_list`.

use serde_json::{Map, Value};

use super::provider::{self, Known};
use crate::{
    secret::Secret,
    transfer::{Bundle, Variables},
};

/// One entry: a model at an account.
pub(super) struct Deployment {
    pub place: String,
    /// What clients ask for.
    pub name: String,
    pub account: Account,
    /// Of the upstream. `None`: any.
    pub model: Option<String>,
    pub rpm: Option<i64>,
    pub tpm: Option<i64>,
    pub weight: Option<i64>,
    pub order: Option<i64>,
}

/// What makes entries one channel.
#[derive(PartialEq)]
pub(super) struct Account {
    /// Name of a preset.
    pub provider: &'static str,
    pub base_url: Option<String>,
    pub secret: Option<Secret>,
    /// Name of the variable that holds the secret, which is not in the file.
    pub missing: Option<String>,
}

const VARIABLE: &str = "os.environ/";

impl Deployment {
    /// # Errors
    /// Why the entry cannot be taken over.
    pub(super) fn read(
        place: String,
        entry: Value,
        variables: Variables,
        bundle: &mut Bundle,
    ) -> Result<Self, String> {
        let Value::Object(mut entry) = entry else {
            return Err("is not a table".to_owned());
        };
        let name = text(&mut entry, "model_name").ok_or("has no model_name")?;
        let Some(Value::Object(mut params)) = entry.remove("litellm_params") else {
            return Err("has no litellm_params".to_owned());
        };
        let model = text(&mut params, "model").ok_or("has no litellm_params.model")?;
        let (known, model) = provider::of(&model)?;
        let account = Account::read(known, &mut params, variables)?;
        let deployment = Self {
            name,
            account,
            model: (model != "*").then(|| model.to_owned()),
            rpm: number(&mut params, "rpm"),
            tpm: number(&mut params, "tpm"),
            weight: number(&mut params, "weight"),
            order: number(&mut params, "order"),
            place,
        };
        for (section, rest) in [("litellm_params", params), ("", entry)] {
            let rest: Vec<&str> = rest.keys().map(String::as_str).collect();
            if !rest.is_empty() {
                bundle.leave_out(
                    format!("{} {section}", deployment.place).trim_end(),
                    format!("Routex has no place for: {}", rest.join(", ")),
                );
            }
        }
        Ok(deployment)
    }
}

impl Account {
    fn read(
        known: &'static Known,
        params: &mut Map<String, Value>,
        variables: Variables,
    ) -> Result<Self, String> {
        let base = text(params, "api_base").or_else(|| text(params, "base_url"));
        let base = base
            .map(|base| match base.strip_prefix(VARIABLE) {
                Some(name) => variables(name).ok_or_else(|| {
                    format!("api_base is in the variable {name}, which is not known here; write the address instead")
                }),
                None => Ok(base),
            })
            .transpose()?;
        // Which version of an API is asked for is part of the address here.
        params.remove("api_version");
        let base_url = known.base_url(base)?;
        let (secret, missing) = match (text(params, "api_key"), known.variable) {
            (Some(given), _) => match given.strip_prefix(VARIABLE) {
                Some(name) => of_variable(name, variables),
                None => (Some(Secret::new(given)), None),
            },
            (None, Some(name)) => of_variable(name, variables),
            // Servers of one's own take any word.
            (None, None) => (Some(Secret::new("none")), None),
        };
        Ok(Self {
            provider: known.preset,
            base_url,
            secret,
            missing,
        })
    }
}

fn of_variable(name: &str, variables: Variables) -> (Option<Secret>, Option<String>) {
    match variables(name).filter(|value| !value.is_empty()) {
        Some(value) => (Some(Secret::new(value)), None),
        None => (None, Some(name.to_owned())),
    }
}

/// Takes a text out.
fn text(table: &mut Map<String, Value>, name: &str) -> Option<String> {
    match table.remove(name)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes a whole number out; another value stays and is told.
fn number(table: &mut Map<String, Value>, name: &str) -> Option<i64> {
    let number = table.get(name)?.as_i64()?;
    table.remove(name);
    Some(number)
}
