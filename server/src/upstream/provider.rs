//! Provider presets, one file each behind one small trait.

use std::fmt::Debug;

use routex_entity::Dialect;

mod ability;
mod anthropic;
mod anthropic_compatible;
mod azure_openai;
mod bedrock;
mod deepseek;
mod families;
mod fireworks;
mod gemini;
mod gemini_compatible;
mod groq;
mod lm_studio;
mod minimax;
mod mistral;
mod moonshot;
mod ollama;
mod openai;
mod openai_compatible;
mod openrouter;
mod qwen;
mod siliconflow;
mod together;
mod vertex;
mod vllm;
mod xai;
mod zhipu;

use self::ability::Rule;
use crate::protocol::codec::Features;

/// What Routex needs to know about a provider.
pub trait Provider: Debug + Send + Sync {
    /// The name in `provider = "…"`.
    fn name(&self) -> &'static str;

    /// Default base URL per dialect, without a trailing slash. Empty: the operator must give one.
    fn endpoints(&self) -> &'static [(Dialect, &'static str)];

    /// Dialects of a channel that names none. When the operator gives a base URL, those that live under one URL.
    fn dialects(&self) -> &'static [Dialect];

    /// How a credential is shown to the provider, per dialect.
    fn auth(&self, dialect: Dialect) -> Auth;

    /// What a model can do when asked in this dialect. `model`: as the provider names it. What is not known to be missing
    /// is taken to be there.
    fn features(&self, dialect: Dialect, model: &str) -> Features;
}

/// Names are unique.
impl PartialEq for dyn Provider {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// Where the credential goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// `authorization: Bearer …`
    Bearer,
    /// A header of its own, lower case: `x-api-key: …`
    Header(&'static str),
}

/// The preset of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Provider> {
    all()
        .iter()
        .copied()
        .find(|provider| provider.name() == name)
}

/// Every preset, by name.
pub fn all() -> &'static [&'static dyn Provider] {
    ALL
}

static ALL: &[&dyn Provider] = &[
    &anthropic::PROVIDER,
    &anthropic_compatible::PROVIDER,
    &azure_openai::PROVIDER,
    &bedrock::PROVIDER,
    &deepseek::PROVIDER,
    &fireworks::PROVIDER,
    &gemini::PROVIDER,
    &gemini_compatible::PROVIDER,
    &groq::PROVIDER,
    &lm_studio::PROVIDER,
    &minimax::PROVIDER,
    &mistral::PROVIDER,
    &moonshot::PROVIDER,
    &ollama::PROVIDER,
    &openai::PROVIDER,
    &openai_compatible::PROVIDER,
    &openrouter::PROVIDER,
    &qwen::PROVIDER,
    &siliconflow::PROVIDER,
    &together::PROVIDER,
    &vertex::PROVIDER,
    &vllm::PROVIDER,
    &xai::PROVIDER,
    &zhipu::PROVIDER,
];

/// A provider that can be described by data alone. So far all can.
#[derive(Debug)]
struct Preset {
    name: &'static str,
    endpoints: &'static [(Dialect, &'static str)],
    dialects: &'static [Dialect],
    /// Dialects whose credential has a header of its own. The others take a bearer token.
    headers: &'static [(Dialect, Auth)],
    /// What its models can do and cannot, beyond what is known of their families.
    rules: &'static [Rule],
}

impl Provider for Preset {
    fn name(&self) -> &'static str {
        self.name
    }

    fn endpoints(&self) -> &'static [(Dialect, &'static str)] {
        self.endpoints
    }

    fn dialects(&self) -> &'static [Dialect] {
        self.dialects
    }

    fn auth(&self, dialect: Dialect) -> Auth {
        self.headers
            .iter()
            .find(|(spoken, _)| *spoken == dialect)
            .map_or(Auth::Bearer, |(_, auth)| *auth)
    }

    fn features(&self, dialect: Dialect, model: &str) -> Features {
        ability::features(self.rules, dialect, model)
    }
}

#[cfg(test)]
mod tests {
    use actix_http::header::HeaderName;
    use url::Url;

    use super::*;
    use crate::upstream::guard;

    #[test]
    fn names_are_unique_sorted_and_found() {
        let names: Vec<_> = all().iter().map(|provider| provider.name()).collect();

        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for name in names {
            assert_eq!(by_name(name).map(Provider::name), Some(name));
        }
        assert!(by_name("nobody").is_none());
    }

