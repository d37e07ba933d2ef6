//! Where things stand between this page and the server. Pure.

use std::rc::Rc;

use routex_entity::api::Session;
use yew::Reducible;

use crate::api::Failure;

#[derive(Clone, PartialEq)]
pub enum Standing {
    /// The page has just begun.
    Asking,
    /// Nobody can sign in yet: Routex wants to be set up.
    NotSetUp {
        has_channel: bool,
    },
    /// Nobody is signed in.
    Nobody,
    SignedIn(Rc<Session>),
    /// Somebody was signed in until just now: the page stays as it is behind the question for the password.
    Lapsed(Rc<Session>),
    /// The server could not be asked.
    Failed(Failure),
}

pub enum Event {
    NotSetUp {
        has_channel: bool,
    },
    SignedIn(Rc<Session>),
    /// The session is over, or there was none.
    Ended,
    /// The user wanted to leave: nothing of the page is to stay.
    SignedOut,
    Failed(Failure),
}

impl Standing {
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            _ => None,
        }
    }

    /// Whether the pages of operators are there, in use or behind the question for the password.
    pub fn is_inside(&self) -> bool {
        matches!(self, Self::SignedIn(_) | Self::Lapsed(_))
    }
}

impl Reducible for Standing {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        Rc::new(match event {
            Event::NotSetUp { has_channel } => Self::NotSetUp { has_channel },
            Event::SignedIn(session) => Self::SignedIn(session),
            Event::SignedOut => Self::Nobody,
            Event::Ended => match &*self {
                Self::SignedIn(session) | Self::Lapsed(session) => Self::Lapsed(Rc::clone(session)),
                _ => Self::Nobody,
            },
            // A page that is there knows how to show that the server is away.
            Event::Failed(_) if self.is_inside() => return self,
            Event::Failed(failure) => Self::Failed(failure),
        })
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::api::CallerKind;

    use super::*;

    fn somebody() -> Rc<Session> {
        Rc::new(Session {
            kind: CallerKind::User,
            name: "admin".to_owned(),
            csrf_token: None,
            expires_at: None,
        })
    }

    fn after(standing: Standing, event: Event) -> Standing {
        (*Rc::new(standing).reduce(event)).clone()
    }

    #[test]
    fn a_session_that_ends_keeps_the_page() {
        let inside = after(Standing::Asking, Event::SignedIn(somebody()));
        let lapsed = after(inside.clone(), Event::Ended);

        assert!(lapsed == Standing::Lapsed(somebody()));
        assert!(lapsed.is_inside() && lapsed.session().is_none());
        assert!(after(lapsed, Event::SignedIn(somebody())) == inside);
        assert!(after(inside, Event::SignedOut) == Standing::Nobody);
    }

    #[test]
    fn who_never_was_inside_is_nobody() {
        assert!(after(Standing::Asking, Event::Ended) == Standing::Nobody);
    }

    #[test]
    fn a_server_that_is_away_sends_nobody_out() {
        let inside = Standing::SignedIn(somebody());
        assert!(after(inside.clone(), Event::Failed(Failure::Unreachable)) == inside);
        let outside = after(Standing::Asking, Event::Failed(Failure::Unreachable));
        assert!(outside == Standing::Failed(Failure::Unreachable));
    }
}
