//! What a failure leaves behind: the breaker, the cooldown, the disabled credential.

use routex_tests::{Channel, Config, FakeProvider, Reply, answers};

use super::{GOOD, Pair, alone};

#[tokio::test]
async fn five_failures_in_a_row_open_the_breaker() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let pair = Pair::start(dialect, answers::refusal(dialect, 500), false).await;

        // Act
        for _ in 0..8 {
            let answer = pair.app.ask(dialect, "m", false).send().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }

        // Assert
        assert_eq!(pair.bad.count(), 5, "{dialect}");
        assert_eq!(pair.good.count(), 8, "{dialect}");
    }
}

#[tokio::test]
async fn a_rate_limited_credential_rests_until_its_reset() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let limited = answers::refusal(dialect, 429).header("retry-after", "60");
        let pair = Pair::start(dialect, limited, false).await;

        // Act
        for _ in 0..3 {
            pair.app.ask(dialect, "m", false).send().await;
        }

        // Assert
        assert_eq!(pair.bad.count(), 1, "{dialect}");
        assert_eq!(pair.good.count(), 3, "{dialect}");
    }
}

#[tokio::test]
async fn a_rate_limit_rests_one_model_and_not_the_others() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let pair = Pair::start(
            dialect,
            answers::good(dialect, "Other model.", false),
            false,
        )
        .await;
        let limited = answers::refusal(dialect, 429).header("retry-after", "60");
        pair.bad.enqueue(limited);
        pair.app.ask(dialect, "limited", false).send().await;

        // Act
        let same = pair.app.ask(dialect, "limited", false).send().await;
        let other = pair.app.ask(dialect, "other", false).send().await;

        // Assert
        assert_eq!(same.header("x-routex-channel"), Some("good"), "{dialect}");
        assert_eq!(other.header("x-routex-channel"), Some("bad"), "{dialect}");
    }
}

#[tokio::test]
async fn a_rejected_key_is_not_shown_again_and_the_channels_other_key_goes_on() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let provider = FakeProvider::start().await;
        provider.respond(move |seen| match seen.credential() {
            Some("sk-revoked") => answers::refusal(dialect, 401),
            _ => answers::good(dialect, GOOD, false),
        });
        let channel = Channel::new("only", dialect, &provider).keys(&["sk-revoked", "sk-valid"]);
        let app = Config::new().channel(channel).start().await;

        // Act
        for _ in 0..6 {
            let answer = app.ask(dialect, "m", false).send().await;
            assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
        }

        // Assert
        let seen = provider.seen();
        let revoked = seen
            .iter()
            .filter(|seen| seen.credential() == Some("sk-revoked"));
        assert!(revoked.count() <= 1, "{dialect}");
        let valid = seen
            .iter()
            .filter(|seen| seen.credential() == Some("sk-valid"));
        assert_eq!(valid.count(), 6, "{dialect}");
    }
}

#[tokio::test]
async fn a_lone_failure_with_no_other_candidate_is_tried_once_more() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let (provider, app) = alone(dialect, answers::good(dialect, GOOD, false)).await;
        provider.enqueue(answers::refusal(dialect, 503));

        // Act
        let answer = app.ask(dialect, "m", false).send().await;

        // Assert
        assert_eq!(answers::text(dialect, &answer.json()), GOOD, "{dialect}");
        assert_eq!(provider.count(), 2, "{dialect}");
    }
}

#[tokio::test]
async fn a_provider_that_forbids_trying_again_is_obeyed() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let (provider, app) = alone(dialect, answers::good(dialect, GOOD, false)).await;
        provider.enqueue(answers::refusal(dialect, 500).header("x-should-retry", "false"));

        // Act
        let answer = app.ask(dialect, "m", false).send().await;

        // Assert
        assert_eq!(answer.status, 500, "{dialect}");
        assert_eq!(provider.count(), 1, "{dialect}");
    }
}

#[tokio::test]
async fn count_tokens_is_estimated_where_the_provider_has_none() {
    for status in [404, 501] {
        // Arrange
        let dialect = routex_entity::Dialect::Anthropic;
        let (provider, app) = alone(dialect, Reply::status(status)).await;

        // Act
        let request = answers::request(dialect, "m", false);
        let answer = app.call("POST", "/v1/messages/count_tokens").json(&request);
        let answer = answer.send().await;

        // Assert
        assert_eq!(answer.status, 200, "{}", answer.text());
        let tokens = answer.json()["input_tokens"].as_u64();
        assert!(tokens.is_some_and(|tokens| tokens > 0), "{}", answer.text());
        provider.enqueue(answers::good(dialect, GOOD, false));
        let after = app.ask(dialect, "m", false).send().await;
        assert_eq!(after.status, 200, "the channel was not harmed");
    }
}
