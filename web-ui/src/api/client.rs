//! The client: one for the page.

use std::{cell::RefCell, rc::Rc};

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use yew::Callback;

use super::Failure;

const BASE: &str = "/api/v1";

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
        self.call(Method::GET, path, None::<&()>).await
    }

    pub async fn post<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn patch<B: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<A, Failure> {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Result<(), Failure> {
        self.call(Method::DELETE, path, None::<&()>).await
    }

    /// A call without a body, such as one that makes something happen.
    pub async fn act<A: DeserializeOwned>(&self, path: &str) -> Result<A, Failure> {
        self.call(Method::POST, path, None::<&()>).await
    }

    async fn call<B: Serialize, A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<A, Failure> {
        let answered = self.send(method, path, body).await;
        if answered == Err(Failure::SignedOut) {
            let tell = self.inner.signed_out.borrow().clone();
            tell.emit(());
        }
        let (status, text) = answered?;
        // Nothing is answered as nothing, which JSON has a word for.
        let text = if text.is_empty() { "null" } else { &text };
        serde_json::from_str(text).map_err(|_other_version| Failure::Unreadable { status })
    }

    async fn send<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<(u16, String), Failure> {
        let mut request = RequestBuilder::new(&format!("{BASE}{path}"))
            .method(method)
            .header("accept", "application/json, application/problem+json");
        if let Some(token) = self.inner.csrf_token.borrow().as_deref() {
            request = request.header("x-csrf-token", token);
        }
        let request = match body.map(serde_json::to_string) {
            Some(Ok(json)) => request
                .header("content-type", "application/json")
                .body(json),
            // No type of the API has what JSON cannot say.
            Some(Err(_)) | None => request.build(),
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
