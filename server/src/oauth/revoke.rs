//! Giving tokens back (RFC 7009).

use super::{Grant, Provider, RenewError, Wire, discovery, http};

/// Has the provider take back what it gave (RFC 7009). `false`: it has no place for that.
///
/// # Errors
/// When it does not.
pub async fn revoke(
    provider: &Provider,
    wire: Wire<'_>,
    grant: &Grant,
) -> Result<bool, RenewError> {
    let access = grant.access.as_ref().map(|token| &token.secret);
    let tokens = [
        ("refresh_token", grant.refresh.as_ref()),
        ("access_token", access),
    ];
    let mut tokens = tokens
        .into_iter()
        .filter_map(|(kind, token)| Some((kind, token?)));
    let Some((kind, token)) = tokens.next() else {
        return Ok(false);
    };
    discovery::learn(provider, wire).await?;
    let Some(url) = provider.revoke_url() else {
        return Ok(false);
    };
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose())
        .append_pair("token_type_hint", kind);
    let client_id = provider.settings.client_id.as_str();
    let secret = provider.client_secret.as_ref();
    let basic = secret.filter(|_| !provider.secret_in_body());
    if basic.is_none() {
        form.append_pair("client_id", client_id);
        if let Some(secret) = secret {
            form.append_pair("client_secret", secret.expose());
        }
    }
    let basic = basic.map(|secret| (client_id, secret));
    let allow_private = provider.settings.allow_private_network;
    let (status, _) = http::form(wire, allow_private, &url, basic, form.finish())
        .await
        .map_err(|bad| RenewError::Unavailable(bad.to_string()))?;
    match (200..300).contains(&status) {
        true => Ok(true),
        false => Err(RenewError::Unavailable(format!(
            "the provider answered {status}"
        ))),
    }
}
