//! The client: one for the page.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use yew::Callback;

use super::Failure;

const BASE: &str = "/api/v1";

/// Status and body of what was not refused.
type Answered = Result<(u16, String), Failure>;
type LocalBoxFuture = Pin<Box<dyn Future<Output = Answered>>>;

/// Calls the admin API. Cheap to clone; all clones are the same client.
#[derive(Clone, Default)]
pub struct Api {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    csrf_token: RefCell<Option<String>>,
    signed_out: RefCell<Callback<()>>,
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Api {
    /// What calls that change something prove themselves with.
    pub fn set_csrf_token(&self, token: Option<String>) {
        *self.inner.csrf_token.borrow_mut() = token;
    }

    /// Whom to tell when the session turns out to be over.
    pub fn on_signed_out(&self, tell: Callback<()>) {
        *self.inner.signed_out.borrow_mut() = tell;
    }

    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Failure> {
        read(self.call(Method::GET, path, None).await)
    }

    pub async fn post<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        read(self.call(Method::POST, path, written(body)).await)
    }

    pub async fn put<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        read(self.call(Method::PUT, path, written(body)).await)
    }

    pub async fn patch<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        read(self.call(Method::PATCH, path, written(body)).await)
    }

    pub async fn delete(&self, path: &str) -> Result<(), Failure> {
        read(self.call(Method::DELETE, path, None).await)
    }

    /// A call without a body, such as one that makes something happen.
    pub async fn act<A: DeserializeOwned>(&self, path: &str) -> Result<A, Failure> {
        read(self.call(Method::POST, path, None).await)
    }

    /// One piece of code for all calls, whatever they are answered with, keeps the page small.
    fn call(&self, method: Method, path: &str, json: Option<String>) -> LocalBoxFuture {
        let (api, path) = (self.clone(), path.to_owned());
        Box::pin(async move {
            let answered = api.send(method, &path, json).await;
            if answered == Err(Failure::SignedOut) {
                let tell = api.inner.signed_out.borrow().clone();
                tell.emit(());
            }
            answered
        })
    }

    async fn send(&self, method: Method, path: &str, json: Option<String>) -> Answered {
        let mut request = RequestBuilder::new(&format!("{BASE}{path}"))
            .method(method)
            .header("accept", "application/json, application/problem+json");
        if let Some(token) = self.inner.csrf_token.borrow().as_deref() {
            request = request.header("x-csrf-token", token);
        }
        let request = match json {
            Some(json) => request
                .header("content-type", "application/json")
                .body(json),
            None => request.build(),
        };
        let unreachable = |_| Failure::Unreachable;
        let response: Response = request
            .map_err(unreachable)?
            .send()
            .await
            .map_err(unreachable)?;
        let text = response.text().await.map_err(unreachable)?;
        match response.ok() {
            true => Ok((response.status(), text)),
            false => Err(Failure::of(response.status(), &text)),
        }
    }
}

/// No type of the API has what JSON cannot say.
fn written<B: Serialize>(body: &B) -> Option<String> {
    serde_json::to_string(body).ok()
}

fn read<A: DeserializeOwned>(answered: Answered) -> Result<A, Failure> {
    let (status, text) = answered?;
    // Nothing is answered as nothing, which JSON has a word for.
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|_other_version| Failure::Unreadable { status })
}
