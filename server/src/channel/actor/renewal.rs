//! Keeping tokens fresh: ahead of their end, and when a request found that one is taken no more. One at a time for each
//! credential; whoever asks meanwhile hears the same answer.

use std::{collections::HashMap, rc::Rc, sync::Arc, time::Duration};

use actix::{
    ActorFutureExt as _, AsyncContext, Context, Handler, ResponseFuture, SpawnHandle,
    fut::WrapFuture as _,
};
use rand::Rng as _;
use tokio::{sync::oneshot, time::timeout};

use super::ChannelActor;
use crate::{
    channel::{
        messages::{Renew, Unrenewed},
        spec::{ChannelSpec, CredentialId, CredentialSpec},
        standing::Occasion,
    },
    oauth::{
        Grant, RenewError, Trouble, Unkept, Vault, Wire,
        plan::{self, Step},
    },
    upstream::client::Clients,
};

/// For one question for a token, its answer included.
const PATIENCE: Duration = Duration::from_secs(30);

type Answer = Result<Arc<Grant>, Unrenewed>;

/// What an actor knows of the tokens of its channel.
#[derive(Default)]
pub struct Renewals {
    credentials: HashMap<CredentialId, Renewal>,
    look: Option<SpawnHandle>,
}

/// One credential's.
#[derive(Default)]
struct Renewal {
    under_way: bool,
    /// In a row.
    failures: u32,
    waiting: Vec<oneshot::Sender<Answer>>,
}

/// How tokens are had: shared by all channels of a thread.
#[derive(Clone)]
pub struct Renewer {
    pub vault: Vault,
    pub clients: Rc<Clients>,
}

impl ChannelActor {
    /// Looks after all tokens, and plans the next look. Called whenever something about them may have changed.
    pub(super) fn look_after_tokens(&mut self, ctx: &mut Context<Self>) {
        if let Some(look) = self.renewals.look.take() {
            ctx.cancel_future(look);
        }
        let now_ms = self.clock.wall_ms();
        let spec = Arc::clone(self.admissions.spec());
        let jitter = self.jitter;
        let mut soonest: Option<Duration> = None;
        for credential in &spec.credentials {
            let Some(token) = credential.token() else {
                continue;
            };
            let grant = token.cell.load();
            if !token.source.can_renew(&grant) {
                continue;
            }
            match plan::next(&grant, jitter, now_ms) {
                Step::Renew => self.renew(&spec, credential, ctx),
                Step::Wait(wait) => {
                    soonest = Some(soonest.map_or(wait, |known| known.min(wait)));
                }
                Step::Rest => {}
            }
        }
        if let Some(wait) = soonest {
            let look = ctx.run_later(wait, |actor, ctx| {
                actor.renewals.look = None;
                actor.look_after_tokens(ctx);
            });
            self.renewals.look = Some(look);
        }
    }

    /// Asks for a new token, unless that is being done.
    fn renew(
        &mut self,
        spec: &Arc<ChannelSpec>,
        credential: &Arc<CredentialSpec>,
        ctx: &mut Context<Self>,
    ) {
        let known = self.renewals.credentials.entry(credential.id).or_default();
        if known.under_way {
            return;
        }
        known.under_way = true;
        let failures = known.failures;
        let attempt = Attempt {
            renewer: self.renewer.clone(),
            spec: Arc::clone(spec),
            credential: Arc::clone(credential),
            now_ms: self.clock.wall_ms(),
            retry_ms: plan::retry_at(failures + 1, self.rng.random(), self.clock.wall_ms()),
        };
        // Of its own, so that what was begun is kept although the actor ends.
        let (tell, heard) = oneshot::channel();
        actix_rt::spawn(async move {
            // The actor may have ended.
            let _ = tell.send(attempt.make().await);
        });
        let id = credential.id;
        let heard = heard.into_actor(self).map(move |ended, actor, ctx| {
            let answer = ended.unwrap_or(Err(Unrenewed::Busy));
            actor.renewed(id, &answer, ctx);
        });
        ctx.spawn(heard);
    }

    fn renewed(&mut self, id: CredentialId, answer: &Answer, ctx: &mut Context<Self>) {
        let known = self.renewals.credentials.entry(id).or_default();
        known.under_way = false;
        known.failures = match answer {
            Ok(_) => 0,
            Err(_) => known.failures.saturating_add(1),
        };
        for waiting in known.waiting.drain(..) {
            // Whoever asked may have lost patience.
            let _ = waiting.send(answer.clone());
        }
        let now = self.clock.now();
        self.publish(Some(Occasion::Course), now, ctx);
        self.look_after_tokens(ctx);
    }
}

impl Handler<Renew> for ChannelActor {
    type Result = ResponseFuture<Answer>;

