//! The settings of the installation. They are not in the file: operators change them while Routex runs.

use routex_entity::api::Settings;

use super::{
    bodies::{self, KEPT_BYTES, MOST_PATTERNS},
    section::Section,
};

/// A hundred years: what is longer is meant to be for ever, which is 0.
const MOST_DAYS: u32 = 36_500;
/// A month of minutes.
const MOST_MINUTE_HOURS: u32 = 744;
const LONGEST_NAME: usize = 60;

/// What a body makes of the settings; what it leaves out stays.
pub(super) fn read(mut section: Section<'_, '_>, current: &Settings) -> Settings {
    let days = 0..=MOST_DAYS;
    let patterns = section.list("body_redact", bodies::pattern);
    if let Ok(Some(patterns)) = &patterns
        && patterns.len() > MOST_PATTERNS
    {
        let message = format!("has more than {MOST_PATTERNS} patterns; join some with |");
        section.problem("body_redact", message);
    }
    let settings = Settings {
        instance_name: section.parsed_or(
            "instance_name",
            current.instance_name.clone(),
            |name: String| instance_name(&name),
        ),
        request_retention_days: section.within(
            "request_retention_days",
            days.clone(),
            current.request_retention_days,
        ),
        audit_retention_days: section.within(
            "audit_retention_days",
            days.clone(),
            current.audit_retention_days,
        ),
        response_keep_days: section.within(
            "response_keep_days",
            days.clone(),
            current.response_keep_days,
        ),
        analytics_minute_hours: section.within(
            "analytics_minute_hours",
            1..=MOST_MINUTE_HOURS,
            current.analytics_minute_hours,
        ),
        analytics_hour_days: section.within(
            "analytics_hour_days",
            days,
            current.analytics_hour_days,
        ),
        body_max_bytes: section.within("body_max_bytes", KEPT_BYTES, current.body_max_bytes),
        body_keep_media: section.or("body_keep_media", current.body_keep_media),
        body_redact: patterns
            .ok()
            .flatten()
            .unwrap_or_else(|| current.body_redact.clone()),
    };
    section.finish();
    settings
}

fn instance_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
        return Err(format!(
            "expected 1 to {LONGEST_NAME} characters on one line"
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::body;

    #[test]
    fn what_a_body_leaves_out_stays() {
        let current = Settings {
            request_retention_days: 30,
            ..Settings::default()
        };
        let body = json!({ "instance_name": " Berlin ", "audit_retention_days": 0 });

        let settings = body::installation(body, &current).unwrap();

        assert_eq!(settings.instance_name, "Berlin");
        assert_eq!(settings.request_retention_days, 30);
    }

    #[test]
    fn every_field_that_breaks_a_rule_is_named() {
        for (body, field) in [
            (json!({ "instance_name": "" }), "instance_name"),
            (json!({ "instance_name": "a\nb" }), "instance_name"),
            (json!({ "instance_name": "x".repeat(61) }), "instance_name"),
            (
                json!({ "request_retention_days": -1 }),
                "request_retention_days",
            ),
            (
                json!({ "request_retention_days": 0.5 }),
                "request_retention_days",
            ),
            (
                json!({ "audit_retention_days": 36_501 }),
                "audit_retention_days",
            ),
            (json!({ "body_max_bytes": 1023 }), "body_max_bytes"),
            (json!({ "body_redact": ["a(b"] }), "body_redact[0]"),
            (json!({ "body_redact": ["ab", "x*"] }), "body_redact[1]"),
            (json!({ "body_redact": vec!["ab"; 33] }), "body_redact"),
            (json!({ "retention": 1 }), "retention"),
        ] {
            let problems = body::installation(body, &Settings::default()).unwrap_err();
            assert_eq!(problems[0].key, field);
        }
    }
}
