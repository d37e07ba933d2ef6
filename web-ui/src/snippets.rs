//! How tools are pointed at Routex, ready to be pasted. Pure.

mod agents;
mod curl;
mod quote;
mod sdks;

/// What speaks to Routex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    ClaudeCode,
    Codex,
    GeminiCli,
    Opencode,
    OpenaiPython,
    OpenaiJs,
    AnthropicPython,
    AnthropicJs,
    GooglePython,
    GoogleJs,
    VercelAi,
    Langchain,
    CurlChat,
    CurlResponses,
    CurlMessages,
    CurlGemini,
}

/// Kinds of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Agents,
    Sdks,
    Curl,
}

/// Where to, as whom, for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// `https://routex.example`
    pub origin: &'a str,
    pub key: &'a str,
    pub model: &'a str,
}

/// Something to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub place: Place,
    pub text: String,
}

/// Where it is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Terminal,
    /// A file with this name.
    File(&'static str),
    /// A program in this language.
    Program(&'static str),
}

impl Tool {
    pub const ALL: [Self; 16] = [
        Self::ClaudeCode,
        Self::Codex,
        Self::GeminiCli,
        Self::Opencode,
        Self::OpenaiPython,
        Self::OpenaiJs,
        Self::AnthropicPython,
        Self::AnthropicJs,
        Self::GooglePython,
        Self::GoogleJs,
        Self::VercelAi,
        Self::Langchain,
        Self::CurlChat,
        Self::CurlResponses,
        Self::CurlMessages,
        Self::CurlGemini,
    ];

    /// Those that most begin with.
    pub const FIRST: [Self; 4] = [
        Self::CurlChat,
        Self::ClaudeCode,
        Self::OpenaiPython,
        Self::AnthropicPython,
    ];

    /// Its name, and how addresses of pages call it.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::ClaudeCode => ("Claude Code", "claude-code"),
            Self::Codex => ("Codex", "codex"),
            Self::GeminiCli => ("Gemini CLI", "gemini-cli"),
            Self::Opencode => ("opencode", "opencode"),
            Self::OpenaiPython => ("OpenAI SDK · Python", "openai-python"),
            Self::OpenaiJs => ("OpenAI SDK · JavaScript", "openai-js"),
            Self::AnthropicPython => ("Anthropic SDK · Python", "anthropic-python"),
            Self::AnthropicJs => ("Anthropic SDK · JavaScript", "anthropic-js"),
            Self::GooglePython => ("Google Gen AI SDK · Python", "google-python"),
            Self::GoogleJs => ("Google Gen AI SDK · JavaScript", "google-js"),
            Self::VercelAi => ("Vercel AI SDK", "vercel-ai"),
            Self::Langchain => ("LangChain", "langchain"),
            Self::CurlChat => ("curl · OpenAI Chat", "curl-chat"),
            Self::CurlResponses => ("curl · OpenAI Responses", "curl-responses"),
            Self::CurlMessages => ("curl · Anthropic Messages", "curl-messages"),
            Self::CurlGemini => ("curl · Gemini", "curl-gemini"),
        }
    }

    pub const fn name(self) -> &'static str {
        self.names().0
    }

    pub const fn slug(self) -> &'static str {
        self.names().1
    }

    pub fn by_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.slug() == slug)
    }

    pub const fn group(self) -> Group {
        match self {
            Self::ClaudeCode | Self::Codex | Self::GeminiCli | Self::Opencode => Group::Agents,
            Self::CurlChat | Self::CurlResponses | Self::CurlMessages | Self::CurlGemini => {
                Group::Curl
            }
            _ => Group::Sdks,
        }
    }

    /// What has to be pasted, in this order.
    pub fn pieces(self, target: Target<'_>) -> Vec<Piece> {
        match self.group() {
            Group::Agents => agents::pieces(self, target),
            Group::Sdks => sdks::pieces(self, target),
            Group::Curl => vec![Piece {
                place: Place::Terminal,
                text: curl::command(self, target),
            }],
        }
    }
}

fn terminal(text: String) -> Piece {
    let place = Place::Terminal;
    Piece { place, text }
}

fn file(name: &'static str, text: String) -> Piece {
    let place = Place::File(name);
    Piece { place, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_told_the_address_the_key_and_the_model() {
        let target = Target {
            origin: "http://router:8080",
            key: "rx-1",
            model: "m-1",
        };
        for tool in Tool::ALL {
            let pieces = tool.pieces(target);
            let text: String = pieces.into_iter().map(|piece| piece.text).collect();
            for part in ["http://router:8080", "rx-1", "m-1"] {
                assert!(text.contains(part), "{} lacks {part}", tool.name());
            }
            assert_eq!(Tool::by_slug(tool.slug()), Some(tool));
        }
    }

    #[test]
    fn what_has_a_meaning_to_a_shell_or_in_a_text_loses_it() {
        let target = Target {
            origin: "http://router:8080",
            key: "a'b\"c $HOME",
            model: "m",
        };
        let text = |tool: Tool, index: usize| tool.pieces(target).swap_remove(index).text;

        assert!(text(Tool::ClaudeCode, 0).contains(r#"_TOKEN='a'\''b"c $HOME'"#));
        assert!(text(Tool::CurlChat, 0).contains(r#"'authorization: Bearer a'\''b"c $HOME'"#));
        assert!(text(Tool::OpenaiPython, 1).contains(r#"api_key="a'b\"c $HOME""#));
    }
}
