//! `routex setup` in the terminal: asks for a channel, the strategy, and who may operate Routex. Where standard input is
//! no terminal, every answer is a line of it, in the order of the questions; an empty line takes the default.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context as _, anyhow, bail};
use serde_json::{Value, json};

use crate::{
    config::{
        Config,
        body::{self, Problems, SetupDecl},
    },
    startup,
};

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let made = startup::setup(config, |needs_channel| {
        ask(&mut Console, needs_channel, config)
    })?;
    println!();
    if let Some(channel) = &made.channel {
        println!("channel \"{}\" is made", channel.name);
    }
    println!("user \"{}\" may sign in", made.username);
    if let Some(key) = &made.client_key {
        println!("client key \"{}\", shown only now: {}", key.name, key.key);
    }
    println!("a Routex that runs already takes it up on SIGHUP or restart");
    Ok(())
}

/// Somebody who can be asked.
trait Answers {
    /// An answer in one line, without the line's end.
    fn line(&mut self, question: &str) -> anyhow::Result<String>;
    /// The same, not shown where it is typed.
    fn secret(&mut self, question: &str) -> anyhow::Result<String>;
    /// Whether a secret is to be typed twice.
    fn may_mistype(&self) -> bool;
}

fn ask(who: &mut impl Answers, needs_channel: bool, config: &Config) -> anyhow::Result<SetupDecl> {
    let total_timeout = config.routing.total_timeout;
    let channel = match needs_channel {
        true => Some(channel(who)?),
        false => None,
    };
    let strategy = or(who.line("Strategy [priority]: ")?, "priority");
    let username = or(who.line("User name [admin]: ")?, "admin");
    let password = who.secret("Password, at least 8 characters: ")?;
    if who.may_mistype() && who.secret("The same again: ")? != password {
        bail!("the two passwords differ; nothing was made");
    }
    let mut answers = json!({
        "channel": channel,
        "strategy": strategy,
        "admin": { "username": username, "password": password },
    });
    match body::setup(answers.clone(), total_timeout) {
        Ok(decl) => return Ok(decl),
        Err(problems) if !only_the_address(&problems) => return Err(told(&problems)),
        Err(_) => {}
    }
    let agreed = who.line("The address lies in a private network; allow it? [y/N]: ")?;
    if let Some(channel) = answers["channel"].as_object_mut() {
        let allowed = matches!(agreed.as_str(), "y" | "Y" | "yes");
        channel.insert("allow_private_network".to_owned(), allowed.into());
    }
    body::setup(answers, total_timeout).map_err(|problems| told(&problems))
}

fn channel(who: &mut impl Answers) -> anyhow::Result<Value> {
    let provider = or(
        who.line("Provider (anthropic, openai, gemini, openai_compatible, …) [anthropic]: ")?,
        "anthropic",
    );
    let name = or(
        who.line(&format!("Name of the channel [{provider}]: "))?,
        &provider,
    );
    let base_url = who.line("Base URL [the provider's own]: ")?;
    let key = who.secret("API key: ")?;
    Ok(json!({
        "provider": provider,
        "name": name,
        "base_url": Some(base_url).filter(|url| !url.is_empty()),
        "api_keys": [key],
    }))
}

/// A private address is wrong only until somebody wants it.
fn only_the_address(problems: &Problems) -> bool {
    problems.iter().all(|problem| {
        matches!(
            problem.key.as_str(),
            "channel base_url" | "channel provider"
        ) && problem.message.contains("allow_private_network")
    })
}

fn told(problems: &Problems) -> anyhow::Error {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.key, problem.message))
        .collect();
    anyhow!("nothing was made:\n  {}", lines.join("\n  "))
}

fn or(answer: String, default: &str) -> String {
    match answer.is_empty() {
        true => default.to_owned(),
        false => answer,
    }
}

/// Standard input and output.
struct Console;

impl Answers for Console {
    fn line(&mut self, question: &str) -> anyhow::Result<String> {
        print!("{question}");
        io::stdout().flush()?;
        let mut line = String::new();
        let length = io::stdin().lock().read_line(&mut line)?;
        if length == 0 {
            bail!(
                "the input ended at the question \"{}\"; nothing was made",
                question.trim()
            );
        }
        Ok(line.trim().to_owned())
    }

    fn secret(&mut self, question: &str) -> anyhow::Result<String> {
        match self.may_mistype() {
            true => rpassword::prompt_password(question).context("cannot read from the terminal"),
            false => self.line(question),
        }
    }

    fn may_mistype(&self) -> bool {
        io::stdin().is_terminal()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Flags;

    /// Answers in order.
    struct Script<'a> {
        answers: std::slice::Iter<'a, &'static str>,
        terminal: bool,
    }

    impl Answers for Script<'_> {
        fn line(&mut self, question: &str) -> anyhow::Result<String> {
            let answer = self.answers.next().map(|answer| (*answer).to_owned());
            answer.with_context(|| question.to_owned())
        }

        fn secret(&mut self, question: &str) -> anyhow::Result<String> {
            self.line(question)
        }

        fn may_mistype(&self) -> bool {
            self.terminal
        }
    }

    fn asked(answers: &[&'static str], terminal: bool) -> anyhow::Result<SetupDecl> {
        let config = Config::from_layers(&Flags::default(), &BTreeMap::new(), None).unwrap();
        let answers = answers.iter();
        ask(&mut Script { answers, terminal }, true, &config)
    }

    #[test]
    fn empty_answers_take_the_defaults() {
        let answers = ["", "", "", "sk-ant-1", "", "", "correct horse"];
        let decl = asked(&answers, false).unwrap();
        assert_eq!(decl.channel.unwrap().name, "anthropic");
        assert_eq!(decl.admin.username, "admin");
        assert_eq!(decl.admin.password.expose(), "correct horse");
    }

    #[test]
    fn a_private_address_needs_a_yes() {
        let begin = [
            "openai_compatible",
            "local",
            "http://127.0.0.1:1234/v1",
            "any",
            "fastest",
            "root",
            "correct horse",
        ];
        let yes = asked(&[&begin[..], &["y"]].concat(), false).unwrap();
        assert!(yes.channel.unwrap().allow_private_network);
        assert!(asked(&[&begin[..], &[""]].concat(), false).is_err());
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let answers = ["opnai", "a b", "", "", "fairest", "", "short"];
        let told = asked(&answers, false).unwrap_err().to_string();
        for key in [
            "channel provider",
            "channel name",
            "strategy",
            "admin password",
        ] {
            assert!(told.contains(key), "{key} is missing in {told}");
        }
        assert!(!told.contains("short\""), "{told}");
    }

    #[test]
    fn a_password_that_is_typed_is_typed_twice() {
        let answers = ["", "", "", "sk-1", "", "", "correct horse", "correct house"];
        assert!(asked(&answers, true).is_err());
    }
}
