//! What the console shows once Routex serves: where, and the secrets that are shown only now.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
};

use super::Application;
use crate::secret::Secret;

/// Displays everything. Scripts wait for its first line.
pub(super) struct Announcement<'a>(pub &'a Application);

impl fmt::Display for Announcement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, parts) = (self.0.address(), &self.0.parts);
        let version = env!("CARGO_PKG_VERSION");
        writeln!(f, "routex {version} listening on http://{address}")?;
        for key in &parts.new_keys {
            writeln!(f, "{key}")?;
        }
        let Some(token) = &parts.setup_token else {
            return Ok(());
        };
        let site = match &parts.public_url {
            Some(url) => url.origin().ascii_serialization(),
            None => format!("http://{}", reachable(address)),
        };
        writeln!(f, "{}", invitation(&site, token))
    }
}

/// The part behind `#` stays in the browser: no server and no log sees it.
fn invitation(site: &str, token: &Secret) -> String {
    format!(
        "set Routex up at {site}/setup#token={token}\nor in this terminal with: routex setup",
        token = token.expose()
    )
}

/// Where this machine finds what listens everywhere.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip().is_unspecified() {
        true => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        false => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_everywhere_is_found_here() {
        for (address, expected) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "127.0.0.1:8080"),
            ("192.168.1.2:80", "192.168.1.2:80"),
        ] {
            let address: SocketAddr = address.parse().unwrap();
            assert_eq!(reachable(address).to_string(), expected);
        }
    }

    #[test]
    fn the_token_is_in_the_link_alone() {
        let said = invitation("http://x", &Secret::new("abc"));
        assert!(said.contains("http://x/setup#token=abc"), "{said}");
        assert_eq!(said.matches("abc").count(), 1);
    }
}
