//! The one guard against requests to places that are nobody's provider (SSRF).
//!
//! Asked when a URL is configured (`check_url`) and again for the resolved address that is about to be connected to
//! (`check_ip`), so that a name which changes its mind in between gains nothing. Pure: no lookups.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use url::{Host, Url};

use Place::{Local, Never, Public};

/// An address that Routex does not send requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// Allowed for channels with `allow_private_network`.
    #[error("{address} is {what}; set allow_private_network to allow it")]
    Private { address: IpAddr, what: &'static str },
    /// Not allowed for anybody.
    #[error("{address} is {what}, which is never a provider")]
    Always { address: IpAddr, what: &'static str },
}

/// A URL that cannot be a base URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    #[error("the scheme must be https or http, not {0}")]
    Scheme(String),
    #[error("the URL has no host")]
    NoHost,
    #[error("the URL must not carry a user name or password; give the key as a credential")]
    Userinfo,
    #[error("the URL must not have a fragment (#…)")]
    Fragment,
    #[error(
        "http:// would send the key in clear; use https://, or set allow_private_network when the host is in \
         your own network"
    )]
    Cleartext,
    #[error("{0} is a cloud metadata service, which is never a provider")]
    Metadata(String),
    #[error("{0} is this machine; set allow_private_network to allow it")]
    Localhost(String),
    #[error("{0} is a name of a private network; set allow_private_network to allow it")]
    PrivateName(String),
    #[error(transparent)]
    Blocked(#[from] Blocked),
}

/// Whether a request may go to this address.
pub fn check_ip(address: IpAddr, allow_private: bool) -> Result<(), Blocked> {
    match place(address) {
        (Public, _) => Ok(()),
        (Local, _) if allow_private => Ok(()),
        (Local, what) => Err(Blocked::Private { address, what }),
        (Never, what) => Err(Blocked::Always { address, what }),
    }
}

/// Whether a key may go to this address without TLS: only inside the operator's own network.
pub fn check_cleartext(address: IpAddr) -> Result<(), BadUrl> {
    match place(address) {
        (Public, _) => Err(BadUrl::Cleartext),
        (Local | Never, _) => Ok(()),
    }
}

/// Whether a channel may have this base URL. Names are checked again once they are resolved.
pub fn check_url(url: &Url, allow_private: bool) -> Result<(), BadUrl> {
    let cleartext = match url.scheme() {
        "https" => false,
        "http" => true,
        other => return Err(BadUrl::Scheme(other.to_owned())),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadUrl::Userinfo);
    }
    if url.fragment().is_some() {
        return Err(BadUrl::Fragment);
    }
    // The url crate has already turned odd spellings (`0x7f.1`, `2130706433`, full-width digits) into addresses.
    let host = url.host().ok_or(BadUrl::NoHost)?;
    check_host(&host, allow_private)?;
    if !cleartext {
        return Ok(());
    }
    match host {
        Host::Ipv4(address) => check_cleartext(address.into()),
        Host::Ipv6(address) => check_cleartext(address.into()),
        Host::Domain(_) if allow_private => Ok(()),
        Host::Domain(_) => Err(BadUrl::Cleartext),
    }
}

/// What can be told from a host before it is resolved.
pub fn check_host<S: AsRef<str>>(host: &Host<S>, allow_private: bool) -> Result<(), BadUrl> {
    let name = match host {
        Host::Ipv4(address) => return Ok(check_ip((*address).into(), allow_private)?),
        Host::Ipv6(address) => return Ok(check_ip((*address).into(), allow_private)?),
        Host::Domain(name) => name.as_ref().trim_end_matches('.').to_ascii_lowercase(),
    };
    if METADATA_NAMES.contains(&name.as_str()) {
        return Err(BadUrl::Metadata(name));
    }
    if !allow_private && (name == "localhost" || name.ends_with(".localhost")) {
        return Err(BadUrl::Localhost(name));
    }
    Ok(())
}

