//! `[admin.oidc]`.

use super::{good, problems};

const ALLOWED: &str = "[server]\npublic_url = \"https://routex.example\"\n[admin.oidc]\nissuer = \"https://login.example\"\n\
                       client_id = \"routex\"\nallowed_groups = [\"admins\"]\n";

#[test]
fn what_is_not_said_has_a_default() {
    let oidc = good(ALLOWED, &[]).admin.oidc.unwrap();
    assert_eq!(oidc.button_label, "login.example");
    assert_eq!(oidc.groups_claim, "groups");
    assert_eq!(oidc.scopes, ["profile", "email"]);
    assert!(oidc.client_secret.is_none() && oidc.allowed_subjects.is_empty());
    assert!(good("", &[]).admin.oidc.is_none());
}

#[test]
fn the_environment_can_say_all_of_it() {
    let secret = "canary-client-secret";
    let variables = [
        ("ROUTEX_SERVER__PUBLIC_URL", "https://routex.example"),
        ("ROUTEX_ADMIN__OIDC__ISSUER", "https://login.example"),
        ("ROUTEX_ADMIN__OIDC__CLIENT_ID", "routex"),
        ("ROUTEX_ADMIN__OIDC__CLIENT_SECRET", secret),
        ("ROUTEX_ADMIN__OIDC__ALLOWED_SUBJECTS", "a, b"),
    ];
    let config = good("", &variables);
    assert!(!format!("{config:?}").contains(secret));
    let oidc = config.admin.oidc.unwrap();
    assert_eq!(oidc.allowed_subjects, ["a", "b"]);
    assert_eq!(oidc.client_secret.unwrap().expose(), secret);
}

#[test]
fn nobody_allowed_is_a_mistake() {
    for lists in ["", "allowed_subjects = []\nallowed_groups = []\n"] {
        let text = ALLOWED.replace("allowed_groups = [\"admins\"]\n", lists);
        let told = problems(&text, &[]);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("allowed_subjects: is empty")
                && told[0].contains("nobody could sign in"),
            "{told:?}"
        );
    }
}

#[test]
fn every_mistake_is_told_with_what_to_do() {
    let text = "[admin.oidc]\nissuer = \"http://login.example\"\nallowed_subjects = [\"\"]\nbutton = \"x\"\n";
    let told = problems(text, &[]);
    for part in [
        "issuer: must begin with https://",
        "client_id: is missing; add client_id = ",
        "allowed_subjects[0]: must have 1 to 255 characters",
        "button: there is no such key; known: issuer",
    ] {
        assert!(
            told.iter().any(|told| told.contains(part)),
            "{part}: {told:#?}"
        );
    }
    let told = problems(
        ALLOWED
            .split_once("[admin.oidc]")
            .map(|(_, rest)| rest)
            .map(|rest| format!("[admin.oidc]{rest}"))
            .unwrap()
            .as_str(),
        &[],
    );
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("[server] public_url: is missing, and [admin.oidc] needs it"),
        "{told:?}"
    );
}
