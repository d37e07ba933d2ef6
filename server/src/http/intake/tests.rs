use actix_http::BoxedPayloadStream;
use actix_web::http::header::{HeaderName, HeaderValue};
use futures_util::stream;
use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    size: 1_000,
    timeout: BodyTimeout(Duration::from_secs(60)),
    latest: None,
};

fn payload(chunks: Vec<Result<Bytes, PayloadError>>) -> Payload {
    let payload: BoxedPayloadStream = Box::pin(stream::iter(chunks));
    Payload::Stream { payload }
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect()
}

async fn read(
    pairs: &[(&'static str, &str)],
    chunks: Vec<Result<Bytes, PayloadError>>,
) -> Result<Bytes, Unread> {
    whole(&headers(pairs), &mut payload(chunks), LIMITS).await
}

fn chunk(length: usize) -> Result<Bytes, PayloadError> {
    Ok(Bytes::from(vec![b'x'; length]))
}

#[actix_rt::test]
async fn a_body_up_to_the_limit_is_taken() {
    assert_eq!(read(&[], vec![]).await, Ok(Bytes::new()));
    let whole = read(&[], vec![chunk(400), chunk(400), chunk(200)]).await;
    assert_eq!(whole.map(|body| body.len()), Ok(1_000));
}

#[actix_rt::test]
async fn a_body_in_one_piece_is_not_copied() {
    let piece = Bytes::from(vec![1; 500]);

    let whole = read(&[], vec![Ok(piece.clone())]).await.unwrap();

    assert_eq!(whole.as_ptr(), piece.as_ptr());
}

#[actix_rt::test]
async fn a_body_past_the_limit_is_refused_as_soon_as_that_is_known() {
    let refused = Err(Unread::TooLarge { limit: 1_000 });
    assert_eq!(read(&[], vec![chunk(999), chunk(2)]).await, refused);
    assert_eq!(read(&[("content-length", "1001")], vec![]).await, refused);
}

#[actix_rt::test]
async fn a_body_that_does_not_come_is_given_up() {
    let limits = Limits {
        timeout: BodyTimeout(Duration::from_millis(20)),
        ..LIMITS
    };
    let late = Limits {
        latest: Some(Instant::now()),
        ..LIMITS
    };
    for limits in [limits, late] {
        let payload: BoxedPayloadStream = Box::pin(stream::pending());
        let mut payload = Payload::Stream { payload };

        let refused = whole(&HeaderMap::new(), &mut payload, limits).await;

        assert_eq!(refused, Err(Unread::TooSlow));
    }
}

#[actix_rt::test]
async fn what_goes_wrong_is_told_apart() {
    let left = read(&[], vec![chunk(1), Err(PayloadError::Incomplete(None))]).await;
    assert_eq!(left, Err(Unread::ClientLeft));
    let unknown = read(&[("content-encoding", "br")], vec![chunk(1)]).await;
    assert_eq!(unknown.unwrap_err().status(), 415);
    let not_packed = read(&[("content-encoding", "gzip")], vec![chunk(100)]).await;
    assert_eq!(not_packed.unwrap_err().status(), 400);
}

proptest! {
    #[test]
    fn however_it_is_cut_it_comes_out_the_same(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 0..15)) {
        let expected = pieces.concat();
        let chunks = pieces.into_iter().map(|piece| Ok(piece.into())).collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let got = runtime.block_on(read(&[], chunks));
        if expected.len() > LIMITS.size {
            prop_assert_eq!(got, Err(Unread::TooLarge { limit: LIMITS.size }));
        } else {
            prop_assert_eq!(got.map(|body| body.to_vec()), Ok(expected));
        }
    }
}
