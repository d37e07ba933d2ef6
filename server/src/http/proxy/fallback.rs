//! Model fallback: the model that serves in an alias' stead, before the commit point and one step far.

use std::{borrow::Cow, sync::Arc};

use routex_entity::FallbackCause;

use crate::{
    protocol::session::SessionKind,
    router::{NoRoute, RouteRequest, RoutingTable, messages::NoRouteKind},
};

/// The request as it is asked for the fallback model that its alias has for this cause. `None`: there is none, or the
/// request refers to what lives on one account.
pub(super) fn request(
    request: &RouteRequest,
    table: &RoutingTable,
    cause: FallbackCause,
) -> Option<Arc<RouteRequest>> {
    let hard = |session: &crate::protocol::session::Session| session.kind == SessionKind::Hard;
    if request.session.as_ref().is_some_and(hard) {
        return None;
    }
    let model = table.aliases.get(&request.model)?.fallback(cause)?;
    Some(Arc::new(RouteRequest {
        model: model.to_owned(),
        ..request.clone()
    }))
}

/// Whether no target can serve now, whatever the reason. A spent retry budget is not one: it protects the providers.
pub(super) fn none_can_serve(none: &NoRoute) -> bool {
    match none.kind {
        NoRouteKind::UnknownModel
        | NoRouteKind::NoDialect
        | NoRouteKind::RateLimited
        | NoRouteKind::Unavailable
        | NoRouteKind::Exhausted => true,
        NoRouteKind::PinUnavailable | NoRouteKind::RetryBudget => false,
    }
}

/// `fallback:<cause>;…`
pub(super) fn decision(cause: FallbackCause, decision: &str) -> Cow<'static, str> {
    format!("fallback:{cause};{decision}").into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use routex_entity::Dialect;

    use super::*;
    use crate::{
        protocol::session::Session,
        router::{
            table::{Alias, Fallback},
            wants::Wants,
        },
    };

    fn table() -> RoutingTable {
        let alias = Alias {
            name: "smart".to_owned(),
            strategy: None,
            targets: Vec::new(),
            fallbacks: vec![Fallback {
                cause: FallbackCause::ContextLength,
                model: "long".to_owned(),
            }],
        };
        RoutingTable {
            aliases: BTreeMap::from([("smart".to_owned(), Arc::new(alias))]),
            ..RoutingTable::default()
        }
    }

    fn asked(model: &str, session: Option<Session>) -> RouteRequest {
        RouteRequest {
            wants: Wants::native(Dialect::OpenaiChat),
            model: model.to_owned(),
            session,
            client_key: "laptop".into(),
            allowed_tags: Arc::from(["eu".to_owned()]),
            estimated_input: 1,
            estimated_output: 1,
        }
    }

    #[test]
    fn only_the_cause_that_the_alias_names_changes_the_model_and_nothing_else() {
        let smart = asked("smart", None);

        let long = request(&smart, &table(), FallbackCause::ContextLength).unwrap();
        assert_eq!(long.model, "long");
        assert_eq!(long.allowed_tags, smart.allowed_tags);
        assert!(request(&smart, &table(), FallbackCause::Unavailable).is_none());
        let plain = asked("gpt", None);
        assert!(request(&plain, &table(), FallbackCause::ContextLength).is_none());
    }

    #[test]
    fn what_lives_on_one_account_never_changes_its_model() {
        let pinned = asked("smart", Some(Session::hard("resp_1")));

        assert!(request(&pinned, &table(), FallbackCause::ContextLength).is_none());
    }
}