/// Whether a request may go to a host that somebody else resolves, out of the guard's sight. `cleartext`: without TLS,
/// which would prove who answers.
pub fn check_unresolved<S: AsRef<str>>(
    host: &Host<S>,
    cleartext: bool,
    allow_private: bool,
) -> Result<(), BadUrl> {
    check_host(host, allow_private)?;
    let name = match host {
        Host::Ipv4(address) if cleartext => return check_cleartext((*address).into()),
        Host::Ipv6(address) if cleartext => return check_cleartext((*address).into()),
        Host::Ipv4(_) | Host::Ipv6(_) => return Ok(()),
        Host::Domain(_) if allow_private => return Ok(()),
        Host::Domain(_) if cleartext => return Err(BadUrl::Cleartext),
        Host::Domain(name) => name.as_ref().trim_end_matches('.').to_ascii_lowercase(),
    };
    let top = name.rsplit('.').next().unwrap_or_default();
    if top.len() == name.len() || PRIVATE_TOPS.contains(&top) || name.ends_with(".home.arpa") {
        return Err(BadUrl::PrivateName(name));
    }
    Ok(())
}

/// Who may be behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Public,
    /// The operator's own network.
    Local,
    /// No server that anybody should send a key to.
    Never,
}

fn place(address: IpAddr) -> (Place, &'static str) {
    match address {
        IpAddr::V4(address) => place_v4(address),
        IpAddr::V6(address) => place_v6(address),
    }
}

fn place_v4(address: Ipv4Addr) -> (Place, &'static str) {
    V4.iter()
        .find(|(net, ..)| net.contains(&address))
        .map_or((Public, "public"), |(_, place, what)| (*place, what))
}

fn place_v6(address: Ipv6Addr) -> (Place, &'static str) {
    let (place, what) = V6
        .iter()
        .find(|(net, ..)| net.contains(&address))
        // Only 2000::/3 is handed out for use.
        .map_or((Never, "reserved"), |(_, place, what)| (*place, what));
    match embedded_v4(address) {
        // A translator leads to an IPv4 address: no better than that address, and never public itself.
        Some(inner) if place == Local && place_v4(inner).0 == Never => (Never, what),
        _ => (place, what),
    }
}

/// The IPv4 address that a translated IPv6 address leads to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let at = |start: usize| {
        Ipv4Addr::new(
            octets[start],
            octets[start + 1],
            octets[start + 2],
            octets[start + 3],
        )
    };
    match address.segments() {
        [0x2002, ..] => Some(at(2)),
        [0x0064, 0xff9b, ..] | [0, 0, 0, 0, 0, 0xffff, _, _] | [0, 0, 0, 0, 0xffff, 0, _, _] => {
            Some(at(12))
        }
        _ => None,
    }
}

/// Names that clouds give to their metadata services; an outbound proxy would resolve them out of the guard's sight.
const METADATA_NAMES: [&str; 4] = [
    "metadata",
    "metadata.google.internal",
    "metadata.goog",
    "instance-data",
];

/// Top-level names that no public resolver knows.
const PRIVATE_TOPS: [&str; 8] = [
    "corp",
    "home",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
];

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(head: [u16; 6], tail: [u16; 2], bits: u8) -> Ipv6Net {
    let [a, b, c, d, e, f] = head;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, tail[0], tail[1]), bits)
}

