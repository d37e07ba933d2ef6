//! The stream itself: opened, lost, opened again, until it is dropped.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use routex_entity::{EventKind, api::Session};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventSource, MessageEvent};
use yew::Callback;

use super::{Heard, Link, backoff};
use crate::{
    api::{Api, Failure},
    browser,
};

/// Listens until it is dropped.
pub struct Stream {
    inner: Rc<Inner>,
}

struct Inner {
    api: Api,
    kinds: &'static [EventKind],
    heard: Callback<Heard>,
    changed: Callback<Link>,
    now: RefCell<Now>,
}

#[derive(Default)]
struct Now {
    source: Option<Source>,
    /// The next try; dropping it calls it off.
    retry: Option<Timeout>,
    /// Tries since the last time that it was open.
    tries: u32,
    closed: bool,
}

/// An open source with what hears it.
struct Source {
    source: EventSource,
    _listeners: Vec<Closure<dyn Fn(MessageEvent)>>,
    _states: [Closure<dyn Fn(Event)>; 2],
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Stream {
    pub fn open(
        api: Api,
        kinds: &'static [EventKind],
        heard: Callback<Heard>,
        changed: Callback<Link>,
    ) -> Self {
        let inner = Rc::new(Inner {
            api,
            kinds,
            heard,
            changed,
            now: RefCell::default(),
        });
        inner.connect();
        Self { inner }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut now = self.inner.now.borrow_mut();
        now.closed = true;
        now.source = None;
        now.retry = None;
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        let Some(source) = self.listen() else {
            return self.retry();
        };
        self.changed.emit(Link::Connecting);
        self.now.borrow_mut().source = Some(source);
    }

    /// `None`: the browser has no such thing.
    fn listen(self: &Rc<Self>) -> Option<Source> {
        let names: Vec<_> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        let source = EventSource::new(&format!("/api/v1/events?types={}", names.join(","))).ok()?;

        let mut listeners = Vec::new();
        for kind in self.kinds.iter().copied().chain([EventKind::Lagged]) {
            let heard = self.heard.clone();
            let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data().as_string();
                if let Some(event) = data.and_then(|data| Heard::read(kind, &data)) {
                    heard.emit(event);
                }
            });
            source
                .add_event_listener_with_callback(kind.as_str(), listener.as_ref().unchecked_ref())
                .ok()?;
            listeners.push(listener);
        }

        let opened = {
            let inner = Rc::downgrade(self);
            Closure::<dyn Fn(Event)>::new(move |_| {
                if let Some(inner) = inner.upgrade() {
                    inner.now.borrow_mut().tries = 0;
                    inner.changed.emit(Link::Live);
                    inner.heard.emit(Heard::Opened);
                }
            })
        };
        let lost = {
            let inner = Rc::downgrade(self);
            Closure::<dyn Fn(Event)>::new(move |_| {
                if let Some(inner) = inner.upgrade() {
                    inner.lost();
                }
            })
        };
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        Some(Source {
            source,
            _listeners: listeners,
            _states: [opened, lost],
        })
    }

    /// The browser would try again by itself, but neither ever more slowly nor saying when.
    fn lost(self: &Rc<Self>) {
        if let Some(lost) = self.now.borrow().source.as_ref() {
            lost.source.close();
        }
        self.retry();
    }

    fn retry(self: &Rc<Self>) {
        let mut now = self.now.borrow_mut();
        now.tries = now.tries.saturating_add(1);
        let wait = backoff::wait(now.tries, browser::chance());
        let inner = Rc::downgrade(self);
        let wait_ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
        now.retry = Some(Timeout::new(wait_ms, move || {
            if let Some(inner) = inner.upgrade() {
                spawn_local(async move { inner.try_again().await });
            }
        }));
        drop(now);
        let retry_at = browser::now() + wait;
        self.changed.emit(Link::Lost { retry_at });
    }

    /// A source does not say why it was refused, so the session is asked for first. When it is over, the client has told so,
    /// and whoever signs in opens another stream.
    async fn try_again(self: Rc<Self>) {
        let session = self.api.get::<Session>("/session").await;
        if self.now.borrow().closed {
            return;
        }
        match session {
            Ok(_) => self.connect(),
            Err(Failure::SignedOut) => {}
            Err(_away) => self.retry(),
        }
    }
}
