//! Who wins.

use std::time::Duration;

use crate::{
    config::{Config, Flags},
    router::RoutingSettings,
};

use super::{env, good, problems};

#[test]
fn each_layer_stands_above_the_one_before() {
    let file = "[server]\nport = 2\n";
    let port = |text, variables: &[(&str, &str)], flag| {
        let flags = Flags {
            port: flag,
            ..Flags::default()
        };
        let file = Some(("routex.toml".into(), text));
        Config::from_layers(&flags, &env(variables), file)
            .unwrap()
            .server
            .port
    };
    let platform = ("PORT", "3");
    let own = ("ROUTEX_SERVER__PORT", "4");

    assert_eq!(port("", &[], None), 8080);
    assert_eq!(port(file, &[], None), 2);
    assert_eq!(port(file, &[platform], None), 3);
    assert_eq!(port(file, &[platform, own], None), 4);
    assert_eq!(port(file, &[platform, own], Some(5)), 5);
}

#[test]
fn a_stronger_layer_hides_a_bad_value_of_a_weaker_one() {
    let config = good(
        "[server]\nport = \"abc\"\n",
        &[("ROUTEX_SERVER__PORT", "4")],
    );

    assert_eq!(config.server.port, 4);
}

#[test]
fn every_kind_of_value_can_come_from_the_environment() {
    let config = good(
        "",
        &[
            ("ROUTEX_SERVER__HOST", "0.0.0.0"),
            ("ROUTEX_SERVER__REQUIRE_CLIENT_KEY", "false"),
            ("ROUTEX_SERVER__SHUTDOWN_GRACE_MS", "250"),
            ("ROUTEX_BREAKER__FAILURE_RATIO", "0.25"),
            ("ROUTEX_ROUTING__STRATEGY", "least_used"),
            ("ROUTEX_ADMIN__TOKEN", "0123456789012345678x"),
            ("DATABASE_URL", "sqlite:///var/lib/r.db"),
        ],
    );

    assert_eq!(config.server.host, "0.0.0.0");
    assert!(!config.server.require_client_key);
    assert_eq!(config.server.shutdown_grace, Duration::from_millis(250));
    assert_eq!(config.breaker.failure_ratio, 0.25);
    assert_eq!(config.routing.strategy.as_str(), "least_used");
    assert_eq!(config.admin.token.unwrap().expose(), "0123456789012345678x");
    assert_eq!(config.database.url.expose(), "sqlite:///var/lib/r.db");
}

#[test]
fn variables_that_say_nothing_or_belong_to_others_are_left_alone() {
    let config = good(
        "",
        &[
            ("PORT", ""),
            ("ROUTEX_SERVER__PORT", ""),
            ("ROUTEX_PORT", "tcp://10.0.0.1:80"),
            ("ROUTEX_CLIENT_KEY", "x"),
        ],
    );

    assert_eq!(config.server.port, 8080);
}

#[test]
fn the_environment_is_taken_as_it_is() {
    let url = "sqlite://${A}.db";
    let config = good("", &[("ROUTEX_DATABASE__URL", url)]);

    assert_eq!(config.database.url.expose(), url);
}

#[test]
fn the_file_reads_variables_also_where_numbers_and_lists_are_expected() {
    let config = good(
        "[server]\nport = \"${P}\"\n[[channel]]\nname = \"a\"\nprovider = \"openai\"\napi_keys = \"${KEYS}\"\n",
        &[("P", "81"), ("KEYS", "first-key, second-key,")],
    );

    assert_eq!(config.server.port, 81);
    let secrets: Vec<_> = config.channels[0]
        .credentials
        .iter()
        .map(|credential| credential.secret.expose())
        .collect();
    assert_eq!(secrets, ["first-key", "second-key"]);
}

#[test]
fn the_sections_become_routing_settings() {
    let text =
        "[routing]\nmax_attempts = 7\n[affinity]\nttl_seconds = 9\n[breaker]\nopen_ms = 11\n";
    let settings = good(text, &[]).routing_settings();

    assert_eq!(settings.max_attempts, 7);
    assert_eq!(settings.affinity.ttl, Duration::from_secs(9));
    assert_eq!(settings.breaker.open, Duration::from_millis(11));
    assert_eq!(good("", &[]).routing_settings(), RoutingSettings::default());
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let missing = "/nonexistent/routex.toml";
    let flags = Flags {
        config: Some(missing.into()),
        ..Flags::default()
    };
    let told = Config::load(&flags, &env(&[])).unwrap_err().to_string();
    assert!(told.contains("--config: cannot read"), "{told}");

    let variables = env(&[("ROUTEX_CONFIG", missing)]);
    let told = Config::load(&Flags::default(), &variables)
        .unwrap_err()
        .to_string();
    assert!(told.contains("ROUTEX_CONFIG: cannot read"), "{told}");
}

#[test]
fn loading_reads_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "[server]\nport = 99\n").unwrap();
    let flags = Flags {
        config: Some(file.clone()),
        ..Flags::default()
    };

    let config = Config::load(&flags, &env(&[])).unwrap();

    assert_eq!(config.server.port, 99);
    assert_eq!(config.file, Some(file));
}

#[test]
fn problems_of_all_layers_are_told_together() {
    let told = problems(
        "[server]\nport = -1\n",
        &[
            ("ROUTEX_SERVER__WORKERS", "many"),
            ("OPENAI_API_KEY", "two words"),
        ],
    );

    assert_eq!(told.len(), 3, "{told:#?}");
}
