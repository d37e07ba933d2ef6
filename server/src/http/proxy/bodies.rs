//! Gathering the bodies of a request, where somebody wants them kept.

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody as _},
    http::header::CONTENT_ENCODING,
    web::Bytes,
};
use routex_entity::api::BodyPart;
use uuid::Uuid;

use super::{Proxy, forward::Exchange, headers::Headers, story::Story};
use crate::{bodies::Folder, channel::ChannelSpec, http::extract, secret::Secret};

/// A folder with what the client sent.
pub(super) fn open(
    proxy: &Proxy,
    request: &HttpRequest,
    id: Uuid,
    hours: u32,
    body: Option<&Bytes>,
) -> Box<Folder> {
    let client_key = extract::sent(request).map(|key| Secret::new(key.into_owned()));
    let mut folder = proxy.bodies.folder(id, hours, client_key);
    if let Some(body) = body.filter(|body| !body.is_empty()) {
        folder.put(BodyPart::Request, None, body);
    }
    folder
}

/// The response, after its body was gathered.
pub(super) fn told(story: &mut Story, response: HttpResponse) -> HttpResponse {
    let Some(folder) = &mut story.folder else {
        return response;
    };
    response.map_body(|_, body: BoxBody| match body.try_into_bytes() {
        Ok(bytes) => {
            folder.answer(&bytes);
            bytes.boxed()
        }
        Err(body) => body,
    })
}

/// Notes how the answer is packed.
pub(super) fn packed(story: &mut Story, headers: &Headers) {
    let Some(folder) = &mut story.folder else {
        return;
    };
    let coding = headers.iter().find(|(name, _)| name == CONTENT_ENCODING);
    if let Some(coding) = coding.and_then(|(_, value)| value.to_str().ok()) {
        folder.answer_coding(coding);
    }
}

impl Story {
    /// Gathers a whole body of the attempt in progress.
    pub(super) fn put(&mut self, part: BodyPart, body: &Bytes) {
        let attempt = self.record().map(|record| record.attempts.len());
        let attempt = attempt.and_then(|number| u32::try_from(number).ok());
        if let Some(folder) = &mut self.folder {
            folder.put(part, attempt, body);
        }
    }
}

impl Exchange {
    /// A channel may want bodies kept where the client key does not, or for longer.
    pub fn keep_bodies_for(&mut self, channel: &ChannelSpec) {
        let hours = channel.keep_bodies_hours;
        if hours == 0 {
            return;
        }
        let sent = self.as_sent.as_ref().unwrap_or(&self.body);
        let story = &mut self.story;
        let folder = story
            .folder
            .get_or_insert_with(|| open(&self.proxy, &self.request, self.id, hours, Some(sent)));
        folder.keep_at_least(hours);
    }
}
