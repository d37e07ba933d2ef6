//! What the words of the audit log are called in the user's language. `None`: a later version wrote them.

/// How an actor proved who it is, and its name. `None`: it has no name.
pub fn actor(actor: &str) -> (Kind, Option<&str>) {
    match actor.split_once(':') {
        Some(("user", name)) => (Kind::User, Some(name)),
        Some(("oidc", subject)) => (Kind::Oidc, Some(subject)),
        Some(("token", name)) => (Kind::Token, Some(name)),
        _ => match actor {
            "setup" => (Kind::Setup, None),
            "cli" => (Kind::CommandLine, None),
            "anonymous" => (Kind::Anonymous, None),
            other => (Kind::Other, Some(other)),
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    User,
    Oidc,
    Token,
    Setup,
    CommandLine,
    Anonymous,
    Other,
}

impl Kind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "audit-user",
            Self::Oidc => "audit-oidc",
            Self::Token => "audit-token",
            Self::Setup => "audit-setup",
            Self::CommandLine => "audit-cli",
            Self::Anonymous => "audit-anonymous",
            Self::Other => "audit-other",
        }
    }
}

pub fn action(action: &str) -> Option<&'static str> {
    Some(match action {
        "create" => "audit-create",
        "update" => "audit-update",
        "delete" => "audit-delete",
        "rotate" => "audit-rotate",
        "drain" => "audit-drain",
        "reset_breaker" => "audit-reset-breaker",
        "refresh" => "audit-refreshed",
        "recompute" => "audit-recompute",
        "read" => "audit-read",
        "export" => "audit-export",
        "sign_in" => "audit-sign-in",
        "sign_in_failed" => "audit-sign-in-failed",
        "sign_out" => "audit-sign-out",
        "change_password" => "audit-change-password",
        _ => return None,
    })
}

pub fn resource(resource: &str) -> Option<&'static str> {
    Some(match resource {
        "admin_token" => "audit-admin-token",
        "admin_user" => "audit-admin-user",
        "alert_rules" => "audit-alert-rules",
        "alert_target" => "audit-alert-target",
        "alias" => "audit-alias",
        "channel" => "audit-channel",
        "client_key" => "audit-client-key",
        "credential" => "audit-credential",
        "master_key" => "audit-master-key",
        "prices" => "audit-prices",
        "request_bodies" => "audit-request-bodies",
        "routing" => "audit-routing",
        "secrets" => "audit-secrets",
        "session" => "audit-session",
        "settings" => "audit-settings",
        _ => return None,
    })
}

/// How grave it is, as a class.
pub fn class(action: &str) -> &'static str {
    match action {
        "create" | "sign_in" => "rx-state-label--closed",
        "delete" | "sign_in_failed" => "rx-state-label--open",
        "read" | "sign_out" => "rx-state-label--disabled",
        "export" | "rotate" | "change_password" => "rx-state-label--cooling",
        _ => "rx-state-label--half-open",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_are_told_apart() {
        assert_eq!(actor("user:admin"), (Kind::User, Some("admin")));
        assert_eq!(actor("oidc:a:b"), (Kind::Oidc, Some("a:b")));
        assert_eq!(actor("token:ci:eu"), (Kind::Token, Some("ci:eu")));
        assert_eq!(actor("cli"), (Kind::CommandLine, None));
        assert_eq!(actor("robot"), (Kind::Other, Some("robot")));
    }
}
