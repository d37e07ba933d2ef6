//! The caller of `/metrics`: an operator, or whoever the configuration lets in beside.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::future::LocalBoxFuture;

use super::operator::{Operator, bearer};
use crate::{
    config::MetricsSettings,
    http::{admin::Admin, problem::Problem},
};

/// Somebody who may scrape.
#[derive(Debug, Clone, Copy)]
pub struct Scraper;

impl FromRequest for Scraper {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admin = request.app_data::<web::Data<Admin>>();
        let invited = admin.is_some_and(|admin| {
            is_invited(&admin.inventory.config().metrics, bearer(request.headers()))
        });
        if invited {
            return Box::pin(async { Ok(Self) });
        }
        let operator = Operator::from_request(request, payload);
        Box::pin(async { operator.await.map(|_| Self) })
    }
}

/// Whether the configuration lets this caller in, whoever it is.
fn is_invited(settings: &MetricsSettings, bearer: Option<&str>) -> bool {
    let token = settings.token.as_ref();
    let known = token
        .zip(bearer)
        .is_some_and(|(token, sent)| token.is(sent));
    settings.public || known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn only_the_very_token_invites() {
        let settings = |public, token: Option<&str>| MetricsSettings {
            public,
            token: token.map(|token| Secret::new(token.to_owned())),
        };
        let closed = settings(false, None);
        let token = settings(false, Some("scrape"));
        for (settings, sent, expected) in [
            (&closed, None, false),
            (&closed, Some(""), false),
            (&token, Some("scrape"), true),
            (&token, Some("scrap"), false),
            (&token, Some(""), false),
            (&token, None, false),
            (&settings(true, None), None, true),
        ] {
            assert_eq!(is_invited(settings, sent), expected, "{sent:?}");
        }
    }
}
