//! Who gives accounts to third parties: presets, one file each. None brings a client id: a registration says who asks,
//! and that is the operator, not Routex and never another product.

mod anthropic;
mod entra;
mod generic;
mod github;
mod google;
mod huggingface;
mod openrouter;
mod vertex;

use routex_entity::OauthExchange;

/// What is known of a provider of accounts before an operator registers there.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name in `preset = "…"`.
    pub name: &'static str,
    pub authorize_url: Option<&'static str>,
    pub token_url: Option<&'static str>,
    /// Where it takes back what it gave (RFC 7009).
    pub revoke_url: Option<&'static str>,
    /// Where it says whose an account is.
    pub userinfo_url: Option<&'static str>,
    /// Where a sign-in on another device begins (RFC 8628).
    pub device_url: Option<&'static str>,
    /// Named in answers to sign-ins (RFC 9207) and in id tokens. `None`: it names none, or the operator does.
    pub issuer: Option<&'static str>,
    pub scopes: &'static [&'static str],
    /// Parameters of its own for the address where people sign in.
    pub extra: &'static [(&'static str, &'static str)],
    pub exchange: OauthExchange,
    /// The client's secret goes into the body of a request instead of a header.
    pub secret_in_body: bool,
    /// Registers nobody: whoever signs in is asked.
    pub without_client: bool,
}

/// Nothing but the standard.
const PLAIN: Preset = Preset {
    name: "",
    authorize_url: None,
    token_url: None,
    revoke_url: None,
    userinfo_url: None,
    device_url: None,
    issuer: None,
    scopes: &[],
    extra: &[],
    exchange: OauthExchange::Form,
    secret_in_body: false,
    without_client: false,
};

/// Every preset, by name.
pub const ALL: &[&Preset] = &[
    &anthropic::PRESET,
    &entra::PRESET,
    &github::PRESET,
    &google::PRESET,
    &huggingface::PRESET,
    &generic::PRESET,
    &openrouter::PRESET,
    &vertex::PRESET,
];

/// The preset of that name.
pub fn by_name(name: &str) -> Option<&'static Preset> {
    ALL.iter().copied().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn names_are_unique_and_sorted_and_addresses_are_safe() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        for preset in ALL {
            assert_eq!(by_name(preset.name), Some(*preset));
            for url in [
                preset.authorize_url,
                preset.token_url,
                preset.revoke_url,
                preset.userinfo_url,
                preset.device_url,
                preset.issuer,
            ] {
                let url = url.map(|url| Url::parse(url).unwrap());
                assert!(url.is_none_or(|url| url.scheme() == "https"), "{preset:?}");
            }
        }
    }
}
