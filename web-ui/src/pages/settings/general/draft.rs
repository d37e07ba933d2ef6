//! What is typed about the settings of the installation, and what becomes of it. Pure.

use routex_entity::api::{Settings, SettingsInput};

/// Every field as it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub instance_name: String,
    pub request_retention_days: String,
    pub audit_retention_days: String,
    pub response_keep_days: String,
    pub analytics_minute_hours: String,
    pub analytics_hour_days: String,
    pub body_max_bytes: String,
    pub body_keep_media: bool,
    /// One a line.
    pub body_redact: String,
}

impl Draft {
    pub fn of(settings: &Settings) -> Self {
        Self {
            instance_name: settings.instance_name.clone(),
            request_retention_days: settings.request_retention_days.to_string(),
            audit_retention_days: settings.audit_retention_days.to_string(),
            response_keep_days: settings.response_keep_days.to_string(),
            analytics_minute_hours: settings.analytics_minute_hours.to_string(),
            analytics_hour_days: settings.analytics_hour_days.to_string(),
            body_max_bytes: settings.body_max_bytes.to_string(),
            body_keep_media: settings.body_keep_media,
            body_redact: settings.body_redact.join("\n"),
        }
    }

    /// What differs from before; what somebody else changes meanwhile stays. `None`: something is no number.
    pub fn change(&self, before: &Self) -> Option<SettingsInput> {
        let number = |new: &str, old: &str| match new == old {
            true => Some(None),
            false => number(new).map(Some),
        };
        let differs = self.body_redact != before.body_redact;
        Some(SettingsInput {
            instance_name: (self.instance_name != before.instance_name)
                .then(|| self.instance_name.clone()),
            request_retention_days: number(
                &self.request_retention_days,
                &before.request_retention_days,
            )?,
            audit_retention_days: number(&self.audit_retention_days, &before.audit_retention_days)?,
            response_keep_days: number(&self.response_keep_days, &before.response_keep_days)?,
            analytics_minute_hours: number(
                &self.analytics_minute_hours,
                &before.analytics_minute_hours,
            )?,
            analytics_hour_days: number(&self.analytics_hour_days, &before.analytics_hour_days)?,
            body_max_bytes: number(&self.body_max_bytes, &before.body_max_bytes)?,
            body_keep_media: (self.body_keep_media != before.body_keep_media)
                .then_some(self.body_keep_media),
            body_redact: differs.then(|| {
                let patterns = self
                    .body_redact
                    .lines()
                    .filter(|line| !line.trim().is_empty());
                patterns.map(str::to_owned).collect()
            }),
        })
    }

    /// Whether something that is kept now would be removed.
    pub fn removes(&self, before: &Self) -> bool {
        // For ever is longer than anything else.
        let shorter = |new: &str, old: &str| match (number(new), number(old)) {
            (Some(0) | None, _) | (_, None) => false,
            (Some(_), Some(0)) => true,
            (Some(new), Some(old)) => new < old,
        };
        let none_kept = self.response_keep_days.trim() == "0" && before.response_keep_days != "0";
        none_kept
            || [
                (&self.request_retention_days, &before.request_retention_days),
                (&self.audit_retention_days, &before.audit_retention_days),
                (&self.analytics_minute_hours, &before.analytics_minute_hours),
                (&self.analytics_hour_days, &before.analytics_hour_days),
            ]
            .into_iter()
            .any(|(new, old)| shorter(new, old))
    }
}

/// `None`: it is none.
pub fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_sent() {
        let before = Draft::of(&Settings::default());
        let mut draft = before.clone();
        assert_eq!(draft.change(&before), Some(SettingsInput::default()));

        draft.request_retention_days = " 30 ".to_owned();
        draft.body_redact = r"\d{3,4}".to_owned() + "\n\n";
        let sent = serde_json::to_value(draft.change(&before).unwrap()).unwrap();
        assert_eq!(
            sent,
            json!({ "request_retention_days": 30, "body_redact": [r"\d{3,4}"] })
        );

        draft.body_max_bytes = "much".to_owned();
        assert_eq!(draft.change(&before), None);
    }

    #[test]
    fn it_is_known_when_something_would_be_removed() {
        let before = Draft::of(&Settings::default());
        let removes = |edit: fn(&mut Draft)| {
            let mut draft = before.clone();
            edit(&mut draft);
            draft.removes(&before)
        };
        assert!(!removes(|_| ()));
        assert!(removes(
            |draft| draft.request_retention_days = "30".to_owned()
        ));
        assert!(removes(|draft| draft.analytics_hour_days = "10".to_owned()));
        assert!(!removes(|draft| draft.analytics_hour_days = "0".to_owned()));
        assert!(removes(|draft| draft.response_keep_days = "0".to_owned()));
    }
}
