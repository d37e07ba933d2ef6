//! `routex demo`: a whole Routex with a simulated provider, for trying it without an account.

use std::collections::BTreeMap;

use anyhow::Context as _;

use super::{Announcement, Application};
use crate::{
    config::{Config, Flags},
    simulator::Simulator,
};

/// Opens the demo; it lives as long as the process and is known to no one else.
const KEY: &str = "rx-demo-key-for-trying-out";
const USERNAME: &str = "demo";
const PASSWORD: &str = "routex-demo";

/// Serves two channels that lead to a built-in simulator, and prints what to type. Blocks until stopped.
pub fn demo(flags: Flags) -> anyhow::Result<()> {
    let data_dir = DataDir::new(flags.data_dir.clone())?;
    actix::System::new().block_on(async {
        let (simulator, address) =
            Simulator::bind("127.0.0.1", 0, 1).context("cannot start the simulator")?;
        actix_rt::spawn(simulator);

        let flags = Flags {
            data_dir: Some(data_dir.path.clone()),
            config: None,
            ..flags
        };
        let text = declarations(&address.to_string());
        let config = Config::from_layers(&flags, &BTreeMap::new(), Some(("demo".into(), &text)))?;
        let application = Application::build(&config).await?;
        print!("{}", Announcement(&application));
        print!("{}", invitation(&application.address().to_string()));
        application.run_until_stopped(None).await
    })
}

/// The given data directory, or one of its own that goes with the demo.
struct DataDir {
    path: std::path::PathBuf,
    temporary: bool,
}

impl DataDir {
    fn new(given: Option<std::path::PathBuf>) -> anyhow::Result<Self> {
        if let Some(path) = given {
            return Ok(Self {
                path,
                temporary: false,
            });
        }
        let path = std::env::temp_dir().join(format!("routex-demo-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&path)
            .with_context(|| format!("cannot make the directory {}", path.display()))?;
        Ok(Self {
            path,
            temporary: true,
        })
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, path = %self.path.display(), "the demo's directory stays");
        }
    }
}

fn declarations(simulator: &str) -> String {
    let channel = |name: &str, priority: u32| {
        format!(
            r#"
[[channel]]
name = "{name}"
provider = "openai_compatible"
base_url = "http://{simulator}/v1"
dialects = ["anthropic", "openai_chat", "openai_responses", "gemini"]
api_keys = ["sk-simulated-{name}"]
allow_private_network = true
priority = {priority}
"#
        )
    };
    format!(
        "{}{}\n[[client_key]]\nname = \"demo\"\nkey = \"{KEY}\"\n\n\
         [admin]\nusername = \"{USERNAME}\"\npassword = \"{PASSWORD}\"\n",
        channel("simulator-a", 0),
        channel("simulator-b", 1)
    )
}

fn invitation(address: &str) -> String {
    format!(
        r#"
The dashboard is at http://{address}/ (user name {USERNAME}, password {PASSWORD}).

A simulated provider answers behind two channels. Try it:

  curl -s http://{address}/v1/chat/completions -H 'authorization: Bearer {KEY}' -H 'content-type: application/json' -d '{{"model":"sim-ok","messages":[{{"role":"user","content":"hello"}}]}}'

  curl -sN http://{address}/v1/chat/completions -H 'authorization: Bearer {KEY}' -H 'content-type: application/json' -d '{{"model":"sim-ok","stream":true,"messages":[{{"role":"user","content":"hello"}}]}}'

Other models misbehave: sim-429, sim-500, sim-hang, sim-cut, … Ctrl-C ends it.
"#
    )
}
