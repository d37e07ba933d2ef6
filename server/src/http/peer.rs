//! Where a request comes from: the peer of the connection, or what a trusted proxy says of the one behind it.
//!
//! Whoever connects can send `x-forwarded-for`; it is believed only as far as the chain of trusted proxies reaches.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::{HttpRequest, http::header::HeaderMap, web::Data};
use ipnet::IpNet;
use url::Url;

use crate::config::ServerSettings;

/// Whom to believe about callers. Shared by all workers.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    proxies: Vec<IpNet>,
    /// Where browsers find Routex.
    public_url: Option<Url>,
}

impl Trust {
    pub fn new(settings: &ServerSettings) -> Self {
        Self {
            proxies: settings.trusted_proxies.clone(),
            public_url: settings.public_url.clone(),
        }
    }
}

/// The address of the caller. IPv4 in IPv6 clothes is IPv4.
pub fn address(request: &HttpRequest) -> IpAddr {
    let peer = peer(request);
    trust(request).map_or(peer, |trust| {
        caller(peer, &forwarded_for(request.headers()), &trust.proxies)
    })
}

/// Whether the caller's browser spoke TLS, to a proxy before Routex as a rule.
pub fn is_tls(request: &HttpRequest) -> bool {
    trust(request).is_some_and(|trust| {
        let public = trust.public_url.as_ref();
        public.is_some_and(|url| url.scheme() == "https")
            || trusted(peer(request), &trust.proxies) && forwarded_as_https(request.headers())
    })
}

/// The origin of Routex' own pages, where it is configured: `https://routex.example`.
pub fn public_origin(request: &HttpRequest) -> Option<String> {
    let url = trust(request)?.public_url.as_ref()?;
    Some(url.origin().ascii_serialization())
}

fn trust(request: &HttpRequest) -> Option<&Data<Trust>> {
    request.app_data::<Data<Trust>>()
}

fn peer(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map(|address| address.ip());
    peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into()).to_canonical()
}

/// What all `x-forwarded-for` say, the nearest last.
fn forwarded_for(headers: &HeaderMap) -> Vec<&str> {
    headers
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect()
}

fn forwarded_as_https(headers: &HeaderMap) -> bool {
    headers
        .get("x-forwarded-proto")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(',').next())
        .is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}

/// Walks from the peer outwards while who speaks is trusted. What cannot be read ends the walk: the last one who was
/// believed vouches for nothing more.
fn caller(peer: IpAddr, forwarded: &[&str], proxies: &[IpNet]) -> IpAddr {
    let mut speaker = peer;
    for said in forwarded.iter().rev() {
        if !trusted(speaker, proxies) {
            break;
        }
        let Some(address) = parse(said) else { break };
        speaker = address;
    }
    speaker
}

fn trusted(address: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&address))
}

/// Some proxies add a port, and brackets to make room for it.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare
        .parse::<IpAddr>()
        .or_else(|_has_a_port| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    fn networks(texts: &[&str]) -> Vec<IpNet> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn request(peer: &str, headers: &[(&str, &str)], trust: Trust) -> HttpRequest {
        let mut request = TestRequest::default()
            .peer_addr(peer.parse().unwrap())
            .app_data(Data::new(trust));
        for (name, value) in headers {
            request = request.append_header((*name, *value));
        }
        request.to_http_request()
    }

    fn behind(proxies: &[&str]) -> Trust {
        Trust {
            proxies: networks(proxies),
            public_url: None,
        }
    }

    #[test]
    fn line_06_forwarded_addresses_are_believed_only_from_trusted_proxies() {
        let forged = [("x-forwarded-for", "1.2.3.4")];
        for (peer, proxies, expected) in [
            ("10.0.0.1:9", &[][..], "10.0.0.1"),
            ("10.0.0.1:9", &["10.0.0.2/32"], "10.0.0.1"),
            ("10.0.0.1:9", &["10.0.0.0/8"], "1.2.3.4"),
            ("[::ffff:10.0.0.1]:9", &["10.0.0.0/8"], "1.2.3.4"),
            ("[fd00::1]:9", &["fd00::/8"], "1.2.3.4"),
        ] {
            let request = request(peer, &forged, behind(proxies));
            assert_eq!(address(&request).to_string(), expected, "{peer}");
        }
    }

    #[test]
    fn the_first_stranger_from_the_inside_is_the_caller() {
        let headers = [
            ("x-forwarded-for", "6.6.6.6, 1.2.3.4"),
            ("x-forwarded-for", "10.0.0.7:4711"),
        ];
        let request = request("10.0.0.1:9", &headers, behind(&["10.0.0.0/8"]));
        assert_eq!(address(&request).to_string(), "1.2.3.4");
    }

    #[test]
    fn what_cannot_be_read_ends_the_chain() {
        let headers = [("x-forwarded-for", "1.2.3.4, unknown, [fd00::2]:80")];
        let request = request("10.0.0.1:9", &headers, behind(&["10.0.0.0/8", "fd00::/8"]));
        assert_eq!(address(&request).to_string(), "fd00::2");
    }

    #[test]
    fn tls_is_known_from_the_public_url_or_a_trusted_proxy() {
        let proto = [("x-forwarded-proto", "HTTPS")];
        assert!(!is_tls(&request("10.0.0.1:9", &proto, behind(&[]))));
        assert!(is_tls(&request(
            "10.0.0.1:9",
            &proto,
            behind(&["10.0.0.1/32"])
        )));
        assert!(!is_tls(&request(
            "10.0.0.1:9",
            &[("x-forwarded-proto", "http")],
            behind(&["10.0.0.1/32"])
        )));
        let public = Trust {
            public_url: Some("https://routex.example".parse().unwrap()),
            ..behind(&[])
        };
        let request = request("10.0.0.1:9", &[], public);
        assert!(is_tls(&request));
        let origin = public_origin(&request);
        assert_eq!(origin.as_deref(), Some("https://routex.example"));
    }

    proptest! {
        #[test]
        fn an_untrusted_peer_is_the_caller_whatever_it_says(
            peer: Ipv4Addr,
            said in prop::collection::vec("[0-9a-f.:,\\[\\] ]{0,20}", 0..5),
        ) {
            let peer = IpAddr::from(peer);
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            prop_assert_eq!(caller(peer, &said, &[]), peer);
        }

        #[test]
        fn what_a_stranger_puts_in_front_changes_nothing(
            junk in prop::collection::vec("[0-9a-f.:]{0,15}", 0..5),
            stranger in 11_u8..=200,
        ) {
            let proxies = networks(&["10.0.0.0/8"]);
            let stranger = format!("{stranger}.1.1.1");
            let mut chain: Vec<&str> = junk.iter().map(String::as_str).collect();
            chain.extend([stranger.as_str(), "10.1.1.1"]);
            let found = caller(IpAddr::from([10, 0, 0, 1]), &chain, &proxies);
            prop_assert_eq!(found.to_string(), stranger);
        }
    }
}
