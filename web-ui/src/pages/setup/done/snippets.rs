//! How a tool is pointed at Routex, ready to be pasted. Pure.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Curl,
    ClaudeCode,
    OpenaiPython,
    AnthropicPython,
}

impl Tool {
    pub const ALL: [Self; 4] = [
        Self::Curl,
        Self::ClaudeCode,
        Self::OpenaiPython,
        Self::AnthropicPython,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::ClaudeCode => "Claude Code",
            Self::OpenaiPython => "OpenAI SDK",
            Self::AnthropicPython => "Anthropic SDK",
        }
    }
}

/// `key`: none where Routex asks for none. `model`: one that answers.
pub fn snippet(tool: Tool, origin: &str, key: Option<&str>, model: Option<&str>) -> String {
    let key = key.unwrap_or("none");
    let model = model.unwrap_or("MODEL");
    match tool {
        Tool::Curl => format!(
            "curl {origin}/v1/chat/completions \\\n  \
             -H 'authorization: Bearer {key}' \\\n  \
             -H 'content-type: application/json' \\\n  \
             -d '{{\"model\": \"{model}\", \"messages\": [{{\"role\": \"user\", \"content\": \"Hello\"}}]}}'"
        ),
        Tool::ClaudeCode => format!(
            "export ANTHROPIC_BASE_URL={origin}\nexport ANTHROPIC_AUTH_TOKEN={key}\n\
             export ANTHROPIC_MODEL={model}\nclaude"
        ),
        Tool::OpenaiPython => format!(
            "from openai import OpenAI\n\n\
             client = OpenAI(base_url=\"{origin}/v1\", api_key=\"{key}\")\n\
             answer = client.chat.completions.create(\n    model=\"{model}\",\n    \
             messages=[{{\"role\": \"user\", \"content\": \"Hello\"}}],\n)\n\
             print(answer.choices[0].message.content)"
        ),
        Tool::AnthropicPython => format!(
            "from anthropic import Anthropic\n\n\
             client = Anthropic(base_url=\"{origin}\", api_key=\"{key}\")\n\
             answer = client.messages.create(\n    model=\"{model}\",\n    max_tokens=200,\n    \
             messages=[{{\"role\": \"user\", \"content\": \"Hello\"}}],\n)\n\
             print(answer.content[0].text)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snippet_has_the_address_the_key_and_the_model() {
        for tool in Tool::ALL {
            let text = snippet(tool, "http://router:8080", Some("rx-1"), Some("m-1"));
            for part in ["http://router:8080", "rx-1", "m-1"] {
                assert!(text.contains(part), "{} lacks {part}", tool.name());
            }
        }
    }
}
