//! What an operator should see to. Pure.

use std::path::Path;

use routex_entity::api::{JournalStatus, PartStatus, Warning};

/// What is known of the installation.
pub(super) struct Facts<'a> {
    pub channels: usize,
    pub enabled: usize,
    /// Channels that are `closed`.
    pub serving: u32,
    pub keys_required: bool,
    pub data_dir: &'a Path,
    /// Its permission bits, when others than its owner have any.
    pub data_dir_mode: Option<u32>,
    pub journal: JournalStatus,
    pub router: PartStatus,
    pub ledger: PartStatus,
}

/// The worst first.
pub(super) fn warnings(facts: &Facts<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |code: &str, message: String| {
        found.push(Warning {
            code: code.to_owned(),
            message,
        });
    };
    if !facts.router.responds {
        warn(
            "router_silent",
            "the router does not answer, so requests are refused; see the log, and restart Routex if it stays so".to_owned(),
        );
    }
    if !facts.ledger.responds {
        warn(
            "ledger_silent",
            "the ledger does not answer; requests are served, and their rows wait in the journal; see the log".to_owned(),
        );
    }
    let JournalStatus {
        bytes, max_bytes, ..
    } = facts.journal;
    if bytes > max_bytes / 2 {
        warn(
            "journal_filling",
            format!(
                "the journal holds {bytes} of {max_bytes} bytes, and requests are refused when it is full; see why the database does not take them"
            ),
        );
    }
    if facts.channels == 0 {
        warn(
            "no_channel",
            "there is no channel, so nothing can be served; add one".to_owned(),
        );
    } else if facts.enabled == 0 {
        warn(
            "no_channel_enabled",
            "every channel is switched off, so nothing can be served; enable one".to_owned(),
        );
    } else if facts.serving == 0 && facts.router.responds {
        warn(
            "no_channel_serving",
            "no channel is healthy; their states tell why".to_owned(),
        );
    }
    if !facts.keys_required {
        warn(
            "open_to_everyone",
            "no client key is asked for: whoever reaches the port spends your money; remove require_client_key = false from [server]".to_owned(),
        );
    }
    if let Some(mode) = facts.data_dir_mode {
        let path = facts.data_dir.display();
        warn(
            "data_dir_open",
            format!(
                "the data directory {path} has the mode {mode:04o}, so others on this machine may look into it; run chmod 700 {path}"
            ),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn healthy() -> Facts<'static> {
        let part = PartStatus {
            responds: true,
            response_ms: 0,
            refused: 0,
        };
        Facts {
            channels: 2,
            enabled: 1,
            serving: 1,
            keys_required: true,
            data_dir: Path::new("/data"),
            data_dir_mode: None,
            journal: JournalStatus {
                entries: 3,
                bytes: 50,
                max_bytes: 100,
            },
            router: part,
            ledger: part,
        }
    }

    fn codes(facts: &Facts<'_>) -> Vec<String> {
        warnings(facts).into_iter().map(|one| one.code).collect()
    }

    #[test]
    fn a_healthy_installation_is_left_in_peace() {
        assert!(codes(&healthy()).is_empty());
    }

    #[test]
    fn each_trouble_is_told_by_its_code() {
        let silent = PartStatus {
            responds: false,
            ..healthy().router
        };
        let full = JournalStatus {
            bytes: 51,
            ..healthy().journal
        };
        for (facts, code) in [
            (
                Facts {
                    channels: 0,
                    enabled: 0,
                    serving: 0,
                    ..healthy()
                },
                "no_channel",
            ),
            (
                Facts {
                    enabled: 0,
                    serving: 0,
                    ..healthy()
                },
                "no_channel_enabled",
            ),
            (
                Facts {
                    serving: 0,
                    ..healthy()
                },
                "no_channel_serving",
            ),
            (
                Facts {
                    keys_required: false,
                    ..healthy()
                },
                "open_to_everyone",
            ),
            (
                Facts {
                    data_dir_mode: Some(0o755),
                    ..healthy()
                },
                "data_dir_open",
            ),
            (
                Facts {
                    journal: full,
                    ..healthy()
                },
                "journal_filling",
            ),
            (
                Facts {
                    router: silent,
                    serving: 0,
                    ..healthy()
                },
                "router_silent",
            ),
            (
                Facts {
                    ledger: silent,
                    ..healthy()
                },
                "ledger_silent",
            ),
        ] {
            assert_eq!(codes(&facts), [code]);
        }
    }
}
