use proptest::prelude::*;

use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn url(text: &str, allow_private: bool) -> Result<(), BadUrl> {
    check_url(&Url::parse(text).unwrap(), allow_private)
}

#[test]
fn public_addresses_pass() {
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::6810:84e5",
        "2a00::1",
    ] {
        assert_eq!(check_ip(ip(text), false), Ok(()), "{text}");
    }
}

#[test]
fn own_networks_need_consent() {
    for text in [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.254",
        "198.18.0.1",
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "2001:2::1",
    ] {
        assert!(
            matches!(check_ip(ip(text), false), Err(Blocked::Private { .. })),
            "{text}"
        );
        assert_eq!(check_ip(ip(text), true), Ok(()), "{text}");
    }
}

#[test]
fn some_places_are_never_a_provider() {
    for text in [
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1.2.3.4",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "2001:db8::1",
        "3fff::1",
        "2001::1",
        "100::1",
        "4000::1",
        "5f00::1",
    ] {
        for allow_private in [false, true] {
            assert!(
                matches!(
                    check_ip(ip(text), allow_private),
                    Err(Blocked::Always { .. })
                ),
                "{text}"
            );
        }
    }
}

#[test]
fn translated_addresses_are_judged_by_where_they_lead() {
    for (public, private, metadata) in [
        (
            "::ffff:1.1.1.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
        ),
        (
            "64:ff9b::1.1.1.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
        ),
        ("2002:101:101::", "2002:7f00:1::", "2002:a9fe:a9fe::"),
        (
            "::ffff:0:1.1.1.1",
            "::ffff:0:10.0.0.1",
            "::ffff:0:169.254.169.254",
        ),
    ] {
        assert!(check_ip(ip(public), false).is_err(), "{public}");
        assert!(check_ip(ip(private), false).is_err(), "{private}");
        assert_eq!(check_ip(ip(public), true), Ok(()), "{public}");
        assert_eq!(check_ip(ip(private), true), Ok(()), "{private}");
        assert!(check_ip(ip(metadata), true).is_err(), "{metadata}");
    }
}

#[test]
fn odd_spellings_of_addresses_do_not_slip_through() {
    for text in [
        "https://127.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0/",
        "https://127.0.0.1./",
        "https://①②⑦.0.0.1/",
        "https://[::ffff:7f00:1]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost/",
        "https://0xa9.0xfe.0xa9.0xfe/",
    ] {
        assert!(url(text, false).is_err(), "{text}");
    }
}

#[test]
fn base_urls_are_plain() {
    assert_eq!(url("https://api.openai.com/v1", false), Ok(()));
    assert_eq!(url("https://openrouter.ai:8443/api", false), Ok(()));
    assert!(matches!(
        url("ftp://example.com/", true),
        Err(BadUrl::Scheme(_))
    ));
    assert!(matches!(
        url("file:///etc/passwd", true),
        Err(BadUrl::Scheme(_))
    ));
    assert_eq!(
        url("https://user@example.com/", true),
        Err(BadUrl::Userinfo)
    );
    assert_eq!(url("https://:pw@example.com/", true), Err(BadUrl::Userinfo));
    assert_eq!(url("https://example.com/#x", true), Err(BadUrl::Fragment));
}

#[test]
fn keys_do_not_travel_in_clear() {
    assert_eq!(
        url("http://api.openai.com/v1", false),
        Err(BadUrl::Cleartext)
    );
    assert_eq!(url("http://1.1.1.1/v1", true), Err(BadUrl::Cleartext));
    assert_eq!(url("http://ollama.lan:11434", true), Ok(()));
    assert_eq!(url("http://10.0.0.7:8000/v1", true), Ok(()));
    assert!(matches!(
        url("http://127.0.0.1:1", false),
        Err(BadUrl::Blocked(_))
    ));
}

