//! As whom, for which model, and with which tool: kept in the address, secrets aside.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::ClientKey;
use yew::prelude::*;

use crate::{
    api::with_query,
    browser,
    components::{Panel, SelectField, Snippet, SuggestField, Suggestions},
    i18n::I18n,
    snippets::Tool,
};

#[derive(Clone, PartialEq)]
pub struct Choice {
    pub tool: Tool,
    pub model: AttrValue,
    /// Name of the key. `None`: the first that there is.
    key: Option<String>,
    /// Name and secret of those that were made here.
    made: Vec<(String, String)>,
}

pub enum Change {
    Tool(Tool),
    Model(String),
    Key(String),
    /// Name and secret.
    Made(String, String),
}

impl Choice {
    /// `query`: the value of a name in the address.
    pub fn of_address(query: impl Fn(&str) -> Option<String>) -> Self {
        let tool = query("tool").and_then(|slug| Tool::by_slug(&slug));
        Self {
            tool: tool.unwrap_or(Tool::ClaudeCode),
            model: query("model").unwrap_or_default().into(),
            key: query("key"),
            made: Vec::new(),
        }
    }

    pub fn address(&self) -> String {
        with_query(
            "/connect",
            [
                ("tool", Some(self.tool.slug().to_owned())),
                ("key", self.key.clone()),
                ("model", Some(self.model.to_string())),
            ],
        )
    }

    /// Name of the chosen key, as long as it can be used.
    pub fn key(&self, usable: &[&ClientKey]) -> Option<String> {
        let chosen = self.key.as_deref();
        // One that was just made is not in the list yet.
        if let Some((name, _)) = self.made.iter().find(|made| Some(&*made.0) == chosen) {
            return Some(name.clone());
        }
        let found = usable.iter().find(|key| Some(&*key.name) == chosen);
        let key = found.or(usable.first())?;
        Some(key.name.clone())
    }

    /// Of the chosen key, if it was made here.
    pub fn secret(&self) -> Option<&str> {
        let chosen = self.key.as_deref()?;
        let made = self.made.iter().find(|(name, _)| name == chosen)?;
        Some(&made.1)
    }
}

impl Reducible for Choice {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Tool(tool) => next.tool = tool,
            Change::Model(model) => next.model = model.into(),
            Change::Key(key) => next.key = Some(key),
            Change::Made(name, secret) => {
                next.made.retain(|(known, _)| *known != name);
                next.key = Some(name.clone());
                next.made.push((name, secret));
            }
        }
        Rc::new(next)
    }
}

/// Keys that open something now.
pub fn usable(keys: &[ClientKey], now: DateTime<Utc>) -> Vec<&ClientKey> {
    let lasts = |key: &&ClientKey| key.expires_at.is_none_or(|end| end > now);
    keys.iter()
        .filter(|key| key.enabled)
        .filter(lasts)
        .collect()
}

pub fn form(
    choice: &UseReducerHandle<Choice>,
    usable: &[&ClientKey],
    suggestions: Suggestions,
    making: UseStateSetter<bool>,
    i18n: &I18n,
) -> Html {
    let key = choice.key(usable);
    let mut options: Vec<(AttrValue, AttrValue)> = usable.iter().map(|key| option(key)).collect();
    if let Some(made) = key
        .as_ref()
        .filter(|key| usable.iter().all(|one| one.name != **key))
    {
        options.push((made.clone().into(), made.clone().into()));
    }
    if options.is_empty() {
        options.push((AttrValue::default(), i18n.t("connect-none-yet")));
    }
    let change = |make: fn(String) -> Change| {
        let choice = choice.dispatcher();
        Callback::from(move |value: String| choice.dispatch(make(value)))
    };
    let secret = choice.secret().map(str::to_owned);
    html! {
        <Panel title={i18n.t("connect-with")}>
            <div class="pf-v6-c-form rx-form">
                <div class="rx-form__pair">
                    <div class="rx-connect__key">
                        <SelectField
                            id="connect-key"
                            label={i18n.t("connect-key")}
                            value={key.unwrap_or_default()}
                            {options}
                            onchange={change(Change::Key)}
                        />
                        <Button
                            variant={ButtonVariant::Secondary}
                            label={i18n.t("connect-new-key").to_string()}
                            onclick={Callback::from(move |_| making.set(true))}
                        />
                    </div>
                    <SuggestField
                        id="connect-model"
                        label={i18n.t("connect-model")}
                        value={choice.model.clone()}
                        {suggestions}
                        placeholder={i18n.t("connect-model-placeholder")}
                        onchange={change(Change::Model)}
                    />
                </div>
                if let Some(secret) = secret {
                    <div>
                        <p class="rx-faint">{ i18n.t("connect-secret-once") }</p>
                        <Snippet text={secret} label={i18n.t("connect-secret")} />
                    </div>
                }
                <p class="rx-faint">{ i18n.with("connect-address", [("origin", browser::origin().into())]) }</p>
            </div>
        </Panel>
    }
}

fn option(key: &ClientKey) -> (AttrValue, AttrValue) {
    let text = format!("{} ({}…)", key.name, key.prefix);
    (key.name.clone().into(), text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{client_key, now};

    #[test]
    fn the_address_keeps_everything_but_secrets() {
        let query = |name: &str| {
            Some(match name {
                "tool" => "codex".to_owned(),
                "model" => "gpt 5".to_owned(),
                _ => "laptop".to_owned(),
            })
        };
        let choice = Choice::of_address(query);
        assert_eq!(
            choice.address(),
            "/connect?tool=codex&key=laptop&model=gpt+5"
        );

        let made = Rc::new(choice).reduce(Change::Made("new".to_owned(), "rx-secret".to_owned()));
        assert_eq!(made.secret(), Some("rx-secret"));
        assert_eq!(made.key(&[]).as_deref(), Some("new"));
        assert!(!made.address().contains("secret"));
        let other = made.reduce(Change::Key("laptop".to_owned()));
        assert_eq!(other.secret(), None);
    }

    #[test]
    fn a_key_that_is_gone_gives_way_to_one_that_is_there() {
        let mut over = client_key("over");
        over.expires_at = Some(now());
        let keys = [over, client_key("laptop")];
        let usable = usable(&keys, now());
        let choice = Choice::of_address(|name| (name == "key").then(|| "over".to_owned()));
        assert_eq!(choice.key(&usable).as_deref(), Some("laptop"));
        assert_eq!(choice.key(&[]), None);
    }
}
