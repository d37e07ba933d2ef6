//! The rules as they are being entered: numbers as they are typed. Pure.

use std::{collections::BTreeMap, rc::Rc};

use routex_entity::{
    AlertKind, Severity,
    api::{AlertRule, AlertRuleInput, AlertRules, AlertRulesInput},
};
use yew::Reducible;

/// The numbers of a rule; not every kind has all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    After,
    Percent,
    Window,
    Minimum,
}

impl Number {
    pub const ALL: [Self; 4] = [Self::After, Self::Percent, Self::Window, Self::Minimum];

    /// `None`: rules of this kind have no such number.
    const fn of(self, rule: &AlertRule) -> Option<u32> {
        match self {
            Self::After => Some(rule.after_seconds),
            Self::Percent => rule.percent,
            Self::Window => rule.window_seconds,
            Self::Minimum => rule.minimum_requests,
        }
    }

    const fn put(self, rule: &mut AlertRuleInput, value: Option<u32>) {
        match self {
            Self::After => rule.after_seconds = value,
            Self::Percent => rule.percent = value,
            Self::Window => rule.window_seconds = value,
            Self::Minimum => rule.minimum_requests = value,
        }
    }

    /// As the API calls it.
    pub const fn field(self) -> &'static str {
        match self {
            Self::After => "after_seconds",
            Self::Percent => "percent",
            Self::Window => "window_seconds",
            Self::Minimum => "minimum_requests",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub enabled: bool,
    pub severity: Severity,
    pub numbers: BTreeMap<Number, String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub remind: String,
    pub settle: String,
    pub rules: BTreeMap<AlertKind, Rule>,
}

pub enum Change {
    Remind(String),
    Settle(String),
    Enabled(AlertKind, bool),
    Severity(AlertKind, Severity),
    Number(AlertKind, Number, String),
    /// As Routex has them.
    Reset(Rc<AlertRules>),
}

impl Draft {
    pub fn of(rules: &AlertRules) -> Self {
        let rule = |kind: AlertKind| {
            let rule = rules.rule(kind);
            let numbers = Number::ALL.into_iter();
            Rule {
                enabled: rule.enabled,
                severity: rule.severity,
                numbers: numbers
                    .filter_map(|number| Some((number, number.of(&rule)?.to_string())))
                    .collect(),
            }
        };
        Self {
            remind: rules.remind_after_minutes.to_string(),
            settle: rules.settle_seconds.to_string(),
            rules: AlertKind::ALL
                .iter()
                .map(|kind| (*kind, rule(*kind)))
                .collect(),
        }
    }

    /// What differs from what is known. `None`: a field holds no number.
    pub fn input(&self, known: &AlertRules) -> Option<AlertRulesInput> {
        let changed = |text: &str, known: u32| {
            let value = whole(text)?;
            Some((value != known).then_some(value))
        };
        let mut input = AlertRulesInput {
            remind_after_minutes: changed(&self.remind, known.remind_after_minutes)?,
            settle_seconds: changed(&self.settle, known.settle_seconds)?,
            rules: BTreeMap::new(),
        };
        for (kind, rule) in &self.rules {
            let before = known.rule(*kind);
            let mut change = AlertRuleInput {
                enabled: (rule.enabled != before.enabled).then_some(rule.enabled),
                severity: (rule.severity != before.severity).then_some(rule.severity),
                ..AlertRuleInput::default()
            };
            for (number, text) in &rule.numbers {
                let value = whole(text)?;
                let differs = number.of(&before) != Some(value);
                number.put(&mut change, differs.then_some(value));
            }
            if change != AlertRuleInput::default() {
                input.rules.insert(*kind, change);
            }
        }
        Some(input)
    }
}

/// A whole number, as typed.
pub fn whole(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = (*self).clone();
        match change {
            Change::Remind(text) => next.remind = text,
            Change::Settle(text) => next.settle = text,
            Change::Enabled(kind, enabled) => {
                if let Some(rule) = next.rules.get_mut(&kind) {
                    rule.enabled = enabled;
                }
            }
            Change::Severity(kind, severity) => {
                if let Some(rule) = next.rules.get_mut(&kind) {
                    rule.severity = severity;
                }
            }
            Change::Number(kind, number, text) => {
                if let Some(rule) = next.rules.get_mut(&kind) {
                    rule.numbers.insert(number, text);
                }
            }
            Change::Reset(rules) => return Rc::new(Self::of(&rules)),
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(changes: Vec<Change>) -> Option<AlertRulesInput> {
        let known = AlertRules::default();
        let draft = Rc::new(Draft::of(&known));
        let draft = changes.into_iter().fold(draft, Reducible::reduce);
        draft.input(&known)
    }

    #[test]
    fn only_what_differs_is_sent() {
        assert_eq!(changed(Vec::new()), Some(AlertRulesInput::default()));
        let input = changed(vec![
            Change::Settle(" 0 ".to_owned()),
            Change::Enabled(AlertKind::NoRoute, false),
            Change::Number(AlertKind::BudgetLow, Number::Percent, "90".to_owned()),
            Change::Severity(AlertKind::LedgerAway, Severity::Critical),
        ]);
        assert_eq!(
            serde_json::to_value(input.unwrap()).unwrap(),
            serde_json::json!({
                "settle_seconds": 0,
                "rules": { "no_route": { "enabled": false }, "budget_low": { "percent": 90 } },
            })
        );
    }

    #[test]
    fn what_is_no_number_is_not_sent() {
        let kind = AlertKind::ErrorRate;
        assert_eq!(
            changed(vec![Change::Number(kind, Number::Window, "5m".to_owned())]),
            None
        );
        assert_eq!(changed(vec![Change::Remind(String::new())]), None);
    }
}
