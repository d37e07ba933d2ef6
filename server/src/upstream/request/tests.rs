use super::*;
use crate::{
    channel::{Material, SignerMaterial},
    upstream::testing::{channel, credential},
};

fn header_map(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}

fn sent(
    channel: &ChannelSpec,
    dialect: Dialect,
    inbound: &[(&'static str, &'static str)],
) -> Vec<String> {
    let credential = credential("sk-upstream");
    let request = outgoing(
        &awc::Client::new(),
        channel,
        &credential,
        &credential.on_wire(),
        dialect,
        "/v1/messages",
        &Inbound {
            method: &Method::POST,
            headers: &header_map(inbound),
            query: "",
        },
        b"",
    )
    .unwrap();
    let mut lines: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    lines
}

const NATIVE: (&str, Dialect, &str) =
    ("anthropic", Dialect::Anthropic, "https://api.anthropic.com");

#[actix_rt::test]
async fn only_listed_headers_pass_and_the_credential_is_the_channels() {
    let channel = channel(NATIVE.0, NATIVE.1, NATIVE.2);

    let lines = sent(
        &channel,
        Dialect::Anthropic,
        &[
            ("authorization", "Bearer rx-client"),
            ("x-api-key", "rx-client"),
            ("x-goog-api-key", "rx-client"),
            ("api-key", "rx-client"),
            ("cookie", "session=1"),
            ("proxy-authorization", "Basic eA=="),
            ("forwarded", "for=10.0.0.1"),
            ("x-forwarded-for", "10.0.0.1"),
            ("x-real-ip", "10.0.0.1"),
            ("openai-organization", "org-client"),
            ("anthropic-workspace-id", "wrkspc_client"),
            ("host", "routex.lan"),
            ("content-length", "17"),
            ("transfer-encoding", "chunked"),
            ("expect", "100-continue"),
            ("accept-encoding", "gzip, br"),
            ("accept", "text/event-stream"),
            ("content-type", "application/json"),
            ("user-agent", "claude-cli/2.1"),
            ("anthropic-beta", "a-2026-01-01,b-2026-02-02"),
            ("x-stainless-lang", "js"),
            ("x-claude-code-session-id", "s1"),
            ("x-something-new", "1"),
        ],
    );

    assert_eq!(
        lines,
        [
            "accept-encoding: identity",
            "accept: text/event-stream",
            "anthropic-beta: a-2026-01-01,b-2026-02-02",
            "anthropic-version: 2023-06-01",
            "content-type: application/json",
            "user-agent: claude-cli/2.1",
            "x-api-key: sk-upstream",
            "x-claude-code-session-id: s1",
            "x-stainless-lang: js",
        ]
    );
}

#[actix_rt::test]
async fn the_clients_anthropic_version_wins() {
    let channel = channel(NATIVE.0, NATIVE.1, NATIVE.2);

    let lines = sent(
        &channel,
        Dialect::Anthropic,
        &[("anthropic-version", "2026-10-21")],
    );

    assert!(
        lines.contains(&"anthropic-version: 2026-10-21".to_owned()),
        "{lines:?}"
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("anthropic-version"))
            .count(),
        1
    );
}

#[actix_rt::test]
async fn what_connection_names_stays_behind() {
    let channel = channel(NATIVE.0, NATIVE.1, NATIVE.2);

    let lines = sent(
        &channel,
        Dialect::Anthropic,
        &[
            ("connection", "close, Anthropic-Beta"),
            ("anthropic-beta", "x"),
            ("accept", "*/*"),
        ],
    );

    assert!(
        !lines.iter().any(|line| line.starts_with("anthropic-beta")),
        "{lines:?}"
    );
    assert!(lines.contains(&"accept: */*".to_owned()));
}