/// First match wins. Metadata addresses inside public or private ranges come before those.
const V4: &[(Ipv4Net, Place, &str)] = &[
    (
        v4(100, 100, 100, 200, 32),
        Never,
        "a cloud metadata service",
    ),
    (v4(168, 63, 129, 16, 32), Never, "a cloud metadata service"),
    (v4(0, 0, 0, 0, 8), Never, "unspecified"),
    (v4(10, 0, 0, 0, 8), Local, "private"),
    (v4(100, 64, 0, 0, 10), Local, "shared (carrier-grade NAT)"),
    (v4(127, 0, 0, 0, 8), Local, "loopback"),
    // Clouds keep their metadata services here (169.254.169.254, .170.2, .42.42, …), so nothing of it is let through.
    (v4(169, 254, 0, 0, 16), Never, "link-local"),
    (v4(172, 16, 0, 0, 12), Local, "private"),
    (v4(192, 0, 0, 0, 24), Never, "reserved"),
    (v4(192, 0, 2, 0, 24), Never, "for documentation"),
    (v4(192, 88, 99, 0, 24), Never, "a 6to4 relay"),
    (v4(192, 168, 0, 0, 16), Local, "private"),
    // Transparent proxies hand out addresses of the benchmarking range for every name, hence not `Never`.
    (v4(198, 18, 0, 0, 15), Local, "for benchmarking"),
    (v4(198, 51, 100, 0, 24), Never, "for documentation"),
    (v4(203, 0, 113, 0, 24), Never, "for documentation"),
    (v4(224, 0, 0, 0, 4), Never, "multicast"),
    (v4(255, 255, 255, 255, 32), Never, "broadcast"),
    (v4(240, 0, 0, 0, 4), Never, "reserved"),
];

/// First match wins. What is not listed is reserved.
const V6: &[(Ipv6Net, Place, &str)] = &[
    (
        v6([0xfd00, 0xec2, 0, 0, 0, 0], [0, 0], 32),
        Never,
        "a cloud metadata service",
    ),
    (
        v6([0xfd20, 0xce, 0, 0, 0, 0], [0, 0], 32),
        Never,
        "a cloud metadata service",
    ),
    (v6([0; 6], [0, 0], 128), Never, "unspecified"),
    (v6([0; 6], [0, 1], 128), Local, "loopback"),
    (
        v6([0, 0, 0, 0, 0, 0xffff], [0, 0], 96),
        Local,
        "an IPv4-mapped address",
    ),
    (v6([0; 6], [0, 0], 96), Never, "an IPv4-compatible address"),
    (
        v6([0, 0, 0, 0, 0xffff, 0], [0, 0], 96),
        Local,
        "an IPv4-translated address",
    ),
    (
        v6([0x64, 0xff9b, 0, 0, 0, 0], [0, 0], 96),
        Local,
        "a NAT64 address",
    ),
    (
        v6([0x64, 0xff9b, 1, 0, 0, 0], [0, 0], 48),
        Local,
        "a NAT64 address",
    ),
    (
        v6([0x2001, 0, 0, 0, 0, 0], [0, 0], 32),
        Never,
        "a Teredo address",
    ),
    (
        v6([0x2001, 2, 0, 0, 0, 0], [0, 0], 48),
        Local,
        "for benchmarking",
    ),
    (v6([0x2001, 0, 0, 0, 0, 0], [0, 0], 23), Never, "reserved"),
    (
        v6([0x2001, 0xdb8, 0, 0, 0, 0], [0, 0], 32),
        Never,
        "for documentation",
    ),
    (
        v6([0x2002, 0, 0, 0, 0, 0], [0, 0], 16),
        Local,
        "a 6to4 address",
    ),
    (
        v6([0x3fff, 0, 0, 0, 0, 0], [0, 0], 20),
        Never,
        "for documentation",
    ),
    (v6([0x2000, 0, 0, 0, 0, 0], [0, 0], 3), Public, "public"),
    (v6([0xfc00, 0, 0, 0, 0, 0], [0, 0], 7), Local, "private"),
    (v6([0xfe80, 0, 0, 0, 0, 0], [0, 0], 10), Never, "link-local"),
    (v6([0xfec0, 0, 0, 0, 0, 0], [0, 0], 10), Local, "private"),
    (v6([0xff00, 0, 0, 0, 0, 0], [0, 0], 8), Never, "multicast"),
];

#[cfg(test)]
mod tests;
