//! Tools that write code.

use serde_json::json;

use super::{
    Piece, Target, Tool, file,
    quote::{shell, text},
    terminal,
};

pub fn pieces(tool: Tool, target: Target<'_>) -> Vec<Piece> {
    match tool {
        Tool::ClaudeCode => claude_code(target),
        Tool::Codex => codex(target),
        Tool::GeminiCli => gemini_cli(target),
        _ => opencode(target),
    }
}

fn claude_code(Target { origin, key, model }: Target<'_>) -> Vec<Piece> {
    let settings = json!({ "env": {
        "ANTHROPIC_BASE_URL": origin,
        "ANTHROPIC_AUTH_TOKEN": key,
        "ANTHROPIC_MODEL": model,
    } });
    vec![
        terminal(format!(
            "export ANTHROPIC_BASE_URL={origin}\n\
             export ANTHROPIC_AUTH_TOKEN={}\n\
             export ANTHROPIC_MODEL={}\n\
             claude",
            shell(key),
            shell(model)
        )),
        file("~/.claude/settings.json", format!("{settings:#}")),
    ]
}

fn codex(Target { origin, key, model }: Target<'_>) -> Vec<Piece> {
    vec![
        file(
            "~/.codex/config.toml",
            format!(
                "model = {}\n\
                 model_provider = \"routex\"\n\n\
                 [model_providers.routex]\n\
                 name = \"Routex\"\n\
                 base_url = \"{origin}/v1\"\n\
                 env_key = \"ROUTEX_API_KEY\"\n\
                 wire_api = \"responses\"",
                text(model)
            ),
        ),
        terminal(format!("export ROUTEX_API_KEY={}\ncodex", shell(key))),
    ]
}

fn gemini_cli(Target { origin, key, model }: Target<'_>) -> Vec<Piece> {
    let settings = json!({ "security": { "auth": { "selectedType": "gemini-api-key" } } });
    vec![
        file("~/.gemini/settings.json", format!("{settings:#}")),
        terminal(format!(
            "export GOOGLE_GEMINI_BASE_URL={origin}\n\
             export GEMINI_API_KEY={}\n\
             export GEMINI_MODEL={}\n\
             gemini",
            shell(key),
            shell(model)
        )),
    ]
}

fn opencode(Target { origin, key, model }: Target<'_>) -> Vec<Piece> {
    let settings = json!({
        "$schema": "https://opencode.ai/config.json",
        "model": format!("routex/{model}"),
        "provider": { "routex": {
            "npm": "@ai-sdk/openai-compatible",
            "name": "Routex",
            "options": { "baseURL": format!("{origin}/v1"), "apiKey": "{env:ROUTEX_API_KEY}" },
            "models": { model: {} },
        } },
    });
    vec![
        file("opencode.json", format!("{settings:#}")),
        terminal(format!("export ROUTEX_API_KEY={}\nopencode", shell(key))),
    ]
}
