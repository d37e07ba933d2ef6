//! Routex as it ships, and its simulator, the backend of everyone.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{CLIENT_KEY, Contender, free_port};
use crate::bench::http::{TRANSLATED, TRICKLE};

/// Every request is authenticated, routed between two channels with affinity, metered, journalled
/// and kept as a row.
pub(super) fn contender(folder: &Path, program: &Path, backend: u16) -> Result<Contender> {
    let port = free_port()?;
    let file = folder.join("routex.toml");
    fs::write(&file, configuration(port, backend))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Contender {
        name: "Routex",
        port,
        program: program.to_owned(),
        arguments: vec![
            "serve".into(),
            "--config".into(),
            file.display().to_string(),
        ],
        state_flag: Some("--data-dir"),
        folder: folder.to_owned(),
    })
}

pub(super) fn simulator(folder: &Path, program: &Path) -> Result<Contender> {
    let port = free_port()?;
    Ok(Contender {
        name: "simulator",
        port,
        program: program.to_owned(),
        arguments: vec!["simulate".into(), "--port".into(), port.to_string()],
        state_flag: None,
        folder: folder.to_owned(),
    })
}

fn configuration(port: u16, backend: u16) -> String {
    let channel = |name: &str| {
        format!(
            "[[channel]]
name = \"{name}\"
provider = \"openai_compatible\"
base_url = \"http://127.0.0.1:{backend}/v1\"
api_keys = [\"sk-{name}\"]
models = [\"sim-ok\", \"{TRICKLE}\"]
allow_private_network = true

"
        )
    };
    // Its one model has a name that the others' do not share, so that what is asked of it is always translated.
    let translated = format!(
        "[[channel]]
name = \"sim-anthropic\"
provider = \"anthropic_compatible\"
base_url = \"http://127.0.0.1:{backend}\"
api_keys = [\"sk-sim-anthropic\"]
models = [\"{TRANSLATED}\"]
model_map = {{ \"{TRANSLATED}\" = \"sim-ok\" }}
allow_private_network = true

"
    );
    format!(
        "[server]
host = \"127.0.0.1\"
port = {port}

[affinity]
enabled = true

{}{}{translated}[[client_key]]
name = \"bench\"
key = \"{CLIENT_KEY}\"
",
        channel("sim-a"),
        channel("sim-b")
    )
}
