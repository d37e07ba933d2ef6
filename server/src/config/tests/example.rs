//! The annotated example says what the code does.

use crate::{
    channel::{Charges, ProbeSettings},
    config::{ChannelDecl, Config},
};

use super::{good, problems};

const EXAMPLE: &str = include_str!("../../../../routex.example.toml");

const VARIABLES: [(&str, &str); 8] = [
    ("ROUTEX_ADMIN_PASSWORD", "correct horse battery staple"),
    (
        "ROUTEX_ADMIN_TOKEN",
        "0123456789012345678901234567890123456789",
    ),
    (
        "ROUTEX_METRICS_TOKEN",
        "0123456789012345678901234567890123456789",
    ),
    (
        "ROUTEX_CLIENT_KEY",
        "rx-0123456789012345678901234567890123456",
    ),
    ("OPENAI_API_KEY", "sk-01234567890123456789"),
    ("GOOGLE_CLIENT_SECRET", "of-the-registration"),
    ("ALERT_SECRET", "123456:bot-token"),
    ("OIDC_CLIENT_SECRET", "the-secret-of-a-client"),
];

/// The example with every key in force. Prose has a space behind its "#", keys and tables have none.
fn in_force() -> String {
    EXAMPLE
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') && !key.is_empty() => key,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn as_it_is_it_changes_nothing() {
    same_sections(&good(EXAMPLE, &[]), &good("", &[]));
}

#[test]
fn its_values_are_the_defaults() {
    let ca = rcgen::generate_simple_self_signed(["ca.test".to_owned()]).unwrap();
    let ca = ca.cert.pem();
    let mut variables = VARIABLES.to_vec();
    variables.push(("CHANNEL_CA", &ca));
    variables.push(("TELEMETRY_CA", &ca));
    let mut shown = good(&in_force(), &variables);
    let default = good("", &[]);

    assert!(shown.server.public_url.take().is_some());
    assert!(shown.telemetry.traces.take().is_some());
    assert!(shown.telemetry.metrics.take().is_some());
    assert!(shown.telemetry.tls_ca.take().is_some());
    assert!(shown.admin.oidc.take().is_some());
    same_sections(&shown, &default);
    assert_eq!(shown.admin.username, default.admin.username);

    let bare = r#"
[[channel]]
name = "openai-a"
provider = "openai"
api_keys = ["${OPENAI_API_KEY}"]

[[client_key]]
name = "laptop"
key = "${ROUTEX_CLIENT_KEY}"

[[alert_target]]
name = "ops"
kind = "telegram"
secret = "${ALERT_SECRET}"
chat_id = "-1001234567890"

[[oauth_provider]]
name = "google"
preset = "google"
client_id = "1234567890-example.apps.googleusercontent.com"
client_secret = "${GOOGLE_CLIENT_SECRET}"
"#;
    let default = good(bare, &VARIABLES);
    let timeout = shown.channels[0].first_byte_timeout;
    assert_eq!(timeout, Some(default.routing.first_byte_timeout));
    assert_eq!(
        format!("{:?}", without_optional(&shown.channels[0])),
        format!("{:?}", default.channels[0]),
    );
    let mut key = shown.client_keys[0].clone();
    assert!(key.expires_at.take().is_some());
    assert_eq!(key, default.client_keys[0]);
    let mut target = shown.alert_targets[0].clone();
    assert!(target.proxy.take().is_some());
    assert_eq!(target, default.alert_targets[0]);
    let [shown, default] = [&shown, &default].map(|config| {
        let provider = config.oauth_providers[0]
            .provider(uuid::Uuid::nil())
            .unwrap();
        let addresses = [
            provider.authorize_url(),
            provider.token_url(),
            provider.revoke_url(),
            provider.device_url(),
        ];
        let issuer = provider.issuer().map(str::to_owned);
        (provider.name.clone(), provider.scopes(), addresses, issuer)
    });
    assert_eq!(shown, default);
}

/// The keys whose absence means something that no value says.
fn without_optional(channel: &ChannelDecl) -> ChannelDecl {
    ChannelDecl {
        first_byte_timeout: None,
        proxy: None,
        tls_ca: None,
        charges: Charges {
            per_request: None,
            ..channel.charges
        },
        probe: ProbeSettings {
            model: None,
            ..channel.probe.clone()
        },
        ..channel.clone()
    }
}

fn same_sections(a: &Config, b: &Config) {
    assert_eq!(a.server, b.server);
    assert_eq!(a.database, b.database);
    assert_eq!(a.routing, b.routing);
    assert_eq!(a.affinity, b.affinity);
    assert_eq!(a.breaker, b.breaker);
    assert_eq!(a.log, b.log);
    assert_eq!(a.journal, b.journal);
    assert_eq!(a.metrics.public, b.metrics.public);
    assert_eq!(a.telemetry, b.telemetry);
}

#[test]
fn it_shows_every_key_once() {
    let in_force = in_force();
    for section in [
        "[server]",
        "[database]",
        "[admin]",
        "[routing]",
        "[affinity]",
        "[breaker]",
        "[log]",
        "[journal]",
        "[metrics]",
        "[telemetry]",
        "[[channel]]",
        "[[alias]]",
        "[[client_key]]",
        "[[alert_target]]",
        "[[oauth_provider]]",
    ] {
        let mut shown: Vec<&str> = in_force
            .lines()
            .skip_while(|line| *line != section)
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, _)| key)
            .filter(|key| !key.starts_with('#'))
            .collect();
        shown.sort_unstable();

        assert_eq!(shown, known_keys(section), "{section}");
    }
}

/// The keys that a section has, as the message about an unknown one lists them.
fn known_keys(section: &str) -> Vec<String> {
    let told = problems(&format!("{section}\nunknown-key = 1\n"), &[]);
    let list = told
        .iter()
        .filter(|problem| problem.contains("unknown-key"))
        .find_map(|problem| problem.split_once("; known: "))
        .map(|(_, list)| list)
        .expect("an unknown key is a problem");
    let mut keys: Vec<String> = list.split(", ").map(str::to_owned).collect();
    keys.sort_unstable();
    keys
}
