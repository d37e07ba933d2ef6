use std::future::{Future as _, poll_fn};

use actix::{Actor, Arbiter, Context, Handler};
use serde_json::json;

use super::*;
use crate::{
    config::{Environment, Flags},
    router::{handle::Earlier, prices::NoPrices},
    store::{setting, testing::temporary},
    usage::messages::SavePins,
};

const FILE: &str = "[[channel]]\nname = \"a\"\nprovider = \"openai\"\napi_keys = [\"sk-a\"]\n";

struct Nowhere;

impl Actor for Nowhere {
    type Context = Context<Self>;
}

impl Handler<SavePins> for Nowhere {
    type Result = ();

    fn handle(&mut self, _: SavePins, _: &mut Context<Self>) {}
}

async fn at_work(store: Store, master_key: MasterKey) -> Inventory {
    let file = Some(("routex.toml".into(), FILE));
    let config = Config::from_layers(&Flags::default(), &Environment::default(), file).unwrap();
    reconcile(&config, &store, &master_key).await.unwrap();
    let nobody = ClientKeys::new([], true);
    let contents = read(
        &config,
        &Vault::default(),
        &store,
        &master_key,
        &nobody,
        None,
    )
    .await
    .unwrap();
    let events = EventBus::default();
    let router = RouterHandle::start(
        &Arbiter::current(),
        Arc::new(contents.table),
        Earlier::default(),
        Nowhere.start().recipient(),
        Arc::new(NoPrices),
        events.clone(),
    )
    .await;
    let work = AtWork {
        router,
        keys: Arc::new(ArcSwap::from_pointee(contents.keys)),
        prices: Prices::new(contents.prices),
        events,
        vault: Vault::default(),
    };
    Inventory::new(
        config,
        store,
        master_key,
        work,
        contents.settings,
        contents.alerting,
    )
}

fn entry() -> AuditEntry {
    AuditEntry {
        actor: "test".to_owned(),
        address: String::new(),
        action: "update",
        resource: "routing",
        resource_id: None,
        before: None,
        after: None,
    }
}

async fn attempts(edit: &Edit, attempts: u32) {
    let stored = json!({ "max_attempts": attempts });
    setting::put(edit.change(), routing::SETTING, stored)
        .await
        .unwrap();
}

#[actix_rt::test]
async fn a_change_whose_client_leaves_half_way_is_in_effect_once_it_is_written() {
    let (store, dir) = temporary().await;
    let inventory = at_work(store, MasterKey::load(dir.path()).unwrap()).await;
    let edit = inventory.edit().await.unwrap();
    attempts(&edit, 9).await;

    let mut commit = Box::pin(edit.commit(vec![entry()]));
    let begun = poll_fn(|cx| std::task::Poll::Ready(commit.as_mut().poll(cx).is_pending())).await;
    drop(commit);

    assert!(begun, "it was over before the client could leave");
    // The turn of the next one comes when the last change is done.
    drop(inventory.edit().await.unwrap());
    assert_eq!(inventory.router().table().settings.max_attempts, 9);
}

#[actix_rt::test]
async fn a_change_leaves_alone_what_it_does_not_concern() {
    let (store, dir) = temporary().await;
    let inventory = at_work(store, MasterKey::load(dir.path()).unwrap()).await;
    let before = inventory.router().table();

    let edit = inventory.edit().await.unwrap();
    attempts(&edit, 9).await;
    edit.commit(vec![entry()]).await.unwrap();

    let after = inventory.router().table();
    assert!(Arc::ptr_eq(&before.channels[0], &after.channels[0]));
    assert!(!Arc::ptr_eq(&before.settings, &after.settings));
}
