//! The rules of alerts. They are not in the file: operators change them while Routex runs.

use routex_entity::{
    AlertKind, Severity,
    api::{AlertRule, AlertRules},
};

use super::section::Section;

const DAY_SECONDS: u32 = 24 * 60 * 60;
const MONTH_MINUTES: u32 = 30 * 24 * 60;

/// What a body makes of the rules; what it leaves out stays.
pub(super) fn read(mut section: Section<'_, '_>, current: &AlertRules) -> AlertRules {
    let rules = AlertRules {
        remind_after_minutes: section.within(
            "remind_after_minutes",
            0..=MONTH_MINUTES,
            current.remind_after_minutes,
        ),
        settle_seconds: section.within("settle_seconds", 0..=DAY_SECONDS, current.settle_seconds),
        rules: section.table_or_empty("rules", |mut rules| {
            let read = AlertKind::ALL.iter().map(|kind| {
                let before = current.rule(*kind);
                let read = |section: Section<'_, '_>| rule(section, &before);
                (*kind, rules.table_or_empty(kind.as_str(), read))
            });
            let read = read.collect();
            rules.finish();
            read
        }),
    };
    section.finish();
    rules
}

/// A kind has the thresholds that it has: others are unknown keys.
fn rule(mut section: Section<'_, '_>, current: &AlertRule) -> AlertRule {
    let rule = AlertRule {
        enabled: section.or("enabled", current.enabled),
        severity: section.parsed_or("severity", current.severity, |text: String| {
            text.parse::<Severity>().map_err(|error| error.to_string())
        }),
        after_seconds: section.within("after_seconds", 0..=DAY_SECONDS, current.after_seconds),
        percent: current
            .percent
            .map(|percent| section.within("percent", 1..=100, percent)),
        window_seconds: current
            .window_seconds
            .map(|window| section.within("window_seconds", 10..=3_600, window)),
        minimum_requests: current
            .minimum_requests
            .map(|least| section.within("minimum_requests", 1..=1_000_000, least)),
    };
    section.finish();
    rule
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::body;

    #[test]
    fn what_a_body_leaves_out_stays() {
        let current = AlertRules {
            settle_seconds: 5,
            ..AlertRules::default()
        };
        let body = json!({ "rules": { "budget_low": { "percent": 90, "severity": "info" } } });

        let rules = body::alert_rules(body, &current).unwrap();

        assert_eq!(rules.settle_seconds, 5);
        let low = rules.rule(AlertKind::BudgetLow);
        assert_eq!((low.percent, low.severity), (Some(90), Severity::Info));
        let others = |rules: &AlertRules| {
            let mut rules = rules.clone();
            rules.rules.remove(&AlertKind::BudgetLow);
            rules
        };
        assert_eq!(others(&rules), others(&current));
    }

    #[test]
    fn every_field_that_breaks_a_rule_is_named() {
        let body = json!({
            "remind_after_minutes": -1, "settle": 3,
            "rules": {
                "budget_low": { "percent": 101 },
                "channel_down": { "percent": 5, "severity": "awful" },
                "weather": {},
            },
        });

        let problems = body::alert_rules(body, &AlertRules::default()).unwrap_err();

        let keys: Vec<&str> = problems.iter().map(|it| it.key.as_str()).collect();
        let expected = [
            "remind_after_minutes",
            "rules channel_down severity",
            "rules channel_down percent",
            "rules budget_low percent",
            "rules weather",
            "settle",
        ];
        assert_eq!(keys, expected);
    }
}
