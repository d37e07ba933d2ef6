//! How presets are called and shown. One that is not here is shown under its own name.

/// Name of the preset, and as people call it. The most wanted come first.
const KNOWN: &[(&str, &str)] = &[
    ("anthropic", "Anthropic"),
    ("openai", "OpenAI"),
    ("gemini", "Google Gemini"),
    ("openrouter", "OpenRouter"),
    ("deepseek", "DeepSeek"),
    ("ollama", "Ollama"),
    ("openai_compatible", "OpenAI-compatible"),
    ("anthropic_compatible", "Anthropic-compatible"),
    ("gemini_compatible", "Gemini-compatible"),
    ("azure_openai", "Azure OpenAI"),
    ("bedrock", "Amazon Bedrock"),
    ("vertex", "Google Vertex AI"),
    ("groq", "Groq"),
    ("mistral", "Mistral"),
    ("xai", "xAI"),
    ("together", "Together AI"),
    ("fireworks", "Fireworks"),
    ("qwen", "Qwen"),
    ("moonshot", "Moonshot"),
    ("zhipu", "Zhipu"),
    ("minimax", "MiniMax"),
    ("siliconflow", "SiliconFlow"),
    ("lm_studio", "LM Studio"),
    ("vllm", "vLLM"),
];

/// Cards that are shown before somebody wants to see all.
pub const FIRST: usize = 8;

pub fn title(name: &str) -> &str {
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    known.map_or(name, |(_, title)| title)
}

/// Where it stands among the others.
pub fn rank(name: &str) -> usize {
    let place = KNOWN.iter().position(|(known, _)| *known == name);
    place.unwrap_or(KNOWN.len())
}

/// Runs on a machine of one's own: its address is private, and it asks for no key.
pub fn is_local(name: &str) -> bool {
    ["lm_studio", "ollama", "vllm"].contains(&name)
}

/// What a channel of it is called at first.
pub fn channel_name(name: &str) -> String {
    name.replace('_', "-")
}

/// Two letters that stand for it.
pub fn letters(name: &str) -> String {
    let title = title(name);
    let capitals: String = title
        .chars()
        .filter(char::is_ascii_uppercase)
        .take(2)
        .collect();
    match capitals.len() {
        2 => capitals,
        _ => title.chars().take(2).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ones_come_first_and_unknown_ones_are_shown_as_they_are() {
        assert!(rank("anthropic") < rank("vllm") && rank("vllm") < rank("brand_new"));
        assert_eq!((title("xai"), title("brand_new")), ("xAI", "brand_new"));
        assert_eq!(
            (letters("openai").as_str(), letters("groq").as_str()),
            ("OA", "Gr")
        );
        assert_eq!(channel_name("azure_openai"), "azure-openai");
    }
}
