//! Failing over between providers of different dialects.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Gate, answers};

use super::{ANSWER, others};

#[tokio::test]
async fn a_failing_provider_of_one_dialect_is_replaced_by_one_of_another() {
    for client in answers::ALL_DIALECTS {
        // Arrange: one pair of channels a case.
        let mut config = Config::new();
        let mut cases = Vec::new();
        for other in others(client) {
            for (first, second) in [(client, other), (other, client)] {
                for stream in [false, true] {
                    let name = format!("{first}-{second}-{stream}");
                    let case = Case::new(name, first, second, stream).await;
                    config = case.configure(config);
                    cases.push(case);
                }
            }
        }
        let app = config.start().await;

        for case in &cases {
            // Act
            let answer = app.ask(client, &case.model, case.stream).send().await;

            // Assert
            let told = format!("{client} <- {}: {}", case.model, answer.text());
            assert_eq!(answer.status, 200, "{told}");
            let text = match case.stream {
                true => answers::stream_text(client, &answer.body),
                false => answers::text(client, &answer.json()),
            };
            assert_eq!(text, ANSWER, "{told}");
            assert_eq!(answer.header("x-routex-attempts"), Some("2"), "{told}");
            assert_eq!((case.bad.count(), case.good.count()), (1, 1), "{told}");
            if case.second == client {
                let asked = answers::request(client, &case.model, case.stream).to_string();
                assert_eq!(case.good.seen()[0].body, asked, "byte for byte, {told}");
            }
        }
        let rows = app.rows().await;
        for (case, row) in cases.iter().zip(&rows.requests) {
            let out = row.dialect_out.as_deref();
            assert_eq!(out, Some(case.second.as_str()), "{}", case.model);
        }
        let outcomes = rows.attempt_outcomes();
        let expected = ["overloaded", "success"].repeat(cases.len());
        assert_eq!(outcomes, expected, "{client}");
    }
}

#[tokio::test]
async fn failing_over_to_another_dialect_goes_on_behind_keep_alives() {
    let client = Dialect::Anthropic;
    for other in others(client) {
        // Arrange
        let gate = Gate::closed();
        let bad = FakeProvider::always(answers::refusal(client, 529).held_by(&gate)).await;
        let good = FakeProvider::always(answers::good(other, ANSWER, true)).await;
        let app = Config::new()
            .set("routing", "keep_alive_interval_ms = 50")
            .channel(Channel::new("bad", client, &bad).set("priority = 0"))
            .channel(Channel::new("good", other, &good).set("priority = 1"))
            .start()
            .await;

        // Act
        let mut stream = app.ask(client, "m", true).open().await;
        stream.next().await;
        gate.open();
        let answer = stream.finish().await;

        // Assert
        assert_eq!(
            answers::stream_text(client, &answer.body),
            ANSWER,
            "{other}"
        );
        assert!(answers::stream_is_complete(client, &answer.body), "{other}");
    }
}

#[tokio::test]
async fn the_last_word_behind_keep_alives_is_in_the_clients_form() {
    let client = Dialect::Anthropic;
    for other in others(client) {
        let gate = Gate::closed();
        let bad = FakeProvider::always(answers::refusal(other, 400).held_by(&gate)).await;
        let app = Config::new()
            .set("routing", "keep_alive_interval_ms = 50")
            .channel(Channel::new("bad", other, &bad))
            .start()
            .await;

        let mut stream = app.ask(client, "m", true).open().await;
        stream.next().await;
        gate.open();
        let answer = stream.finish().await;

        let errors = answers::stream_errors(client, &answer.body);
        assert_eq!(errors.len(), 1, "{other}: {}", answer.text());
        let message = &errors[0]["error"]["message"];
        assert_eq!(message, "the provider said no", "{other}");
    }
}

/// A provider that is overloaded, and behind it one that answers, for a model of their own.
struct Case {
    model: String,
    first: Dialect,
    second: Dialect,
    stream: bool,
    bad: FakeProvider,
    good: FakeProvider,
}

impl Case {
    async fn new(model: String, first: Dialect, second: Dialect, stream: bool) -> Self {
        Self {
            model,
            first,
            second,
            stream,
            bad: FakeProvider::always(answers::refusal(first, 529)).await,
            good: FakeProvider::always(answers::good(second, ANSWER, stream)).await,
        }
    }

    fn configure(&self, config: Config) -> Config {
        let model = &self.model;
        let channel = |part: &str, dialect, provider| {
            Channel::new(&format!("{part}-{model}"), dialect, provider)
                .set(&format!("models = [\"{model}\"]"))
        };
        config
            .channel(channel("bad", self.first, &self.bad).set("priority = 0"))
            .channel(channel("good", self.second, &self.good).set("priority = 1"))
    }
}
