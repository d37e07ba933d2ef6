//! `[admin.oidc]`: signing in to the dashboard at an OpenID provider, beside the password.

use url::{Host, Url};

use super::{authorities, endpoint, section::Section};
use crate::{secret::Secret, upstream::trust::Authorities};

/// `[admin.oidc]`. There is somebody whom it lets in. Its keys can be set as `ROUTEX_ADMIN__OIDC__KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// As the provider writes itself: `https://accounts.google.com`. Compared letter by letter.
    pub issuer: String,
    pub client_id: String,
    /// `None`: a public client; PKCE alone protects the code.
    pub client_secret: Option<Secret>,
    /// Values of the claim `sub` that are let in.
    pub allowed_subjects: Vec<String>,
    /// The claim of the ID token that names groups; `a.b` is `b` in `a`. Default `groups`.
    pub groups_claim: String,
    /// Whoever is in one of these is let in.
    pub allowed_groups: Vec<String>,
    /// Asked for beside `openid`. Default `profile`, `email`.
    pub scopes: Vec<String>,
    /// What the button says. Default: the host of the issuer.
    pub button_label: String,
    /// Whom to trust for TLS to the provider. Default: the system's authorities.
    pub tls_ca: Option<Authorities>,
}

impl OidcSettings {
    /// `None`: there is a problem, and it was told.
    pub(super) fn read(mut section: Section<'_, '_>) -> Option<Self> {
        let issuer = section.required("issuer", "\"https://…\"", |text: String| issuer(&text));
        let client_id = section.required("client_id", "\"…\"", name);
        let client_secret = section.optional("client_secret");
        let allowed_subjects = section.list("allowed_subjects", name);
        let groups_claim = section.parsed_or("groups_claim", "groups".to_owned(), name);
        let allowed_groups = section.list("allowed_groups", name);
        let scopes = section.list("scopes", scope);
        let button_label = section.parsed("button_label", label);
        let tls_ca = section.parsed("tls_ca", |text: String| authorities::read(&text, true));
        let lists = (allowed_subjects, allowed_groups);
        if let (Ok(subjects), Ok(groups)) = &lists
            && is_empty(subjects)
            && is_empty(groups)
        {
            let told = "is empty, and so is allowed_groups: nobody could sign in; write the subjects (the claim \"sub\") or the groups that may operate Routex";
            section.problem("allowed_subjects", told.to_owned());
            section.finish();
            return None;
        }
        section.finish();
        let issuer = issuer.ok()?;
        let host = Url::parse(&issuer).ok();
        let host = host.and_then(|url| url.host_str().map(str::to_owned));
        let standard = || vec!["profile".to_owned(), "email".to_owned()];
        Some(Self {
            client_id: client_id.ok()?,
            client_secret: client_secret.ok()?,
            allowed_subjects: lists.0.ok()?.unwrap_or_default(),
            groups_claim,
            allowed_groups: lists.1.ok()?.unwrap_or_default(),
            scopes: scopes.ok()?.unwrap_or_else(standard),
            button_label: button_label.ok()?.or(host).unwrap_or_default(),
            tls_ca: tls_ca.ok()?,
            issuer,
        })
    }
}

fn is_empty(list: &Option<Vec<String>>) -> bool {
    list.as_ref().is_none_or(Vec::is_empty)
}

/// The secret goes there, and what comes back is believed: without TLS only to this machine.
fn issuer(text: &str) -> Result<String, String> {
    let url = endpoint::absolute(text)?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err("must begin with https://; http:// is for this machine alone".to_owned());
    }
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    plain.then(|| text.to_owned()).ok_or_else(|| {
        "must hold no user, no query and no fragment; write it as the provider's discovery document does"
            .to_owned()
    })
}

/// Longer values, and control characters, are none of a provider's.
fn name(text: String) -> Result<String, String> {
    let fine = !text.trim().is_empty() && text.len() <= 255 && !text.chars().any(char::is_control);
    fine.then_some(text)
        .ok_or_else(|| "must have 1 to 255 characters".to_owned())
}

fn scope(text: String) -> Result<String, String> {
    let plain = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    plain
        .then_some(text)
        .ok_or_else(|| "is not a scope: one word a scope".to_owned())
}

fn label(text: String) -> Result<String, String> {
    let fine = !text.trim().is_empty()
        && text.chars().count() <= 40
        && !text.chars().any(char::is_control);
    fine.then_some(text)
        .ok_or_else(|| "must have 1 to 40 characters".to_owned())
}

#[cfg(test)]
mod tests {
    use super::issuer;

    #[test]
    fn an_issuer_is_reached_by_tls_or_on_this_machine() {
        for (given, fine) in [
            ("https://accounts.google.com", true),
            ("https://login.example/realms/house/", true),
            ("http://localhost:9000", true),
            ("http://127.0.0.1:9000/a", true),
            ("http://[::1]:9000", true),
            ("http://login.example", false),
            ("http://10.0.0.1", false),
            ("https://u:p@login.example", false),
            ("https://login.example?x=1", false),
            ("login.example", false),
        ] {
            assert_eq!(issuer(given).is_ok(), fine, "{given}");
        }
    }
}
