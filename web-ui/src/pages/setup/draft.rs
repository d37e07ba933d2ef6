//! What has been entered so far, and what is still missing. Pure.

use std::rc::Rc;

use routex_entity::{
    Strategy,
    api::{
        ChannelInput, ChannelOptions, ChannelTest, Provider, SetupInput, SetupTestInput, SignIn,
    },
};
use yew::Reducible;

use super::preset;
use crate::api::Failure;

/// Characters of a password, at least. Routex says the same.
pub const PASSWORD: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Channel,
    Strategy,
    Credentials,
}

impl Step {
    pub const ALL: [Self; 3] = [Self::Channel, Self::Strategy, Self::Credentials];
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Provider,
    Name,
    ApiKey,
    BaseUrl,
    SetupToken,
    Username,
    Password,
    Repeated,
}

#[derive(Clone, PartialEq)]
pub struct Draft {
    pub step: Step,
    /// Gaps of this step are shown: somebody tried to go on.
    pub told: bool,
    /// There is a channel already, so that none need be made.
    pub has_channel: bool,
    /// It came with the link on the console.
    pub knows_token: bool,
    pub setup_token: String,
    pub provider: Option<Provider>,
    pub name: String,
    pub api_key: String,
    /// Empty: the preset's.
    pub base_url: String,
    pub allow_private_network: bool,
    /// How the channel as it is entered now answered.
    pub trial: Option<ChannelTest>,
    pub strategy: Strategy,
    pub username: String,
    pub password: String,
    pub repeated: String,
}

pub enum Change {
    Next,
    Back,
    Go(Step),
    Provider(Provider),
    /// No channel is to be made after all.
    NoChannel,
    Name(String),
    ApiKey(String),
    BaseUrl(String),
    AllowPrivateNetwork(bool),
    SetupToken(String),
    Tried(ChannelTest),
    Strategy(Strategy),
    Username(String),
    Password(String),
    Repeated(String),
}

impl Draft {
    /// `fragment`: of the address, where the link on the console has the token.
    pub fn new(has_channel: bool, fragment: &str) -> Self {
        let token = fragment.strip_prefix("token=").unwrap_or_default();
        Self {
            step: Step::Channel,
            told: false,
            has_channel,
            knows_token: !token.is_empty(),
            setup_token: token.to_owned(),
            provider: None,
            name: String::new(),
            api_key: String::new(),
            base_url: String::new(),
            allow_private_network: false,
            trial: None,
            strategy: Strategy::default(),
            username: "admin".to_owned(),
            password: String::new(),
            repeated: String::new(),
        }
    }

    /// What this step still lacks, once somebody tried to go on.
    pub fn shows(&self, gap: Gap) -> bool {
        self.told && self.gaps(self.step).contains(&gap)
    }

    pub fn may_finish(&self) -> bool {
        Step::ALL.iter().all(|step| self.gaps(*step).is_empty())
    }

    /// Whether the channel can be tried.
    pub fn may_try(&self) -> bool {
        self.provider.is_some() && self.gaps(Step::Channel).is_empty()
    }

    fn gaps(&self, step: Step) -> Vec<Gap> {
        let channel = self.provider.is_some();
        let checks: &[(bool, Gap)] = match step {
            Step::Channel => &[
                (self.setup_token.is_empty(), Gap::SetupToken),
                (!channel && !self.has_channel, Gap::Provider),
                (channel && self.name.is_empty(), Gap::Name),
                (channel && self.key().is_empty(), Gap::ApiKey),
                (
                    channel && self.needs_base_url() && self.base_url.is_empty(),
                    Gap::BaseUrl,
                ),
            ],
            Step::Strategy => &[],
            Step::Credentials => &[
                (self.username.is_empty(), Gap::Username),
                (self.password.chars().count() < PASSWORD, Gap::Password),
                (self.password != self.repeated, Gap::Repeated),
            ],
        };
        let missing = checks.iter().filter(|(is_missing, _)| *is_missing);
        missing.map(|(_, gap)| *gap).collect()
    }

    pub fn needs_base_url(&self) -> bool {
        let provider = self.provider.as_ref();
        provider.is_some_and(|provider| provider.endpoints.is_empty())
    }