    fn handle(&mut self, ask: Renew, ctx: &mut Context<Self>) -> Self::Result {
        let spec = Arc::clone(self.admissions.spec());
        let credential = spec
            .credentials
            .iter()
            .find(|known| known.id == ask.credential);
        let Some((credential, token)) = credential.and_then(|known| Some((known, known.token()?)))
        else {
            return Box::pin(std::future::ready(Err(Unrenewed::NoToken)));
        };
        let grant = token.cell.load();
        if grant.version > ask.version && grant.access.is_some() {
            return Box::pin(std::future::ready(Ok(grant)));
        }
        let refused = match &grant.trouble {
            _ if !token.source.can_renew(&grant) => Some("nothing to ask for one with".to_owned()),
            Some(Trouble::NeedsSignIn { error }) => Some(error.clone()),
            Some(Trouble::Failing { error, next_ms }) if *next_ms > self.clock.wall_ms() => {
                Some(error.clone())
            }
            _ => None,
        };
        if let Some(error) = refused {
            return Box::pin(std::future::ready(Err(Unrenewed::Failed(error))));
        }
        let (tell, heard) = oneshot::channel();
        self.renew(&spec, credential, ctx);
        let known = self.renewals.credentials.entry(ask.credential).or_default();
        known.waiting.push(tell);
        Box::pin(async move { heard.await.unwrap_or(Err(Unrenewed::Busy)) })
    }
}

/// One question for a token.
struct Attempt {
    renewer: Renewer,
    spec: Arc<ChannelSpec>,
    credential: Arc<CredentialSpec>,
    now_ms: i64,
    /// When to try again if it fails.
    retry_ms: i64,
}

impl Attempt {
    /// Asks, keeps what comes, and only then lets it be used.
    async fn make(self) -> Answer {
        let Some(token) = self.credential.token() else {
            return Err(Unrenewed::NoToken);
        };
        let Some(_under_way) = self.renewer.vault.begin().await else {
            return Err(Unrenewed::Busy);
        };
        let before = token.cell.load();
        let wire = Wire {
            clients: &self.renewer.clients,
            channel: &self.spec,
            now_ms: self.now_ms,
        };
        let asked = timeout(PATIENCE, token.source.renew(wire, &before)).await;
        let asked = asked.unwrap_or_else(|_late| {
            let error = format!("no complete answer within {} s", PATIENCE.as_secs());
            Err(RenewError::Unavailable(error))
        });
        match asked {
            Ok(obtained) => {
                self.keep(&before, before.followed_by(obtained, self.now_ms))
                    .await
            }
            Err(RenewError::Refused(error)) => {
                let trouble = Trouble::NeedsSignIn {
                    error: error.clone(),
                };
                self.tell(&error, "credential needs a new sign-in");
                let grant = Grant {
                    version: before.version + 1,
                    access: None,
                    trouble: Some(trouble),
                    ..(*before).clone()
                };
                // It is out of use even if that cannot be written: the next start finds it out again.
                if let Err(unkept) = self.renewer.vault.keep(self.credential.id, &grant).await {
                    tracing::error!(error = %unkept, "what is known of a credential's tokens is not kept");
                }
                token.cell.advance(grant);
                Err(Unrenewed::Failed(error))
            }
            Err(RenewError::Unavailable(error)) => self.failed(&before, error),
        }
    }

    async fn keep(&self, before: &Grant, grant: Grant) -> Answer {
        let kept = self.renewer.vault.keep(self.credential.id, &grant).await;
        match (kept, self.credential.token()) {
            (Ok(()), Some(token)) => {
                tracing::info!(
                    channel = self.spec.name,
                    credential = self.credential.label,
                    "token renewed"
                );
                token.cell.advance(grant);
                Ok(token.cell.load())
            }
            // Somebody signed in, or entered another key; that is what counts.
            (Err(Unkept::Changed), _) => Err(Unrenewed::Busy),
            (Err(unkept), _) => self.failed(before, unkept.to_string()),
            (Ok(()), None) => Err(Unrenewed::NoToken),
        }
    }

    /// The old token stays in use while it lasts.
    fn failed(&self, before: &Grant, error: String) -> Answer {
        self.tell(&error, "no new token for a credential, will be asked again");
        if let Some(token) = self.credential.token()
            && token.cell.load().version == before.version
        {
            // One that has ended is of no use any more.
            let access = before.usable(self.now_ms).cloned();
            token.cell.store(Grant {
                access,
                trouble: Some(Trouble::Failing {
                    error: error.clone(),
                    next_ms: self.retry_ms,
                }),
                ..before.clone()
            });
        }
        Err(Unrenewed::Failed(error))
    }

    fn tell(&self, error: &str, what: &str) {
        tracing::warn!(
            channel = self.spec.name,
            credential = self.credential.label,
            error,
            "{what}"
        );
    }
}
