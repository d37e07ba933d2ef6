//! Middleware that counts a request as its connection's business until the last byte of the answer is handed over, and
//! turns away heads that are too long to be meant.

use std::{
    future::{Future, Ready, ready},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Instant,
};

use actix_http::ConnectionType;
use actix_web::{
    Error,
    body::{BodySize, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
    web::Bytes,
};
use pin_project_lite::pin_project;

use super::Connection;
use crate::http::head;

/// Bytes that are handed over at once. Of an answer in one piece actix would take everything, and the connection would
/// count as busy with nothing while a slow client still reads it.
const PART: usize = 64 * 1024;

/// The middleware.
#[derive(Debug, Clone, Copy)]
pub struct Attend;

pub struct Attending<S>(S);

impl<S, B> Transform<S, ServiceRequest> for Attend
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<Attended<B>>;
    type Error = Error;
    type Transform = Attending<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Attending(service)))
    }
}

impl<S, B> Service<ServiceRequest> for Attending<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<Attended<B>>;
    type Error = Error;
    type Future = Answering<S::Future>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if let Err(refused) = head::check(request.request()) {
            return Answering::Refused {
                error: Some(refused),
            };
        }
        let attendance = Connection::of(request.request()).map(Attendance::new);
        Answering::Served {
            answer: self.0.call(request),
            attendance,
        }
    }
}

/// Held while a connection is busy with a request.
pub struct Attendance(Rc<Connection>);

impl Attendance {
    pub(super) fn new(connection: Rc<Connection>) -> Self {
        connection.quiet.borrow_mut().begin();
        Self(connection)
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        self.0.quiet.borrow_mut().end(Instant::now());
    }
}

pin_project! {
    #[project = AnsweringProjection]
    pub enum Answering<F> {
        Served { #[pin] answer: F, attendance: Option<Attendance> },
        Refused { error: Option<Error> },
    }
}

impl<F, B> Future for Answering<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<Attended<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            AnsweringProjection::Served { answer, attendance } => {
                let mut response = ready!(answer.poll(cx))?;
                let attendance = attendance.take();
                if attendance.as_ref().is_some_and(|held| held.0.is_ending()) {
                    let head = response.response_mut().head_mut();
                    head.set_connection_type(ConnectionType::Close);
                }
                Poll::Ready(Ok(
                    response.map_body(|_, body| Attended::new(body, attendance))
                ))
            }
            AnsweringProjection::Refused { error } => match error.take() {
                Some(error) => Poll::Ready(Err(error)),
                None => Poll::Pending,
            },
        }
    }
}

pin_project! {
    /// An answer's body, with which the attendance ends.
    pub struct Attended<B> {
        #[pin]
        body: B,
        // Of the piece that is being handed over.
        rest: Bytes,
        attendance: Option<Attendance>,
    }
}

impl<B> Attended<B> {
    pub(super) fn new(body: B, attendance: Option<Attendance>) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            attendance,
        }
    }
}

impl<B: MessageBody> MessageBody for Attended<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, B::Error>>> {
        let this = self.project();
        if this.rest.is_empty() {
            match ready!(this.body.poll_next(cx)) {
                Some(Ok(piece)) => *this.rest = piece,
                end => return Poll::Ready(end),
            }
        }
        let part = this.rest.len().min(PART);
        Poll::Ready(Some(Ok(this.rest.split_to(part))))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        if !self.rest.is_empty() {
            return Err(self);
        }
        let Self {
            body, attendance, ..
        } = self;
        body.try_into_bytes()
            .map_err(|body| Self::new(body, attendance))
    }
}
