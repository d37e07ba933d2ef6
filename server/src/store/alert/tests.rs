use std::slice::from_ref;

use routex_entity::{AlertEvent, AlertKind, Severity, api::AlertSubject};
use serde_json::json;

use super::*;
use crate::{alerts::Message, store::testing::temporary};

fn alert(resolved_at_ms: Option<i64>) -> Episode {
    Episode {
        id: Uuid::now_v7(),
        kind: AlertKind::BudgetLow,
        severity: Severity::Warning,
        subject: AlertSubject {
            kind: "client_key".to_owned(),
            id: Some(Uuid::from_u128(3)),
            name: "laptop".to_owned(),
            part: Some("day".to_owned()),
        },
        details: json!({ "percent": 81 }),
        since_ms: 1,
        told_at_ms: 2,
        resolved_at_ms,
    }
}

fn delivery(alert: &Episode, state: DeliveryState) -> Delivery {
    Delivery {
        id: Uuid::now_v7(),
        alert_id: alert.id,
        target_id: Uuid::from_u128(4),
        target: "ops".to_owned(),
        event: AlertEvent::Firing,
        message: Message::test(alert.id, chrono::Utc::now()),
        state,
        tries: 2,
        created_at_ms: 3,
        due_at_ms: 4,
        finished_at_ms: None,
        status: Some(503),
        error: Some("the receiver answered 503".to_owned()),
    }
}

#[actix_rt::test]
async fn what_lasts_and_what_is_on_its_way_comes_back_as_it_went_in() {
    let (store, _dir) = temporary().await;
    let (lasts, over) = (alert(None), alert(Some(9)));
    let waits = delivery(&lasts, DeliveryState::Pending);
    let done = delivery(&over, DeliveryState::Delivered);
    let alerts = vec![lasts.clone(), over.clone()];
    save(&store, alerts, vec![waits.clone(), done.clone()])
        .await
        .unwrap();
    // As it is after a crash in the middle: the same once more.
    save(&store, vec![lasts.clone()], vec![waits.clone()])
        .await
        .unwrap();

    assert_eq!(lasting(&store).await.unwrap(), from_ref(&lasts));
    assert_eq!(pending(&store).await.unwrap(), from_ref(&waits));
    let all = page(&store, &AlertFilter::default(), None, 10)
        .await
        .unwrap();
    let expected = [(over.clone(), vec![done]), (lasts.clone(), vec![waits])];
    assert_eq!(all, expected);
    let older = page(&store, &AlertFilter::default(), Some(over.id), 10)
        .await
        .unwrap();
    assert_eq!(older.len(), 1);
    let firing = AlertFilter {
        firing: Some(true),
        kind: Some(AlertKind::BudgetLow),
    };
    assert_eq!(page(&store, &firing, None, 10).await.unwrap().len(), 1);
}

#[actix_rt::test]
async fn what_is_long_over_goes_with_its_messages() {
    let (store, _dir) = temporary().await;
    let (lasts, over) = (alert(None), alert(Some(9)));
    let done = delivery(&over, DeliveryState::Delivered);
    save(&store, vec![lasts.clone(), over], vec![done])
        .await
        .unwrap();

    assert_eq!(delete_over_before(&store, 9, 10).await.unwrap(), 0);
    assert_eq!(delete_over_before(&store, 10, 10).await.unwrap(), 1);

    let left = page(&store, &AlertFilter::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(left, [(lasts, Vec::new())]);
    assert_eq!(
        alert_delivery::Entity::find()
            .all(store.reader())
            .await
            .unwrap(),
        []
    );
}

#[actix_rt::test]
async fn what_gathered_through_a_long_outage_is_written_however_much_it_is() {
    let (store, _dir) = temporary().await;
    let lasts = alert(None);
    let waiting: Vec<_> = (0..3_000)
        .map(|_| delivery(&lasts, DeliveryState::Pending))
        .collect();

    save(&store, vec![lasts], waiting.clone()).await.unwrap();

    assert_eq!(pending(&store).await.unwrap(), waiting);
}
