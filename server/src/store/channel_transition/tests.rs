use chrono::Utc;
use routex_entity::TransitionReason::{BreakerOpen, Disabled, Serving, Unauthorized};

use super::*;
use crate::{
    channel::Change,
    store::{
        channel::{self, tests::row},
        testing::temporary,
    },
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A change of the channel as a whole, some days ago.
fn ago(days: i64, channel: ChannelId, to: ChannelState, reason: TransitionReason) -> Transition {
    let at = first_id_at(Utc::now().timestamp_millis() - days * DAY_MS);
    // Ids of the same millisecond differ.
    let id = Uuid::from_u128(at.as_u128() | (Uuid::new_v4().as_u128() >> 64));
    Transition {
        id,
        channel,
        change: Change {
            credential: None,
            from: match to {
                ChannelState::Closed => ChannelState::Open,
                _ => ChannelState::Closed,
            },
            to,
            reason,
        },
    }
}

fn of_credential(mut transition: Transition, credential: CredentialId) -> Transition {
    transition.change.credential = Some((credential, "sk-…wxyz".to_owned()));
    transition
}

#[actix_rt::test]
async fn a_history_is_read_newest_first_and_leaves_with_its_channel() {
    let (store, _dir) = temporary().await;
    let (a, b) = (row("a", false), row("b", false));
    for row in [&a, &b] {
        channel::save(&store, row.clone()).await.unwrap();
    }
    let credential = Uuid::now_v7();
    let one = ago(3, a.id, ChannelState::Open, BreakerOpen);
    let two = of_credential(
        ago(2, a.id, ChannelState::Disabled, Unauthorized),
        credential,
    );
    let three = ago(1, a.id, ChannelState::Closed, Serving);
    let others = ago(2, b.id, ChannelState::Disabled, Disabled);
    let nobodys = ago(2, Uuid::now_v7(), ChannelState::Open, BreakerOpen);
    let all = [&one, &two, &three, &others, &nobodys].map(Clone::clone);
    insert(&store, &all).await.unwrap();

    let whole = Span::new(None, None, None);
    let found = page(&store, a.id, whole, 10).await.unwrap();
    assert_eq!(found, [three.clone(), two.clone(), one.clone()]);
    let newest = page(&store, a.id, whole, 1).await.unwrap();
    assert_eq!(newest, std::slice::from_ref(&three));
    let rest = Span::new(None, None, Some(three.id));
    assert_eq!(
        page(&store, a.id, rest, 10).await.unwrap(),
        [two, one.clone()]
    );

    for (from, state) in [
        (Uuid::nil(), ChannelState::Closed),
        (one.id, ChannelState::Closed),
        (three.id, ChannelState::Open),
        (Uuid::max(), ChannelState::Closed),
    ] {
        let known = state_at(&store, a.id, from).await.unwrap();
        assert_eq!(known, Some(state), "{from}");
    }
    let channels = [(a.id, vec![credential]), (b.id, Vec::new())].into_iter();
    let left = standings(&store, channels).await.unwrap();
    let suspended = vec![(credential, Unauthorized)];
    let of_a = Standing::restore(Some((ChannelState::Closed, Serving)), suspended);
    assert_eq!(left[&a.id], of_a);
    let of_b = Standing::restore(Some((ChannelState::Disabled, Disabled)), Vec::new());
    assert_eq!(left[&b.id], of_b);

    let change = store.change().await.unwrap();
    channel::delete(&change, a.id).await.unwrap();
    change.commit(Vec::new()).await.unwrap();
    assert_eq!(page(&store, a.id, whole, 10).await.unwrap(), []);
    assert_eq!(page(&store, b.id, whole, 10).await.unwrap(), [others]);
}

#[actix_rt::test]
async fn what_is_old_goes_oldest_first_a_part_at_a_time() {
    let (store, _dir) = temporary().await;
    let a = row("a", false);
    channel::save(&store, a.clone()).await.unwrap();
    let days = [100, 95, 92, 10];
    let rows = days.map(|days| ago(days, a.id, ChannelState::Open, BreakerOpen));
    insert(&store, &rows).await.unwrap();
    let before_ms = Utc::now().timestamp_millis() - 90 * DAY_MS;

    for (removed, left) in [(2, 2), (1, 1), (0, 1)] {
        let gone = delete_before(&store, before_ms, 2).await.unwrap();
        assert_eq!(gone.rows, removed);
        let span = Span::new(None, None, None);
        assert_eq!(page(&store, a.id, span, 10).await.unwrap().len(), left);
    }
}
