//! Where a request would go and why: the search of `search`, rehearsed. It asks channels what they would answer and
//! looks at turns and pins without moving them, so the next request goes where this says.

mod inquiry;
mod round;

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use routex_entity::{ChannelState, Dialect, Strategy};

use self::{
    inquiry::{Inquiry, Trial},
    round::Told,
};
use super::{
    affinity::{Home, PinKey},
    candidates::{self, Unfit},
    desk::Desk,
    messages::{NoRoute, RouteRequest},
};
use crate::{
    channel::{ChannelSpec, messages::Refused},
    protocol::{
        codec::Features,
        session::{Session, SessionKind},
    },
};

/// Where the next request of this kind would go.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub strategy: Strategy,
    /// Where the session lives.
    pub pin: Option<Pinned>,
    /// As `x-routex-decision` would tell it; what is wrong when nothing can serve.
    pub decision: String,
    /// When nothing can serve: the smallest wait after which asking again makes sense.
    pub retry_after: Option<Duration>,
    pub can_serve: bool,
    /// In the order in which they would be asked; those that would not be come last.
    pub candidates: Vec<Explained>,
}

/// The home of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pinned {
    pub home: Home,
    /// What it refers to lives there alone.
    pub hard: bool,
}

/// A candidate and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    pub channel: String,
    /// Label of the one that would be used.
    pub credential: Option<String>,
    /// Upstream model name.
    pub model: String,
    /// To be spoken upstream. `None`: the channel does not speak that of the request.
    pub dialect: Option<Dialect>,
    /// That is not the request's.
    pub translated: bool,
    /// What the request needs and the model cannot do.
    pub lacks: Features,
    pub state: ChannelState,
    /// In the measure of the strategy. `None`: it has no say, or knows nothing of this candidate.
    pub score: Option<f64>,
    /// Probability of serving, 0–1, were those that refuse not there. `None`: the strategy has no say.
    pub odds: Option<f64>,
    pub fate: Fate,
}

/// What becomes of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It serves; how it was found.
    Chosen(&'static str),
    /// One of several of which lots choose.
    Drawn,
    /// It would be asked if those before it refused or failed.
    Later,
    /// It would be asked, and refuse.
    Refused(Refused),
    /// Not asked: what the session refers to lives elsewhere.
    PinnedElsewhere,
    /// Not asked, whatever its state.
    Unfit(Unfit),
}

impl Fate {
    /// The name used in answers of the admin API.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Chosen(head) => head,
            Self::Drawn => "drawn",
            Self::Later => "later",
            Self::Refused(refused) => refused.reason.label(),
            Self::PinnedElsewhere => "pinned_elsewhere",
            Self::Unfit(unfit) => unfit.label(),
        }
    }

    /// Whether the candidate would be asked at some point.
    pub const fn is_asked(&self) -> bool {
        !matches!(self, Self::PinnedElsewhere | Self::Unfit(_))
    }
}

/// Explains the first attempt of a request. Its session counts as a hard pin when it names something that is known to
/// live on one account.
pub async fn explain(desk: Rc<RefCell<Desk>>, request: Arc<RouteRequest>) -> Explanation {
    let request = as_it_would_come(&desk.borrow(), request);
    let (table, plan) = {
        let mut desk = desk.borrow_mut();
        (desk.table(), desk.plan(&request))
    };
    let mut candidates = Vec::new();
    let trial = match &plan {
        Ok(plan) => {
            let trial = Inquiry::new(&desk, &request, plan).run().await;
            let asked = trial.told.iter().map(|told| {
                let seat = &plan.seats[told.seat];
                explained(&desk, &request, &seat.place.spec, &seat.model, told)
            });
            candidates.extend(asked);
            trial
        }
        Err(kind) => Trial::hopeless(&NoRoute::because(kind.of(&request))),
    };
    let (model, tags) = (&request.model, &request.allowed_tags);
    for (seat, unfit) in candidates::survey(&table, model, &request.wants, tags) {
        if let Some(unfit) = unfit {
            let told = Told::of(0, Fate::Unfit(unfit));
            candidates.push(explained(&desk, &request, seat.channel, seat.model, &told));
        }
    }
    Explanation {
        strategy: candidates::strategy(&table, model),
        pin: trial.pin,
        decision: trial.decision.into_owned(),
        can_serve: trial.can_serve,
        retry_after: trial.retry_after,
        candidates,
    }
}

/// Whoever explains does not know how binding a session is. A request about something that lives on one account says so.
fn as_it_would_come(desk: &Desk, request: Arc<RouteRequest>) -> Arc<RouteRequest> {
    let Some(session) = &request.session else {
        return request;
    };
    let key = PinKey::hard(&request.client_key, &session.id);
    if session.kind != SessionKind::Hard && desk.peek(key).is_none() {
        return request;
    }
    Arc::new(RouteRequest {
        wants: request.wants.bound(),
        session: Some(Session::hard(&session.id)),
        ..(*request).clone()
    })
}

fn explained(
    desk: &Rc<RefCell<Desk>>,
    request: &RouteRequest,
    channel: &ChannelSpec,
    model: &str,
    told: &Told,
) -> Explained {
    let label = |id| {
        let credential = channel.credentials.iter().find(|known| known.id == id);
        credential.map(|credential| credential.label.clone())
    };
    let way = request.wants.way(channel, model);
    Explained {
        channel: channel.name.clone(),
        credential: told.credential.and_then(label),
        model: model.to_owned(),
        dialect: way.map(|way| way.dialect),
        translated: way.is_some_and(|way| way.translated),
        lacks: way.map_or(Features::NONE, |way| way.lacks),
        state: desk.borrow().state(channel.id),
        score: told.score,
        odds: told.odds,
        fate: told.fate.clone(),
    }
}

#[cfg(test)]
mod tests;
