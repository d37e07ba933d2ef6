//! How much the model shall think.

use routex_entity::Dialect;
use serde_json::{Map, Value, json};

use super::{parts::usable, writing::Writing};
use crate::{
    anthropic::model::Claude,
    codec::{Feature, Member},
    hub::{Content, Effort, Part, Reasoning, Role, Thinking},
};

/// Smallest budget that is taken.
const LEAST: u64 = 1_024;
/// Room for the answer, beside thoughts.
const ANSWER: u64 = 8_192;

/// What is written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub thinking: Option<Map<String, Value>>,
    pub effort: Option<&'static str>,
    pub max_tokens: u64,
}

impl Plan {
    /// The model thinks, as far as is known.
    pub(super) fn thinks(&self) -> bool {
        let kind = self
            .thinking
            .as_ref()
            .and_then(|thinking| thinking.get("type"));
        kind.is_some_and(|kind| kind != "disabled")
    }
}

/// `forced`: the model must call a tool, which it cannot do while it thinks.
pub(super) fn plan(forced: bool, writing: &mut Writing<'_>) -> Plan {
    let request = writing.request;
    let reasoning = &request.reasoning;
    if writing.own() {
        return Plan {
            thinking: as_it_is(reasoning),
            effort: reasoning.effort.map(Effort::name),
            max_tokens: request.max_output.unwrap_or(ANSWER),
        };
    }
    let claude = Claude::of_name(writing.target.model);
    let answer = claude.and_then(Claude::most_output).unwrap_or(ANSWER);
    let mut plan = Plan {
        max_tokens: request.max_output.unwrap_or(answer),
        ..Plan::default()
    };
    let able = writing.has(Feature::Reasoning) && claude.is_none_or(Claude::can_think);
    let off = reasoning.as_effort() == Some(Effort::None);
    match claude {
        _ if !able => writing.drop_if(reasoning.is_on(), Member::Reasoning),
        Some(claude) if off && claude.always_thinks() => {
            writing.drop(Member::Reasoning);
            plan.effort = Some(Effort::Low.name());
        }
        Some(claude) if off && claude.is_adaptive() => {
            plan.thinking = Some(of_type("disabled"));
        }
        Some(claude) if forced && claude.thinks_unasked() => {
            writing.drop_if(reasoning.is_on(), Member::Reasoning);
            plan.thinking = Some(of_type("disabled"));
        }
        _ if off || !reasoning.is_on() => {}
        // To call the tool matters more than to think before.
        _ if forced => writing.drop(Member::Reasoning),
        Some(claude) if claude.is_adaptive() => adaptive(claude, &mut plan, writing),
        _ => budgeted(&mut plan, writing),
    }
    plan
}

/// The client speaks the dialect itself.
fn as_it_is(reasoning: &Reasoning) -> Option<Map<String, Value>> {
    let mut thinking = match reasoning.thinking? {
        Thinking::Off => of_type("disabled"),
        Thinking::Adaptive => of_type("adaptive"),
        Thinking::Budget(tokens) => enabled(tokens),
    };
    if let Some(show) = &reasoning.show {
        thinking.insert("display".to_owned(), show.as_str().into());
    }
    Some(thinking)
}

/// The model decides how much to think, given an effort.
fn adaptive(claude: Claude, plan: &mut Plan, writing: &Writing<'_>) {
    let request = writing.request;
    let mut thinking = of_type("adaptive");
    if claude.hides_thoughts() && shows_thoughts(request.origin, &request.reasoning) {
        thinking.insert("display".to_owned(), "summarized".into());
    }
    plan.thinking = Some(thinking);
    let effort = request.reasoning.as_effort().map(|effort| match effort {
        Effort::None | Effort::Minimal => Effort::Low,
        Effort::Xhigh if !claude.has_xhigh_effort() => Effort::High,
        effort => effort,
    });
    plan.effort = effort.map(Effort::name);
    if request.max_output.is_none() {
        plan.max_tokens = ANSWER + effort.map_or(Effort::High.budget(), Effort::budget);
    }
}

/// Chat cannot ask to see thoughts, and shows those that it gets; the others ask.
fn shows_thoughts(client: Dialect, reasoning: &Reasoning) -> bool {
    match reasoning.show.as_deref() {
        None => client == Dialect::OpenaiChat,
        Some(show) => show != "false",
    }
}

/// The model may think up to a number of tokens, which is less than all that it may write.
fn budgeted(plan: &mut Plan, writing: &mut Writing<'_>) {
    if loop_lacks_thought(writing) {
        writing.drop(Member::Reasoning);
        return;
    }
    let wanted = writing.request.reasoning.as_budget();
    let wanted = wanted.unwrap_or(Effort::High.budget()).max(LEAST);
    let budget = match writing.request.max_output {
        None => {
            plan.max_tokens = wanted.saturating_add(ANSWER);
            wanted
        }
        Some(all) if all <= LEAST => {
            writing.drop(Member::Reasoning);
            return;
        }
        // A quarter stays for the answer.
        Some(all) => wanted.min(all - all / 4).clamp(LEAST, all - 1),
    };
    plan.thinking = Some(enabled(budget));
}

/// Within a tool loop the model must have begun its turn with a thought. Clients that cannot keep thoughts do not send
/// it back.
fn loop_lacks_thought(writing: &Writing<'_>) -> bool {
    let mut parts: Vec<(Role, &Part)> = Vec::new();
    for turn in &writing.request.turns {
        parts.extend(turn.parts.iter().map(|part| (turn.role, part)));
    }
    // The turn begins behind the last thing that the user said.
    let said_by_user = |(role, part): &(Role, &Part)| {
        *role == Role::User && !matches!(part.content, Content::ToolResult(_))
    };
    let begin = parts.iter().rposition(said_by_user).map_or(0, |at| at + 1);
    let is_sealed = |part: &Part| {
        matches!(part.content, Content::Thought(_))
            && part
                .seal
                .as_ref()
                .is_some_and(|seal| usable(seal).is_some())
    };
    let by_model = parts[begin..]
        .iter()
        .filter(|(role, _)| *role == Role::Assistant)
        .map(|(_, part)| *part)
        .filter(|part| !matches!(part.content, Content::Thought(_)) || is_sealed(part));
    let mut by_model = by_model.peekable();
    let begins_with_thought = by_model.peek().is_none_or(|first| is_sealed(first));
    !begins_with_thought && by_model.any(|part| matches!(part.content, Content::ToolCall(_)))
}

fn of_type(kind: &str) -> Map<String, Value> {
    let mut thinking = Map::new();
    thinking.insert("type".to_owned(), kind.into());
    thinking
}

fn enabled(budget: u64) -> Map<String, Value> {
    let mut thinking = of_type("enabled");
    thinking.insert("budget_tokens".to_owned(), json!(budget));
    thinking
}
