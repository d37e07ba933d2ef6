//! What operators are told, word for word: the place, what is wrong, what to do.

use super::problems;

struct Case {
    text: &'static str,
    variables: &'static [(&'static str, &'static str)],
    /// Each problem, complete.
    told: &'static [&'static str],
}

fn check(cases: &[Case]) {
    for case in cases {
        assert_eq!(
            problems(case.text, case.variables),
            case.told,
            "{}",
            case.text
        );
    }
}

#[test]
fn values_of_the_wrong_kind() {
    check(&[
        Case {
            text: "[server]\nport = 70000\nhost = \"a b\"\nworkers = -1\nmax_body_bytes = 1\n\
                   require_client_key = \"yes\"\nshutdown_grace_ms = 0",
            variables: &[],
            told: &[
                "routex.toml:2: [server] port: expected a whole number from 0 to 65535, found 70000",
                "routex.toml:3: [server] host: is not an address to listen on; use 127.0.0.1 for this machine \
                 alone, 0.0.0.0 for every network",
                "routex.toml:4: [server] workers: expected a whole number from 0 to 1024, found -1",
                "routex.toml:5: [server] max_body_bytes: expected a whole number from 1024 to 1073741824, found 1",
                "routex.toml:6: [server] require_client_key: expected true or false, found \"yes\"",
                "routex.toml:7: [server] shutdown_grace_ms: expected a whole number from 1 to 31536000000, found 0",
            ],
        },
        Case {
            text: "[routing]\nstrategy = \"random\"\nmax_attempts = 0\nfirst_byte_timeout_ms = 601000\n\
                   idle_timeout_ms = 0\n[affinity]\nttl_seconds = 0\nenabled = 1\n",
            variables: &[],
            told: &[
                "routex.toml:2: [routing] strategy: unknown strategy \"random\"; known: priority, round_robin, \
                 weighted, least_used, fastest, cheapest",
                "routex.toml:3: [routing] max_attempts: expected a whole number from 1 to 100, found 0",
                "routex.toml:4: [routing] first_byte_timeout_ms: is longer than [routing] total_timeout_ms = 600000; \
                 lower this or raise that",
                "routex.toml:5: [routing] idle_timeout_ms: expected a whole number from 1 to 31536000000, found 0",
                "routex.toml:7: [affinity] ttl_seconds: expected a whole number from 1 to 31536000, found 0",
                "routex.toml:8: [affinity] enabled: expected true or false, found 1",
            ],
        },
        Case {
            text: "[breaker]\nfailure_ratio = 1.5\nopen_ms = 400000\nconsecutive_failures = 0\nwindow_seconds = 1.5\n\
                   [log]\nlevel = \"loud\"\nformat = \"xml\"\n[journal]\nmax_bytes = 3\n",
            variables: &[],
            told: &[
                "routex.toml:2: [breaker] failure_ratio: must be above 0 and at most 1; 0.5 is one half",
                "routex.toml:3: [breaker] open_ms: is longer than max_open_ms = 300000; lower this or raise that",
                "routex.toml:4: [breaker] consecutive_failures: expected a whole number from 1 to 1000000, found 0",
                "routex.toml:5: [breaker] window_seconds: expected a whole number from 1 to 31536000, found 1.5",
                "routex.toml:7: [log] level: \"loud\" is not one of error, warn, info, debug, trace",
                "routex.toml:8: [log] format: \"xml\" is not one of text, json",
                "routex.toml:10: [journal] max_bytes: expected a whole number from 1048576 to 1099511627776, found 3",
            ],
        },
    ]);
}

