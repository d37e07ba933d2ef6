//! `routex.toml`, written by tests.

use std::{collections::BTreeMap, fmt};

use routex_entity::Dialect;

use super::TestApp;
use crate::fake_provider::FakeProvider;

/// The client key that every configuration declares.
pub const CLIENT_KEY: &str = "rx-test-0123456789abcdefghij";

/// The admin token that `Config::operated` declares.
pub const ADMIN_TOKEN: &str = "ra-test-0123456789abcdefghij";

/// A configuration: one client key, and what a test adds.
#[derive(Debug, Clone, Default)]
pub struct Config {
    sections: BTreeMap<String, Vec<String>>,
    tables: Vec<String>,
}

/// One `[[channel]]`.
#[derive(Debug, Clone)]
pub struct Channel(String);

impl Config {
    pub fn new() -> Self {
        Self::default().table(&format!(
            "[[client_key]]\nname = \"test\"\nkey = \"{CLIENT_KEY}\"\n"
        ))
    }

    /// With an admin token, so that `TestApp::admin` works.
    pub fn operated(self) -> Self {
        self.set("admin", &format!("token = \"{ADMIN_TOKEN}\""))
    }

    /// A line of a section: `set("routing", "max_attempts = 2")`.
    pub fn set(mut self, section: &str, line: &str) -> Self {
        let lines = self.sections.entry(section.to_owned()).or_default();
        lines.push(line.to_owned());
        self
    }

    pub fn channel(mut self, channel: Channel) -> Self {
        self.tables.push(channel.0);
        self
    }

    /// Any text that begins with `[[…]]`.
    pub fn table(mut self, text: &str) -> Self {
        self.tables.push(text.to_owned());
        self
    }

    pub async fn start(&self) -> TestApp {
        TestApp::with(&self.to_string()).await
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (section, lines) in &self.sections {
            writeln!(f, "[{section}]\n{}\n", lines.join("\n"))?;
        }
        for table in &self.tables {
            writeln!(f, "{table}")?;
        }
        Ok(())
    }
}

impl Channel {
    /// A channel at that provider with one credential, `sk-<name>`.
    pub fn new(name: &str, dialect: Dialect, provider: &FakeProvider) -> Self {
        Self::at(name, dialect, &provider.url()).keys(&[&format!("sk-{name}")])
    }

    /// A channel at a root URL, without credentials yet.
    pub fn at(name: &str, dialect: Dialect, url: &str) -> Self {
        let (preset, base) = match dialect {
            Dialect::Anthropic => ("anthropic_compatible", ""),
            Dialect::OpenaiChat | Dialect::OpenaiResponses => ("openai_compatible", "/v1"),
            Dialect::Gemini => ("gemini_compatible", "/v1beta"),
        };
        Self(format!(
            "[[channel]]\nname = \"{name}\"\nprovider = \"{preset}\"\nbase_url = \"{url}{base}\"\n\
             dialects = [\"{dialect}\"]\nallow_private_network = true\n"
        ))
    }

    /// Its credentials, instead of those it had.
    pub fn keys(self, keys: &[&str]) -> Self {
        let kept: Vec<&str> = self.0.lines().collect();
        let kept = kept
            .into_iter()
            .filter(|line| !line.starts_with("api_keys"));
        let text: String = kept.map(|line| format!("{line}\n")).collect();
        Self(text).set(&format!("api_keys = {keys:?}"))
    }

    /// Any other line: `set("weight = 3")`.
    pub fn set(mut self, line: &str) -> Self {
        self.0.push_str(line);
        self.0.push('\n');
        self
    }
}
