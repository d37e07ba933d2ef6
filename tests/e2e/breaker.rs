//! The breaker on live traffic: one probe, whoever asks, and whatever becomes of its client.

use routex_entity::Dialect;
use routex_tests::{Answer, Channel, Config, FakeProvider, Gate, TestApp, answers, within};
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn of_20_parallel_requests_on_a_due_breaker_exactly_one_is_the_probe() {
    // Arrange
    let scene = Scene::with_open_breaker().await;
    let gate = Gate::closed();
    let probe_gate = gate.clone();
    scene
        .bad
        .respond(move |_| answers::good(DIALECT, "Recovered.", false).held_by(&probe_gate));
    let failures = scene.bad.count();

    // Act: twenty at a time, until the breaker is due. All but the probe are answered by the good channel.
    let probe = within("a probe", async {
        loop {
            let mut parallel = JoinSet::new();
            for _ in 0..20 {
                parallel.spawn(scene.app.ask(DIALECT, "m", false).send());
            }
            for _ in 0..19 {
                let answer = parallel.join_next().await.unwrap().unwrap();
                assert_eq!(channel(&answer), "good");
            }
            if scene.bad.count() > failures {
                assert_eq!(scene.bad.count(), failures + 1);
                gate.open();
                break parallel.join_next().await.unwrap().unwrap();
            }
            parallel.join_next().await.unwrap().unwrap();
        }
    });
    let probe = probe.await;

    // Assert: the probe has succeeded, so the channel is back.
    assert_eq!(channel(&probe), "bad");
    assert_eq!(scene.bad.count(), failures + 1);
    let next = scene.app.ask(DIALECT, "m", false).send().await;
    assert_eq!(next.status, 200);
}

#[tokio::test]
async fn a_client_that_vanishes_during_the_probe_does_not_leave_the_breaker_half_open() {
    // Arrange: the probe is on its way and will not be answered.
    let scene = Scene::with_open_breaker().await;
    let never = Gate::closed();
    scene
        .bad
        .respond(move |_| answers::good(DIALECT, "Too late.", false).held_by(&never));
    let failures = scene.bad.count();
    let prober = within("a probe", async {
        loop {
            let mut asking = tokio::spawn(scene.app.ask(DIALECT, "m", false).send());
            tokio::select! {
                _ = &mut asking => {}
                _ = scene.bad.wait_for_seen(failures + 1) => break asking.abort_handle(),
            }
        }
    });
    let prober = prober.await;

    // Act
    prober.abort();
    scene.bad.wait_closed(failures).await;
    scene
        .bad
        .respond(|_| answers::good(DIALECT, "Recovered.", false));

    // Assert: another request becomes the probe, and the channel is back.
    within("the channel to come back", async {
        while channel(&scene.app.ask(DIALECT, "m", false).send().await) != "bad" {}
    })
    .await;
}

#[tokio::test]
async fn a_failed_probe_opens_the_breaker_again() {
    // Arrange
    let scene = Scene::with_open_breaker().await;
    let failures = scene.bad.count();

    // Act
    within("a probe", async {
        while scene.bad.count() == failures {
            let answer = scene.app.ask(DIALECT, "m", false).send().await;
            assert_eq!(channel(&answer), "good");
        }
    })
    .await;
    let answer = scene.app.ask(DIALECT, "m", false).send().await;

    // Assert
    assert_eq!(channel(&answer), "good");
    assert_eq!(scene.bad.count(), failures + 1);
}

#[tokio::test]
async fn when_every_breaker_is_open_the_one_closest_to_recovery_is_tried() {
    // Arrange: one channel, its breaker open for long.
    let provider = FakeProvider::always(answers::refusal(DIALECT, 500)).await;
    let app = Config::new()
        .set("affinity", "enabled = false")
        .set("breaker", "consecutive_failures = 2")
        .set("breaker", "open_ms = 60000")
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    for _ in 0..3 {
        app.ask(DIALECT, "m", false).send().await;
    }
    provider.respond(|_| answers::good(DIALECT, "Last resort.", false));

    // Act
    let answer = app.ask(DIALECT, "m", false).send().await;

    // Assert
    assert_eq!(answers::text(DIALECT, &answer.json()), "Last resort.");
}

struct Scene {
    bad: FakeProvider,
    #[expect(dead_code, reason = "it answers as long as it lives")]
    good: FakeProvider,
    app: TestApp,
}

impl Scene {
    /// A preferred channel that has just failed three times, and a good one.
    async fn with_open_breaker() -> Self {
        let bad = FakeProvider::always(answers::refusal(DIALECT, 500)).await;
        let good = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
        let app = Config::new()
            .set("affinity", "enabled = false")
            .set("breaker", "consecutive_failures = 3")
            .set("breaker", "open_ms = 300")
            .channel(Channel::new("bad", DIALECT, &bad).set("priority = 0"))
            .channel(Channel::new("good", DIALECT, &good).set("priority = 1"))
            .start()
            .await;
        for _ in 0..3 {
            app.ask(DIALECT, "m", false).send().await;
        }
        assert_eq!(bad.count(), 3);
        Self { bad, good, app }
    }
}

fn channel(answer: &Answer) -> String {
    answer
        .header("x-routex-channel")
        .unwrap_or_default()
        .to_owned()
}