#[test]
fn metadata_services_stay_out_of_reach_by_name_and_by_address() {
    for text in [
        "http://metadata.google.internal/",
        "http://Metadata.Goog./",
        "http://169.254.169.254/",
    ] {
        assert!(url(text, true).is_err(), "{text}");
    }
}

#[test]
fn names_that_somebody_else_resolves_are_public_ones_or_need_consent() {
    let check = |name: &str, cleartext, allow_private| {
        check_unresolved(&Host::parse(name).unwrap(), cleartext, allow_private)
    };
    for name in [
        "vault",
        "kubernetes.default.svc.local",
        "db.internal",
        "nas.lan.",
        "router.home.arpa",
        "10.0.0.1",
        "[::1]",
        "a.localhost",
    ] {
        assert!(check(name, false, false).is_err(), "{name}");
        assert_eq!(check(name, false, true), Ok(()), "{name}");
    }
    for name in ["api.openai.com", "1.1.1.1", "internal.example.com"] {
        assert_eq!(check(name, false, false), Ok(()), "{name}");
        assert_eq!(check(name, true, false), Err(BadUrl::Cleartext), "{name}");
    }
    assert_eq!(check("1.1.1.1", true, true), Err(BadUrl::Cleartext));
    assert!(check("169.254.169.254", false, true).is_err());
    assert!(check("metadata.goog", false, true).is_err());
}

/// Texts that are nearly addresses, with the spellings by which filters are commonly passed.
fn nearly_an_address() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        any::<u32>().prop_map(|bits| bits.to_string()),
        any::<u32>().prop_map(|bits| format!("0x{bits:x}")),
        any::<u32>().prop_map(|bits| format!("0{bits:o}")),
        any::<u32>().prop_map(|bits| Ipv4Addr::from_bits(bits).to_string()),
        any::<u128>().prop_map(|bits| format!("[{}]", Ipv6Addr::from_bits(bits))),
        any::<u32>().prop_map(|bits| format!("[{}]", Ipv4Addr::from_bits(bits).to_ipv6_mapped())),
        "127\\.[0-9x]{1,4}|0|localhost\\.?|[a-z.%0-9①-⑨。@\\\\]{1,20}|metadata\\.google\\.internal\\.?",
    ];
    (
        "(https?|ftp|file|HTTP)",
        "(://|:|:/|:////)",
        "([a-z]*@)?",
        host,
        "(:[0-9]{0,6})?",
        "\\PC{0,8}",
    )
        .prop_map(|(scheme, slashes, user, host, port, rest)| {
            format!("{scheme}{slashes}{user}{host}{port}{rest}")
        })
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in prop_oneof!["\\PC*".boxed(), nearly_an_address().boxed()]) {
        if let Ok(parsed) = Url::parse(&text) {
            let strict = check_url(&parsed, false);
            let lenient = check_url(&parsed, true);
            // Without consent no address of an own network passes, in whatever spelling.
            let address = match parsed.host() {
                Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
                Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
                _ => None,
            };
            if let Some(address) = address {
                prop_assert!(strict.is_err() || check_ip(address, false).is_ok(), "{parsed}");
                prop_assert!(lenient.is_err() || check_ip(address, true).is_ok(), "{parsed}");
            }
        }
    }

    #[test]
    fn consent_only_ever_allows_more(bits: u128) {
        for address in [IpAddr::V6(Ipv6Addr::from_bits(bits)), IpAddr::V4(Ipv4Addr::from_bits(bits as u32))] {
            prop_assert!(check_ip(address, false).is_err() || check_ip(address, true).is_ok());
        }
    }

    #[test]
    fn a_mapped_address_is_never_better_than_its_inner(bits: u32) {
        let inner = Ipv4Addr::from_bits(bits);
        for allow_private in [false, true] {
            if check_ip(inner.into(), allow_private).is_err() {
                prop_assert!(check_ip(inner.to_ipv6_mapped().into(), allow_private).is_err());
            }
        }
    }
}