    #[test]
    fn endpoints_pass_the_guard_and_have_no_trailing_slash() {
        for provider in all() {
            for (dialect, url) in provider.endpoints() {
                let parsed = Url::parse(url).unwrap();
                let local = parsed.host_str() == Some("localhost");

                assert_eq!(guard::check_url(&parsed, local), Ok(()), "{url}");
                assert!(!url.ends_with('/'), "{url}");
                assert!(provider.dialects().contains(dialect), "{url}");
            }
        }
    }

    #[test]
    fn every_dialect_has_an_endpoint_unless_the_operator_must_give_the_url() {
        for provider in all() {
            assert!(!provider.dialects().is_empty(), "{provider:?}");
            for dialect in provider.dialects() {
                let has_one = provider
                    .endpoints()
                    .iter()
                    .any(|(spoken, _)| spoken == dialect);
                assert!(has_one || provider.endpoints().is_empty(), "{provider:?}");
            }
        }
    }

    #[test]
    fn credential_headers_are_lower_case() {
        for provider in all() {
            for dialect in Dialect::ALL {
                if let Auth::Header(name) = provider.auth(*dialect) {
                    assert_eq!(HeaderName::from_static(name).as_str(), name);
                }
            }
        }
    }

    #[test]
    fn native_apis_get_their_native_header() {
        let auth = |name: &str, dialect| by_name(name).unwrap().auth(dialect);

        assert_eq!(
            auth("anthropic", Dialect::Anthropic),
            Auth::Header("x-api-key")
        );
        assert_eq!(
            auth("gemini", Dialect::Gemini),
            Auth::Header("x-goog-api-key")
        );
        assert_eq!(auth("gemini", Dialect::OpenaiChat), Auth::Bearer);
        assert_eq!(
            auth("azure_openai", Dialect::OpenaiChat),
            Auth::Header("api-key")
        );
        assert_eq!(auth("openai", Dialect::OpenaiResponses), Auth::Bearer);
        assert_eq!(auth("openrouter", Dialect::Anthropic), Auth::Bearer);
    }

    #[test]
    fn families_lack_what_they_lack_whoever_offers_them_and_the_unknown_lacks_nothing() {
        use crate::protocol::codec::Feature::{
            Audio, CustomTools, DeveloperRole, Documents, HostedTools, Images, JsonSchema,
            MaxCompletionTokens, OpenaiExtras, Reasoning, ReasoningContent, Tools,
        };
        use Dialect::{Anthropic, OpenaiChat, OpenaiResponses};
        let of = |name: &str, dialect, model: &str| by_name(name).unwrap().features(dialect, model);
        let chat = Features::of(&[Tools, Images, Documents, Audio, JsonSchema, Reasoning]);

        let unknown = of("openai_compatible", OpenaiChat, "house-model");
        assert_eq!(unknown, chat);
        for (provider, model) in [
            ("openrouter", "openai/gpt-oss-120b"),
            ("fireworks", "accounts/fireworks/models/gpt-oss-20b"),
            ("ollama", "gpt-oss:20b"),
            ("groq", "openai/GPT-OSS-20b"),
        ] {
            let features = of(provider, OpenaiChat, model);
            assert!(!features.has(Images) && features.has(Tools), "{model}");
        }
        let openai = of("openai", OpenaiChat, "gpt-5.4");
        let form = Features::of(&[
            DeveloperRole,
            MaxCompletionTokens,
            OpenaiExtras,
            CustomTools,
        ]);
        assert_eq!(openai, chat.and(form));
        assert!(!of("openai", OpenaiResponses, "gpt-4.1").has(CustomTools));
        assert!(of("openai", OpenaiResponses, "gpt-5.4").has(HostedTools));
        let deepseek = of("deepseek", OpenaiChat, "deepseek-flash");
        assert!(
            deepseek.has(ReasoningContent) && deepseek.has(Images) && !deepseek.has(JsonSchema)
        );
        let old = of(
            "bedrock",
            Anthropic,
            "us.anthropic.claude-3-5-haiku-20241022-v1:0",
        );
        assert!(!old.has(Reasoning) && old.has(Images));
        assert!(!of("anthropic", Anthropic, "claude-opus-5-5").has(Audio));
    }
}