#[test]
fn what_is_not_known() {
    check(&[
        Case {
            text: "[server]\nprot = 1\n",
            variables: &[("ROUTEX_SERVER__WORKRES", "2"), ("ROUTEX_SEVER__PORT", "1")],
            told: &[
                "routex.toml:2: [server] prot: there is no such key (did you mean \"port\"?); known: host, port, \
                 workers, max_body_bytes, head_timeout_ms, body_timeout_ms, keep_alive_ms, max_connections, \
                 require_client_key, shutdown_grace_ms, public_url, trusted_proxies",
                "ROUTEX_SERVER__WORKRES: [server] workres: there is no such key (did you mean \"workers\"?); known: \
                 host, port, workers, max_body_bytes, head_timeout_ms, body_timeout_ms, keep_alive_ms, \
                 max_connections, require_client_key, shutdown_grace_ms, public_url, trusted_proxies",
                "ROUTEX_SEVER__PORT: there is no section [sever] (did you mean \"server\"?); known: server, database, \
                 admin, routing, affinity, breaker, log, journal, metrics, telemetry",
            ],
        },
        Case {
            text: "port = 1\nserver = 3\n[chanel]\n",
            variables: &[],
            told: &[
                "routex.toml:1: port: there is no such key outside of a section; sections: server, database, admin, \
                 routing, affinity, breaker, log, journal, metrics, telemetry, channel, alias, client_key, alert_target, \
                 oauth_provider",
                "routex.toml:2: server: expected a section, found a number without quotes; write [server]",
                "routex.toml:3: chanel: there is no such section (did you mean \"channel\"?); sections: server, \
                 database, admin, routing, affinity, breaker, log, journal, metrics, telemetry, channel, alias, \
                 client_key, alert_target, oauth_provider",
            ],
        },
        Case {
            text: "[[server]]\nport = 1\n[channel]\nname = \"a\"\n",
            variables: &[("ROUTEX_CHANNEL__0__NAME", "x")],
            told: &[
                "routex.toml:1: server: expected a section, found a list; write [server]",
                "routex.toml:3: channel: expected a list of tables, for there can be several, found a table; write \
                 [[channel]]",
                "ROUTEX_CHANNEL__0__NAME: [[channel]] can be set in the configuration file only; unset this variable",
            ],
        },
    ]);
}

#[test]
fn what_is_not_toml() {
    let told = problems("[server\nport = = 1\n", &[("ROUTEX_SERVER__PORT", "abc")]);

    assert!(
        told[0].starts_with("routex.toml:1:8: unclosed table"),
        "{told:#?}"
    );
    assert!(told[1].starts_with("routex.toml:2:8: "), "{told:#?}");
    assert!(
        told.iter().any(|p| p.starts_with("ROUTEX_SERVER__PORT: ")),
        "{told:#?}"
    );
}

#[test]
fn values_from_the_environment() {
    check(&[
        Case {
            text: "",
            variables: &[
                ("DATABASE_URL", "postgres://user:canary@host/db"),
                ("OPENAI_API_KEY", "canary canary"),
                ("PORT", "http"),
                ("ROUTEX_ADMIN__TOKEN", "canary"),
                ("ROUTEX_DATABASE__URL", ""),
            ],
            told: &[
                "DATABASE_URL: [database] url: this build cannot use postgres databases; use sqlite://routex.db",
                "OPENAI_API_KEY: holds a space, a line break or another character that cannot be sent in a header; \
                 correct or unset it",
                "PORT: [server] port: expected a whole number from 0 to 65535, found \"http\"",
                "ROUTEX_ADMIN__TOKEN: [admin] token: is shorter than 20 characters; make a random one, for example \
                 with: openssl rand -hex 32",
            ],
        },
        Case {
            text: "[server]\nport = \"${S}\"\nhost = \"${HOST\"\n[admin]\npassword = \"${S}\"\ntoken = \"${NOPE}\"\n",
            variables: &[("S", "canary")],
            told: &[
                "routex.toml:2: [server] port (from ${S}): expected a whole number from 0 to 65535, found the value \
                 of the variable",
                "routex.toml:3: [server] host: \"${\" has no closing \"}\"; write \"$${\" for a literal one",
                "routex.toml:5: [admin] password (from ${S}): is shorter than 8 characters; choose a longer one",
                "routex.toml:6: [admin] token: environment variable NOPE is not set; set it, or write the value here \
                 instead of \"${NOPE}\"",
            ],
        },
    ]);
}
