//! The tools to choose from, by kind.

use yew::prelude::*;

use crate::{
    i18n::I18n,
    snippets::{Group, Tool},
};

const GROUPS: [(Group, &str); 3] = [
    (Group::Agents, "connect-agents"),
    (Group::Sdks, "connect-sdks"),
    (Group::Curl, "connect-curl"),
];

pub fn list(chosen: Tool, onchange: &Callback<Tool>, i18n: &I18n) -> Html {
    html! {
        <div class="rx-tools">
            { for GROUPS.map(|(group, name)| html! {
                <div role="group" aria-label={i18n.t(name)}>
                    <h3 class="rx-tools__group">{ i18n.t(name) }</h3>
                    <div class="rx-tools__list">
                        { for Tool::ALL.into_iter().filter(|tool| tool.group() == group).map(|tool| html! {
                            <button
                                type="button"
                                class="rx-tools__tool"
                                aria-pressed={(tool == chosen).to_string()}
                                onclick={onchange.reform(move |_| tool)}
                            >
                                { short(tool) }
                            </button>
                        }) }
                    </div>
                </div>
            }) }
        </div>
    }
}

/// Under its kind, the kind need not be said again.
fn short(tool: Tool) -> &'static str {
    let name = tool.name();
    name.strip_prefix("curl · ").unwrap_or(name)
}

/// What is worth knowing beside what to paste.
pub const fn hint(tool: Tool) -> Option<&'static str> {
    match tool {
        Tool::ClaudeCode => Some("connect-hint-claude-code"),
        Tool::Codex => Some("connect-hint-codex"),
        Tool::GeminiCli => Some("connect-hint-gemini-cli"),
        Tool::Opencode => Some("connect-hint-opencode"),
        Tool::VercelAi => Some("connect-hint-vercel"),
        _ => None,
    }
}
