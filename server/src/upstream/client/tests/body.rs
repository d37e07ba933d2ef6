use actix_http::error::PayloadError;

use super::*;

#[actix_rt::test]
async fn a_body_larger_than_awcs_default_limit_passes_whole() {
    let body = vec![b'x'; 3 << 20];
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(&body);
    let address = answering(answer).await;

    let response = post(&local(), address).await.unwrap();

    assert_eq!(whole(response).await.unwrap(), body);
}

#[actix_rt::test]
async fn packed_bytes_are_not_unpacked() {
    let address = answering(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x01zz",
    )
    .await;

    let response = post(&local(), address).await.unwrap();

    assert_eq!(response.headers().get("content-encoding").unwrap(), "gzip");
    assert_eq!(whole(response).await.unwrap(), b"\x1f\x01zz");
}

#[actix_rt::test]
async fn a_cut_body_ends_with_an_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf",
        "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.0 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
    ] {
        let address = answering(answer).await;

        let response = post(&local(), address).await.unwrap();

        assert!(
            matches!(
                whole(response).await,
                Err(PayloadError::Incomplete(_) | PayloadError::Io(_))
            ),
            "{answer}"
        );
    }
}

#[actix_rt::test]
async fn a_complete_body_ends_without_one() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfull",
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nfull",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nfull",
    ] {
        let address = answering(answer).await;

        let response = post(&local(), address).await.unwrap();

        assert_eq!(whole(response).await.unwrap(), b"full", "{answer}");
    }
}

#[actix_rt::test]
async fn a_success_without_a_length_is_not_taken_for_an_empty_one() {
    let address = answering("HTTP/1.1 200 OK\r\n\r\ndata: lost\n\n").await;

    assert!(matches!(
        post(&local(), address).await,
        Err(Failure::Malformed(_))
    ));

    for empty in ["204 No Content", "404 Not Found"] {
        let address = answering(format!("HTTP/1.1 {empty}\r\n\r\n")).await;
        assert!(post(&local(), address).await.is_ok(), "{empty}");
    }
}

#[actix_rt::test]
async fn an_answer_outlives_its_client() {
    let address = answering("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfull").await;
    let client = local();

    let response = post(&client, address).await.unwrap();
    drop(client);

    assert_eq!(whole(response).await.unwrap(), b"full");
}
