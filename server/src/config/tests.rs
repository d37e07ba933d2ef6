//! The configuration as an operator meets it: layers, declarations, problems.

mod capabilities;
mod declared;
mod declared_problems;
mod example;
mod layers;
mod oidc;
mod problems;
mod reference;
mod robustness;
mod telemetry;

use super::{Config, ConfigErrors, Environment, Flags};

fn env(variables: &[(&str, &str)]) -> Environment {
    variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let file = Some(("routex.toml".into(), text));
    Config::from_layers(&Flags::default(), &env(variables), file)
}

fn good(text: &str, variables: &[(&str, &str)]) -> Config {
    read(text, variables).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Every problem as it is printed.
fn problems(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let told = match read(text, variables) {
        Ok(_) => return Vec::new(),
        Err(errors) => errors.to_string(),
    };
    told.lines()
        .skip(1)
        .map(|line| line.trim_start().to_owned())
        .collect()
}