    /// Servers of one's own often want none, but a channel has one.
    fn key(&self) -> &str {
        let local = self
            .provider
            .as_ref()
            .is_some_and(|provider| preset::is_local(&provider.name));
        match self.api_key.trim() {
            "" if local => "none",
            key => key,
        }
    }

    fn channel(&self) -> Option<ChannelInput> {
        let provider = self.provider.as_ref()?;
        let base_url = self.base_url.trim();
        Some(ChannelInput {
            name: self.name.trim().to_owned(),
            provider: provider.name.clone(),
            api_keys: vec![self.key().to_owned()],
            rest: ChannelOptions {
                base_url: (!base_url.is_empty()).then(|| base_url.to_owned()),
                allow_private_network: self.allow_private_network.then_some(true),
                ..ChannelOptions::default()
            },
        })
    }

    pub fn test(&self) -> Option<SetupTestInput> {
        Some(SetupTestInput {
            setup_token: self.setup_token.trim().to_owned(),
            channel: self.channel()?,
            model: None,
        })
    }

    pub fn sign_in(&self) -> SignIn {
        SignIn {
            username: self.username.trim().to_owned(),
            password: self.password.clone(),
        }
    }

    pub fn input(&self) -> SetupInput {
        SetupInput {
            setup_token: self.setup_token.trim().to_owned(),
            channel: self.channel(),
            strategy: Some(self.strategy),
            admin: self.sign_in(),
        }
    }

    /// The model that answered.
    pub fn tried_model(&self) -> Option<String> {
        self.trial.as_ref().filter(|trial| trial.ok)?.model.clone()
    }

    fn choose(&mut self, provider: Provider) {
        let before = self
            .provider
            .as_ref()
            .map(|provider| preset::channel_name(&provider.name));
        // A name that somebody thought of stays.
        if self.name.is_empty() || before.is_some_and(|name| name == self.name) {
            self.name = preset::channel_name(&provider.name);
        }
        if self
            .provider
            .as_ref()
            .is_some_and(|before| before.name != provider.name)
        {
            // A key is for the provider that it was typed for.
            self.api_key.clear();
            self.base_url.clear();
        }
        self.allow_private_network = preset::is_local(&provider.name);
        self.provider = Some(provider);
    }
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        let about_channel = matches!(
            change,
            Change::Provider(_)
                | Change::NoChannel
                | Change::ApiKey(_)
                | Change::BaseUrl(_)
                | Change::AllowPrivateNetwork(_)
        );
        if about_channel {
            // It was another channel that answered.
            next.trial = None;
        }
        match change {
            Change::Next => {
                let whole = next.gaps(next.step).is_empty();
                next.told = !whole;
                let position = Step::ALL.iter().position(|step| *step == next.step);
                let following = position.and_then(|position| Step::ALL.get(position + 1));
                if let (true, Some(step)) = (whole, following) {
                    next.step = *step;
                }
            }
            Change::Back => {
                let mut before = Step::ALL.iter().take_while(|step| **step != next.step);
                next.step = before.by_ref().last().copied().unwrap_or(next.step);
                next.told = false;
            }
            Change::Go(step) => next.step = step,
            Change::Provider(provider) => next.choose(provider),
            Change::NoChannel => next.provider = None,
            Change::Name(name) => next.name = name,
            Change::ApiKey(key) => next.api_key = key,
            Change::BaseUrl(url) => next.base_url = url,
            Change::AllowPrivateNetwork(allow) => next.allow_private_network = allow,
            Change::SetupToken(token) => next.setup_token = token,
            Change::Tried(trial) => next.trial = Some(trial),
            Change::Strategy(strategy) => next.strategy = strategy,
            Change::Username(name) => next.username = name,
            Change::Password(password) => next.password = password,
            Change::Repeated(password) => next.repeated = password,
        }
        Rc::new(next)
    }
}

/// Where what was refused can be changed. `None`: nowhere, or it is not about a field.
pub fn step_of(refused: &Failure) -> Option<Step> {
    // The token is asked for beside the channel.
    if refused.code() == Some("forbidden") {
        return Some(Step::Channel);
    }
    let field = &refused.fields().first()?.field;
    match field.split(['.', '[']).next()? {
        "channel" | "setup_token" => Some(Step::Channel),
        "strategy" => Some(Step::Strategy),
        "admin" => Some(Step::Credentials),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
