//! Errors that providers tell under a good status, to clients of every dialect, their own included.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Gate, Reply, TestApp, answers};

use super::broken_after_content;

const KEY: &str = "sk-canary-0123456789";

/// A provider behind a channel for each client.
async fn behind(dialect: Dialect, reply: Reply, config: Config) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(reply).await;
    let channels = answers::ALL_DIALECTS.map(|client| {
        let name = client.as_str();
        Channel::new(name, dialect, &provider)
            .keys(&[KEY])
            .set(&format!("models = [\"{name}\"]"))
    });
    let config = channels.into_iter().fold(config, Config::channel);
    let app = config.start().await;
    (provider, app)
}

#[tokio::test]
async fn an_error_before_any_content_keeps_its_message_and_loses_the_key() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let frame = answers::error_frame(dialect, &format!("it broke at once, with {KEY}"));
        let reply = Reply::events().piece(frame).end();
        let (_provider, app) = behind(dialect, reply, Config::new()).await;

        for client in answers::ALL_DIALECTS {
            // Act
            let answer = app.ask(client, client.as_str(), true).send().await;

            // Assert
            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert!([502, 503, 529].contains(&answer.status), "{case}");
            assert!(answers::is_error(client, &answer.json()), "{case}");
            assert!(answer.text().contains("it broke at once"), "{case}");
            assert!(!answer.text().contains("canary"), "{case}");
        }
        let rows = app.rows().await;
        let errors = rows.requests.iter().filter_map(|row| row.error.as_deref());
        assert!(errors.clone().count() == 4, "{dialect}");
        assert!(!errors.clone().any(|error| error.contains("canary")));
    }
}

#[tokio::test]
async fn it_keeps_its_message_behind_keep_alives() {
    for dialect in answers::ALL_DIALECTS {
        let frame = answers::error_frame(dialect, &format!("it broke late, with {KEY}"));
        let head = Gate::closed();
        let reply = Reply::events().held_by(&head).piece(frame).end();
        let config = Config::new().set("routing", "keep_alive_interval_ms = 50");
        let (_provider, app) = behind(dialect, reply, config).await;

        let client = Dialect::Anthropic;
        let mut stream = app.ask(client, client.as_str(), true).open().await;
        stream.read_until("ping").await;
        head.open();
        let answer = stream.finish().await;

        let case = format!("{client} <- {dialect}: {}", answer.text());
        let errors = answers::stream_errors(client, &answer.body);
        assert_eq!(errors.len(), 1, "{case}");
        assert!(errors[0].to_string().contains("it broke late"), "{case}");
        assert!(!answer.text().contains("canary"), "{case}");
    }
}

#[tokio::test]
async fn an_error_in_the_middle_loses_the_key() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let frame = answers::error_frame(dialect, &format!("it broke in the middle, with {KEY}"));
        let reply = broken_after_content(dialect).piece(frame).end();
        let (_provider, app) = behind(dialect, reply, Config::new()).await;

        for client in answers::ALL_DIALECTS {
            // Act
            let answer = app.ask(client, client.as_str(), true).send().await;

            // Assert
            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert!(answer.text().contains("it broke in the middle"), "{case}");
            assert!(!answer.text().contains("canary"), "{case}");
        }
    }
}

#[tokio::test]
async fn what_is_about_the_providers_key_is_not_told() {
    let dialect = Dialect::Anthropic;
    let body = answers::error(dialect, 401, "your key is wrong");
    let (_provider, app) = behind(dialect, Reply::json(200, &body), Config::new()).await;
    for client in answers::ALL_DIALECTS {
        let answer = app.ask(client, client.as_str(), false).send().await;

        assert_eq!(answer.status, 502, "{client}: {}", answer.text());
        assert!(!answer.text().contains("your key"), "{client}");
    }
}