#[actix_rt::test]
async fn the_operators_headers_win_except_over_credential_and_framing() {
    let mut channel = channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    channel.headers = header_map(&[
        ("authorization", "Bearer other"),
        ("host", "elsewhere"),
        ("content-length", "1"),
        ("accept-encoding", "gzip"),
        ("user-agent", "ours"),
        ("openai-organization", "org-ours"),
    ])
    .into_iter()
    .collect();

    let lines = sent(&channel, Dialect::OpenaiChat, &[("user-agent", "theirs")]);

    assert_eq!(
        lines,
        [
            "accept-encoding: identity",
            "authorization: Bearer sk-upstream",
            "openai-organization: org-ours",
            "user-agent: ours",
        ]
    );
}

#[actix_rt::test]
async fn a_credential_that_breaks_lines_is_refused_and_not_shown() {
    let channel = channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    let headers = HeaderMap::new();
    let inbound = Inbound {
        method: &Method::POST,
        headers: &headers,
        query: "",
    };
    for secret in ["sk-1\r\nx: y", "sk-1\n", "sk\u{0}"] {
        let error = outgoing(
            &awc::Client::new(),
            &channel,
            &credential(secret),
            &credential(secret).on_wire(),
            Dialect::OpenaiChat,
            "/m",
            &inbound,
            b"",
        )
        .unwrap_err();

        assert!(matches!(error, OutgoingError::Credential { .. }));
        assert!(!error.to_string().contains("sk-1"), "{error}");
    }
}

#[actix_rt::test]
async fn credentials_are_not_printed() {
    let channel = channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    let headers = HeaderMap::new();
    let inbound = Inbound {
        method: &Method::GET,
        headers: &headers,
        query: "",
    };

    let request = outgoing(
        &awc::Client::new(),
        &channel,
        &credential("sk-canary"),
        &credential("sk-canary").on_wire(),
        Dialect::OpenaiChat,
        "/models",
        &inbound,
        b"",
    )
    .unwrap();

    assert!(!format!("{request:?}").contains("sk-canary"));
}

#[actix_rt::test]
async fn a_dialect_that_the_channel_does_not_speak_is_an_error() {
    let channel = channel("openai", Dialect::OpenaiChat, "https://api.openai.com/v1");
    let headers = HeaderMap::new();

    let result = outgoing(
        &awc::Client::new(),
        &channel,
        &credential("sk"),
        &credential("sk").on_wire(),
        Dialect::Gemini,
        "/m",
        &Inbound {
            method: &Method::POST,
            headers: &headers,
            query: "",
        },
        b"",
    );

    assert!(matches!(result, Err(OutgoingError::NoEndpoint { .. })));
}

#[actix_rt::test]
async fn a_credential_that_signs_shows_a_signature_of_what_is_sent_and_no_secret() {
    let (provider, dialect, base) = (
        "bedrock",
        Dialect::OpenaiChat,
        "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
    );
    let key = AwsKey {
        access_key_id: "AKID".to_owned(),
        secret_access_key: Secret::new("canary"),
        session_token: None,
        region: "us-east-1".to_owned(),
        service: "bedrock".to_owned(),
    };
    let signer = Material::Signer(SignerMaterial {
        key: key.into(),
        made_of: String::new(),
    });
    let credential = CredentialSpec {
        material: signer,
        ..credential("")
    };
    let authorization = |body: &[u8]| {
        let request = outgoing(
            &awc::Client::new(),
            &channel(provider, dialect, base),
            &credential,
            &credential.on_wire(),
            dialect,
            "/chat/completions",
            &Inbound {
                method: &Method::POST,
                headers: &header_map(&[("authorization", "Bearer rx-client"), ("x-amz-date", "1")]),
                query: "",
            },
            body,
        )
        .unwrap();
        let value = |name: &str| {
            request
                .headers()
                .get(name)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(value("host"), "bedrock-runtime.us-east-1.amazonaws.com");
        assert_eq!(value("x-amz-date").len(), "20150830T123600Z".len());
        value("authorization")
    };

    let signed = authorization(b"{}");

    assert!(
        signed.starts_with("AWS4-HMAC-SHA256 Credential=AKID/"),
        "{signed}"
    );
    assert!(signed.contains("/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, "));
    assert!(!signed.contains("canary"));
    assert_ne!(authorization(b"{ }"), signed, "the body is vouched for");
}
