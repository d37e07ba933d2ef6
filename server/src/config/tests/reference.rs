//! docs/en/configuration.md: the annotated example as tables. That the example shows every key with its default, `example` tests.

use std::fmt::Write as _;

use super::problems;
use crate::{
    config::overlay::{DECLARATIONS, SECTIONS},
    docs::keep,
};

const EXAMPLE: &str = include_str!("../../../../routex.example.toml");

/// A key as the example shows it.
struct Shown {
    key: &'static str,
    value: &'static str,
    about: String,
}

#[test]
fn the_reference_of_the_configuration_is_kept() {
    keep("en/configuration.md", &reference());
}

fn reference() -> String {
    let mut text = "# Configuration\n\nEvery key of `routex.toml`. Only what is marked as required must be there.\n\n```text\n".to_owned();
    let intro = EXAMPLE
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('#'));
    for line in intro.skip_while(|line| *line == "#") {
        writeln!(text, "{}", line.strip_prefix("# ").unwrap_or_default()).unwrap();
    }
    text.push_str("```\n");
    for (header, about, keys) in sections() {
        let name = header.trim_matches(['[', ']']);
        write!(text, "\n## `{header}`\n\n").unwrap();
        if !about.is_empty() {
            write!(text, "{about}\n\n").unwrap();
        }
        if SECTIONS.contains(&name) {
            text.push_str(
                "| key | default | unit | variable | |\n| --- | --- | --- | --- | --- |\n",
            );
        } else {
            text.push_str("| key | default | unit | |\n| --- | --- | --- | --- |\n");
        }
        let required = required_keys(&header);
        for shown in keys {
            let needed = required.iter().any(|key| key == shown.key);
            let default = if needed {
                "required".to_owned()
            } else {
                shown.default()
            };
            write!(text, "| `{}` | {default} | {} |", shown.key, shown.unit()).unwrap();
            if SECTIONS.contains(&name) {
                let variable = format!("ROUTEX_{name}__{}", shown.key).to_uppercase();
                write!(text, " `{variable}` |").unwrap();
            }
            writeln!(text, " {} |", shown.about.replace('|', "\\|")).unwrap();
        }
    }
    text
}

impl Shown {
    /// The comment says so where no value is the default.
    fn default(&self) -> String {
        let about = self.about.to_lowercase();
        if about.contains("no default") {
            return "none".to_owned();
        }
        match about.split_once("default: ") {
            Some((_, rest)) => rest
                .split_terminator(". ")
                .next()
                .unwrap_or(rest)
                .trim_end_matches('.')
                .to_owned(),
            None => format!("`{}`", self.value),
        }
    }

    fn unit(&self) -> &'static str {
        match self.key {
            "rpm" => "requests a minute",
            "tpm" => "tokens a minute",
            key if key.ends_with("_ms") => "milliseconds",
            key if key.ends_with("_seconds") => "seconds",
            key if key.ends_with("_hours") => "hours",
            key if key.ends_with("_bytes") => "bytes",
            key if key.ends_with("_usd") => "US dollars",
            _ => "",
        }
    }
}

/// Every section with what is said of it and its keys, in the order of the example.
fn sections() -> Vec<(String, String, Vec<Shown>)> {
    let mut sections: Vec<(String, String, Vec<Shown>)> = Vec::new();
    let mut about = String::new();
    for line in EXAMPLE.lines() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        if line.is_empty() {
            about.clear();
        } else if let Some(prose) = line.strip_prefix("# ") {
            about = format!("{about} {prose}").trim_start().to_owned();
        } else if bare.starts_with('[') {
            sections.push((bare.to_owned(), std::mem::take(&mut about), Vec::new()));
        } else if let (Some((key, value)), Some((_, _, keys))) =
            (bare.split_once(" = "), sections.last_mut())
        {
            let about = std::mem::take(&mut about);
            keys.push(Shown { key, value, about });
        }
    }
    sections
}

/// The keys that an empty block misses, as its problems say.
fn required_keys(header: &str) -> Vec<String> {
    if !DECLARATIONS.contains(&header.trim_matches(['[', ']'])) {
        return Vec::new();
    }
    let told = problems(&format!("{header}\n"), &[]);
    let hints = told
        .iter()
        .filter_map(|problem| problem.split_once("; add "));
    let keys = hints.filter_map(|(_, hint)| hint.split_once(" = "));
    keys.map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn a_required_key_is_known_as_one() {
    assert_eq!(
        required_keys("[[channel]]"),
        ["name", "provider", "api_keys"]
    );
    assert!(required_keys("[server]").is_empty());
}
