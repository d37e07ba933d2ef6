//! Load balancing as the providers see it.

use std::collections::BTreeMap;

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn weighted_5_3_2_is_kept_over_a_thousand_requests() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let config = balanced("weighted");
    let config = [("five", 5), ("three", 3), ("two", 2)].into_iter().fold(
        config,
        |config, (name, weight)| {
            let channel = Channel::new(name, DIALECT, &provider);
            config.channel(channel.set(&format!("weight = {weight}")))
        },
    );
    let app = config.start().await;

    // Act
    for _ in 0..1000 {
        ask(&app).await;
    }

    // Assert
    let shares = shares(&provider);
    for (credential, expected) in [("sk-five", 500), ("sk-three", 300), ("sk-two", 200)] {
        let share = shares.get(credential).copied().unwrap_or_default();
        assert!(share.abs_diff(expected) <= 20, "{shares:?}");
    }
}

#[tokio::test]
async fn round_robin_is_fair_to_8_channels_with_16_clients_at_once() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let config = (0..8).fold(balanced("round_robin"), |config, n| {
        config.channel(Channel::new(&format!("channel-{n}"), DIALECT, &provider))
    });
    let app = config.start().await;

    // Act
    let mut clients = JoinSet::new();
    for _ in 0..16 {
        let call = app.ask(DIALECT, "m", false);
        clients.spawn(async move {
            for _ in 0..25 {
                assert_eq!(call.clone().send().await.status, 200);
            }
        });
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }

    // Assert
    let shares = shares(&provider);
    assert_eq!(shares.len(), 8, "{shares:?}");
    let (least, most) = (shares.values().min(), shares.values().max());
    assert!(most.unwrap() - least.unwrap() <= 1, "{shares:?}");
}

#[tokio::test]
async fn priority_uses_the_lowest_number_as_long_as_it_serves() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = balanced("priority")
        .channel(Channel::new("second", DIALECT, &provider).set("priority = 2"))
        .channel(Channel::new("first", DIALECT, &provider).set("priority = 1"))
        .start()
        .await;

    // Act
    for _ in 0..10 {
        ask(&app).await;
    }

    // Assert
    assert_eq!(
        shares(&provider),
        BTreeMap::from([("sk-first".to_owned(), 10)])
    );
}

#[tokio::test]
async fn an_alias_leads_to_its_targets_with_their_own_model_names() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let alias = "[[alias]]\nname = \"smart\"\nstrategy = \"round_robin\"\n\
        targets = [ { channel = \"one\", model = \"model-one\" }, { channel = \"two\", model = \"model-two\" } ]\n";
    let app = balanced("priority")
        .channel(Channel::new("one", DIALECT, &provider))
        .channel(Channel::new("two", DIALECT, &provider))
        .table(alias)
        .start()
        .await;

    // Act
    for _ in 0..4 {
        let answer = app.ask(DIALECT, "smart", false).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    // Assert
    let seen = provider.seen();
    for (credential, model) in [("sk-one", "model-one"), ("sk-two", "model-two")] {
        let there = seen
            .iter()
            .filter(|seen| seen.credential() == Some(credential));
        let models: Vec<_> = there.map(|seen| seen.json()["model"].clone()).collect();
        assert_eq!(models, [model, model], "{credential}");
    }
}

/// Equal requests are one conversation; here they are to be spread.
fn balanced(strategy: &str) -> Config {
    Config::new()
        .set("routing", &format!("strategy = \"{strategy}\""))
        .set("affinity", "enabled = false")
}

async fn ask(app: &TestApp) {
    let answer = app.ask(DIALECT, "m", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn shares(provider: &FakeProvider) -> BTreeMap<String, usize> {
    let mut shares = BTreeMap::new();
    for seen in provider.seen() {
        let credential = seen.credential().unwrap_or_default().to_owned();
        *shares.entry(credential).or_default() += 1;
    }
    shares
}
