//! What the operator of a channel agreed with its provider.

use super::rate::{Rate, WHOLE};

/// How a channel's prices differ from those of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Name of the provider's preset.
    pub provider: &'static str,
    /// Millionths of the listed price.
    pub multiplier: u64,
    /// Instead of everything else: what an answered request costs.
    pub per_request: Option<Rate>,
}

impl Terms {
    pub const fn of(provider: &'static str) -> Self {
        Self {
            provider,
            multiplier: WHOLE,
            per_request: None,
        }
    }
}

/// Providers of the catalogue whose prices hold at channels of a preset, the first that has the model. Where a preset
/// can lead anywhere, a model is taken to cost what its maker asks.
pub(super) fn price_lists(preset: &str) -> &'static [&'static str] {
    match preset {
        "anthropic" => &["simulator", "anthropic"],
        "azure_openai" => &[
            "simulator",
            "azure",
            "openai",
            "anthropic",
            "deepseek",
            "x-ai",
            "moonshotai",
        ],
        "bedrock" => &["simulator", "aws"],
        "deepseek" => &["simulator", "deepseek"],
        "fireworks" => &["simulator", "fireworks"],
        "gemini" | "vertex" => &["simulator", "google", "anthropic"],
        "groq" => &["simulator", "groq"],
        "minimax" => &["simulator", "minimax"],
        "mistral" => &["simulator", "mistral"],
        "moonshot" => &["simulator", "moonshotai"],
        "openai" => &["simulator", "openai"],
        "together" => &["simulator", "together"],
        "xai" => &["simulator", "x-ai"],
        "zhipu" => &["simulator", "zhipuai", "zai"],
        // Nobody charges for a model of one's own.
        "lm_studio" | "ollama" | "vllm" => &["simulator"],
        "openrouter" => WITH_OPENROUTER,
        _ => MAKERS,
    }
}

const MAKERS: &[&str] = &[
    "simulator",
    "anthropic",
    "openai",
    "google",
    "deepseek",
    "x-ai",
    "mistral",
    "moonshotai",
    "zai",
    "minimax",
    "cohere",
    "perplexity",
];

const WITH_OPENROUTER: &[&str] = &["simulator", "openrouter", "anthropic", "openai", "google"];
