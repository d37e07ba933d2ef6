//! The providers of LiteLLM's model names, `provider/model`, and their presets here.

/// A provider that can be taken over.
pub(super) struct Known {
    /// LiteLLM's name.
    name: &'static str,
    /// Routex's.
    pub preset: &'static str,
    /// The variable that LiteLLM reads when an entry has no key. `None`: the server asks for none.
    pub variable: Option<&'static str>,
    address: Address,
}

/// What `api_base` means.
enum Address {
    /// Optional; paths are added behind it.
    Plain,
    /// Needed; paths are added behind it.
    Needed,
    /// Optional; `/v1` may be at its end or not, and is not part of it here.
    WithoutVersion,
    /// Optional; `/v1` may be at its end or not, and is part of it here.
    WithVersion,
    /// Needed: the resource of Azure OpenAI.
    Azure,
}

static KNOWN: &[Known] = &[
    known("openai", "openai", "OPENAI_API_KEY", Address::Plain),
    known(
        "anthropic",
        "anthropic",
        "ANTHROPIC_API_KEY",
        Address::WithoutVersion,
    ),
    known("gemini", "gemini", "GEMINI_API_KEY", Address::Plain),
    known("azure", "azure_openai", "AZURE_API_KEY", Address::Azure),
    known(
        "openrouter",
        "openrouter",
        "OPENROUTER_API_KEY",
        Address::Plain,
    ),
    known("deepseek", "deepseek", "DEEPSEEK_API_KEY", Address::Plain),
    known("groq", "groq", "GROQ_API_KEY", Address::Plain),
    known("mistral", "mistral", "MISTRAL_API_KEY", Address::Plain),
    known("xai", "xai", "XAI_API_KEY", Address::Plain),
    known(
        "together_ai",
        "together",
        "TOGETHERAI_API_KEY",
        Address::Plain,
    ),
    known(
        "fireworks_ai",
        "fireworks",
        "FIREWORKS_AI_API_KEY",
        Address::Plain,
    ),
    known("moonshot", "moonshot", "MOONSHOT_API_KEY", Address::Plain),
    known("minimax", "minimax", "MINIMAX_API_KEY", Address::Plain),
    known("zai", "zhipu", "ZAI_API_KEY", Address::Plain),
    known("dashscope", "qwen", "DASHSCOPE_API_KEY", Address::Plain),
    known(
        "custom_openai",
        "openai_compatible",
        "OPENAI_API_KEY",
        Address::Needed,
    ),
    known(
        "openai_like",
        "openai_compatible",
        "OPENAI_LIKE_API_KEY",
        Address::Needed,
    ),
    known(
        "litellm_proxy",
        "openai_compatible",
        "LITELLM_PROXY_API_KEY",
        Address::Needed,
    ),
    local("ollama", "ollama"),
    local("ollama_chat", "ollama"),
    local("hosted_vllm", "vllm"),
    local("lm_studio", "lm_studio"),
];

/// Of models without a provider: LiteLLM knows them by name, and these are the names that say whose they are.
const BY_NAME: [(&str, &str); 9] = [
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("text-embedding-", "openai"),
    ("dall-e-", "openai"),
    ("whisper-", "openai"),
    ("claude-", "anthropic"),
];

const fn known(
    name: &'static str,
    preset: &'static str,
    variable: &'static str,
    address: Address,
) -> Known {
    Known {
        name,
        preset,
        variable: Some(variable),
        address,
    }
}

const fn local(name: &'static str, preset: &'static str) -> Known {
    Known {
        name,
        preset,
        variable: None,
        address: Address::WithVersion,
    }
}

/// Provider and upstream model of a LiteLLM model name.
///
/// # Errors
/// Why the provider cannot be taken over.
pub(super) fn of(model: &str) -> Result<(&'static Known, &str), String> {
    let by_name = |name: &str| KNOWN.iter().find(|known| known.name == name);
    if let Some((name, model)) = model.split_once('/') {
        if let Some(known) = by_name(name) {
            return Ok((known, model));
        }
        return Err(match name {
            "bedrock" | "sagemaker" => {
                format!(
                    "{name} signs requests with AWS keys, which Routex does not; add a bedrock channel with an API key"
                )
            }
            "vertex_ai" | "vertex_ai_beta" => {
                format!(
                    "{name} signs in with a service account; add a vertex channel with an API key"
                )
            }
            _ => format!(
                "Routex has no preset for the provider \"{name}\"; add an openai_compatible channel by hand"
            ),
        });
    }
    BY_NAME
        .iter()
        .find(|(beginning, _)| model.starts_with(beginning))
        .and_then(|(_, name)| by_name(name))
        .map(|known| (known, model))
        .ok_or_else(|| {
            format!("the model \"{model}\" does not say its provider; write provider/model")
        })
}

impl Known {
    /// The base URL that Routex needs, or `None` for that of the preset.
    pub(super) fn base_url(&self, given: Option<String>) -> Result<Option<String>, String> {
        let Some(given) = given else {
            return match self.address {
                Address::Needed | Address::Azure => Err(format!("{} needs an api_base", self.name)),
                _ => Ok(None),
            };
        };
        let given = given.trim_end_matches('/');
        let bare = given.strip_suffix("/v1").unwrap_or(given);
        Ok(Some(match self.address {
            Address::Plain | Address::Needed => given.to_owned(),
            Address::WithoutVersion => bare.strip_suffix("/v1/messages").unwrap_or(bare).to_owned(),
            Address::WithVersion => format!("{bare}/v1"),
            Address::Azure => {
                let resource = given.split("/openai").next().unwrap_or(given);
                format!("{resource}/openai/v1")
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_there() {
        for known in KNOWN {
            assert!(
                crate::upstream::provider::by_name(known.preset).is_some(),
                "{}",
                known.preset
            );
        }
    }

    #[test]
    fn addresses_mean_what_litellm_means() {
        for (model, given, expected) in [
            (
                "openai/gpt-x",
                Some("https://own.example/v1"),
                Some("https://own.example/v1"),
            ),
            ("openai/gpt-x", None, None),
            (
                "anthropic/c",
                Some("https://own.example/v1/messages"),
                Some("https://own.example"),
            ),
            (
                "anthropic/c",
                Some("https://own.example/v1/"),
                Some("https://own.example"),
            ),
            (
                "azure/d",
                Some("https://r.openai.azure.com/"),
                Some("https://r.openai.azure.com/openai/v1"),
            ),
            (
                "ollama/l",
                Some("http://box:11434"),
                Some("http://box:11434/v1"),
            ),
        ] {
            let (known, _) = of(model).unwrap();
            let url = known.base_url(given.map(str::to_owned)).unwrap();
            assert_eq!(url.as_deref(), expected, "{model} {given:?}");
        }
        assert!(of("azure/d").unwrap().0.base_url(None).is_err());
    }

    #[test]
    fn models_without_a_provider_are_known_by_name() {
        assert_eq!(of("gpt-4o").unwrap().0.preset, "openai");
        assert_eq!(of("claude-x").unwrap().0.preset, "anthropic");
        for unknown in ["mystery", "bedrock/x", "vertex_ai/x", "whose/x"] {
            assert!(of(unknown).is_err(), "{unknown}");
        }
    }
}
