//! Families of models, by the names under which everybody offers them. Only what is certain is here; a family that is not
//! named can do everything.

use super::ability::Rule;
use crate::protocol::codec::Feature::{
    self, Audio, CustomTools, Documents, Images, JsonSchema, Reasoning,
};

/// Names are the last part of a path: `gpt-oss-120b` for `openai/gpt-oss-120b`.
pub(super) static FAMILIES: &[Rule] = &[
    // Custom tools came with GPT-5.
    Rule {
        models: &[
            "gpt-3*",
            "gpt-4*",
            "chatgpt-4o*",
            "o1",
            "o1-*",
            "o3",
            "o3-*",
            "o4-*",
        ],
        cannot: &[CustomTools],
        ..Rule::ALL
    },
    Rule {
        models: &["gpt-3.5-*", "gpt-4", "gpt-4-0*", "gpt-4-32k*"],
        cannot: &[Images, Documents, Audio, JsonSchema, Reasoning],
        ..Rule::ALL
    },
    Rule {
        models: &["gpt-4-turbo*", "gpt-4-1106*", "gpt-4-0125*"],
        cannot: &[JsonSchema, Reasoning, Audio],
        ..Rule::ALL
    },
    Rule {
        models: &["gpt-4o*", "gpt-4.1*", "chatgpt-4o*"],
        cannot: &[Reasoning],
        ..Rule::ALL
    },
    Rule {
        models: &["o3-mini*", "o1-mini*"],
        cannot: TEXT_ONLY,
        ..Rule::ALL
    },
    Rule {
        models: &["gpt-oss*", "openai.gpt-oss*"],
        cannot: TEXT_ONLY,
        ..Rule::ALL
    },
    // Extended thinking came with Claude 3.7, output by a schema with Opus 4.1 and Sonnet 4.5.
    Rule {
        models: &[
            "*claude-3-haiku*",
            "*claude-3-opus*",
            "*claude-3-sonnet*",
            "*claude-3-5-*",
            "*claude-3.5-*",
        ],
        cannot: &[JsonSchema, Reasoning],
        ..Rule::ALL
    },
    Rule {
        models: &[
            "*claude-3-7-*",
            "*claude-3.7-*",
            "*claude-sonnet-4-0",
            "*claude-sonnet-4-2025*",
            "*claude-opus-4-0",
            "*claude-opus-4-2025*",
        ],
        cannot: &[JsonSchema],
        ..Rule::ALL
    },
    Rule {
        models: &[
            "gemini-1.5-*",
            "gemini-2.0-flash",
            "gemini-2.0-flash-0*",
            "gemini-2.0-flash-lite*",
        ],
        cannot: &[Reasoning],
        ..Rule::ALL
    },
    // Weights that read nothing but text, whoever runs them.
    Rule {
        models: &[
            "deepseek-chat*",
            "deepseek-reasoner*",
            "deepseek-r1*",
            "deepseek-v2*",
            "deepseek-v3*",
            "deepseek-v4-pro*",
            "deepseek-coder*",
            "llama-3-8b*",
            "llama-3-70b*",
            "llama-3.1-*",
            "llama-3.3-*",
            "llama-v3p1-*",
            "llama-v3p3-*",
            "meta-llama-3-*",
            "meta-llama-3.1-*",
            "llama3",
            "llama3:*",
            "llama3.1*",
            "llama3.3*",
            "mistral-7b*",
            "open-mistral-7b",
            "mixtral*",
            "open-mixtral*",
            "codestral*",
            "qwen2.5-coder*",
            "qwen3-coder*",
            "qwq*",
            "kimi-k2",
            "kimi-k2-*",
            "glm-4.5",
            "glm-4.5-*",
            "glm-4.6",
            "glm-4.6-*",
            "glm-4.7",
            "glm-5",
            "glm-5.1",
            "minimax-m2",
            "minimax-m2.*",
            "minimax-m2-*",
            "gemma-2-2b*",
            "gemma-2-27b*",
            "gemma2*",
            "phi-4",
            "phi4",
            "command-r",
            "command-r-*",
            "grok-3",
            "grok-3-*",
        ],
        cannot: TEXT_ONLY,
        ..Rule::ALL
    },
];

const TEXT_ONLY: &[Feature] = &[Images, Documents, Audio];
