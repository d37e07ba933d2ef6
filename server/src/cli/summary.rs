//! What a good configuration amounts to, in a few lines and without secrets.

use std::fmt;

use crate::config::{ChannelDecl, Config};

/// Displays a configuration for `routex config check`.
pub(super) struct Summary<'c>(pub &'c Config);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.0;
        match &config.file {
            Some(file) => writeln!(f, "configuration  {} is fine", file.display())?,
            None => writeln!(f, "configuration  defaults and environment, no file")?,
        }
        let server = &config.server;
        writeln!(f, "listens on     {}, port {}", server.host, server.port)?;
        writeln!(f, "data           {}", config.data_dir.display())?;
        let keys = match (server.require_client_key, config.client_keys.len()) {
            (true, count) => format!("required, {count} declared"),
            (false, count) => format!("not required, {count} declared"),
        };
        writeln!(f, "client keys    {keys}")?;
        writeln!(f, "strategy       {}", config.routing.strategy)?;
        channels(f, "channels      ", &config.channels)?;
        channels(f, "on first start", config.environment_channels())?;
        let aliases: Vec<&str> = config
            .aliases
            .iter()
            .map(|alias| alias.name.as_str())
            .collect();
        if !aliases.is_empty() {
            writeln!(f, "aliases        {}", aliases.join(", "))?;
        }
        Ok(())
    }
}

fn channels(f: &mut fmt::Formatter<'_>, title: &str, channels: &[ChannelDecl]) -> fmt::Result {
    for channel in channels {
        let dialects: Vec<&str> = channel
            .endpoints
            .iter()
            .map(|(dialect, _)| dialect.as_str())
            .collect();
        let keys = match channel.credentials.len() {
            1 => "1 key".to_owned(),
            count => format!("{count} keys"),
        };
        let disabled = if channel.enabled { "" } else { ", disabled" };
        writeln!(
            f,
            "{title} {} ({}: {}; {keys}{disabled})",
            channel.name,
            channel.provider.name(),
            dialects.join(", ")
        )?;
    }
    Ok(())
}
