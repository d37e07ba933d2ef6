use actix::{Actor, Context, Handler};
use actix_rt::Arbiter;
use arc_swap::ArcSwap;
use futures_util::poll;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::{
    config::{Environment, Flags},
    store::{setting, testing::temporary},
    usage::messages::SavePins,
};

/// Keeps no pins.
struct Forgetful;

impl Actor for Forgetful {
    type Context = Context<Self>;
}

impl Handler<SavePins> for Forgetful {
    type Result = ();

    fn handle(&mut self, _: SavePins, _: &mut Context<Self>) {}
}

async fn inventory() -> (Inventory, TempDir) {
    let (store, dir) = temporary().await;
    let config = Config::from_layers(&Flags::default(), &Environment::default(), None).unwrap();
    let master_key = MasterKey::load(dir.path()).unwrap();
    let nobody = ClientKeys::new([], true);
    let contents = read(&config, &store, &master_key, &nobody).await.unwrap();
    let (events, prices) = (EventBus::default(), Prices::new(contents.prices));
    let router = RouterHandle::start(
        &Arbiter::current(),
        Arc::new(contents.table),
        Vec::new(),
        Forgetful.start().recipient(),
        Arc::new(prices.clone()),
        events.clone(),
    )
    .await;
    let work = AtWork {
        router,
        keys: Arc::new(ArcSwap::from_pointee(contents.keys)),
        prices,
        events,
    };
    let inventory = Inventory::new(config, store, master_key, work, contents.settings);
    (inventory, dir)
}

/// A change of the installation's name, written and not yet committed.
async fn renaming(inventory: &Inventory, name: &str) -> (Edit, Vec<AuditEntry>) {
    let edit = inventory.edit().await.unwrap();
    let settings = Settings {
        instance_name: name.to_owned(),
        ..Settings::default()
    };
    let written = setting::put(edit.change(), INSTALLATION, json!(settings)).await;
    written.unwrap();
    let entry = AuditEntry {
        actor: "user:a".to_owned(),
        address: String::new(),
        action: "update",
        resource: "settings",
        resource_id: None,
        before: None,
        after: None,
    };
    (edit, vec![entry])
}

#[actix_rt::test]
async fn a_change_whose_caller_leaves_is_in_effect_all_the_same() {
    let (inventory, _dir) = inventory().await;
    let (edit, entries) = renaming(&inventory, "Left").await;

    let mut commit = Box::pin(edit.commit(entries));
    assert!(poll!(&mut commit).is_pending());
    drop(commit);

    // Nobody else has the turn before the change has run to its end.
    drop(inventory.edit().await.unwrap());
    assert_eq!(inventory.settings().instance_name, "Left");
}

#[actix_rt::test]
async fn a_change_that_is_not_committed_never_happened() {
    let (inventory, _dir) = inventory().await;

    drop(renaming(&inventory, "Dropped").await);

    let (edit, entries) = renaming(&inventory, "Made").await;
    let stored = setting::get(inventory.store(), INSTALLATION).await;
    assert_eq!(stored.unwrap(), None);
    edit.commit(entries).await.unwrap();
    assert_eq!(inventory.settings().instance_name, "Made");
}
