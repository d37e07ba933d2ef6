use std::path::Path;

use uuid::Uuid;

use super::*;
use crate::{
    config::{Environment, Flags},
    keep::Kind,
    secret::Secret,
    store::{channel::tests::row, kept::KeptRow, testing::temporary},
};

const DECLARED: &str = "[[channel]]\nname = \"declared\"\nprovider = \"openai\"\napi_keys = [\"sk-declared-1\", \"sk-declared-2\"]\n";

/// More than are in memory at a time.
const KEPT: u128 = 60;

fn kept_cell(row: Uuid) -> Cell {
    Cell {
        table: keep::TABLE,
        row,
        column: "sealed",
    }
}

/// A database with one of everything that is sealed, and the key that it was sealed with.
struct Vault {
    store: Store,
    config: Config,
    dir: tempfile::TempDir,
    channel: Uuid,
    credential: Uuid,
}

impl Vault {
    async fn new() -> (Self, MasterKey) {
        let (store, dir) = temporary().await;
        let config = Config::from_layers(
            &Flags::default(),
            &Environment::new(),
            Some(("routex.toml".into(), DECLARED)),
        )
        .unwrap();
        let key = MasterKey::load(dir.path()).unwrap();
        crate::inventory::reconcile(&config, &store, &key)
            .await
            .unwrap();
        let (channel, credential) = (Uuid::now_v7(), Uuid::now_v7());
        let seal = |cell, text: &str| Some(key.seal(cell, &Secret::new(text)).unwrap());
        channel::save(
            &store,
            ChannelRow {
                id: channel,
                sealed_headers: seal(channel_cell(channel, "sealed_headers"), "{\"x-a\":\"h\"}"),
                sealed_proxy: seal(channel_cell(channel, "sealed_proxy"), "http://u:p@proxy"),
                ..row("made", false)
            },
        )
        .await
        .unwrap();
        credential::save(
            &store,
            CredentialRow {
                id: credential,
                channel_id: channel,
                label: "…".to_owned(),
                kind: routex_entity::CredentialKind::ApiKey,
                fingerprint: key.fingerprint(&Secret::new("sk-made")),
                sealed_secret: seal(secret_cell(credential), "sk-made"),
                enabled: true,
                created_at_ms: None,
                declared: false,
            },
        )
        .await
        .unwrap();
        let rows = (1..=KEPT).map(|number| {
            let row = Uuid::from_u128(number);
            KeptRow {
                key: row,
                kind: Kind::Response,
                client_key: Uuid::nil(),
                kept_at_ms: 1,
                sealed: key.seal_bytes(kept_cell(row), b"kept").unwrap(),
            }
        });
        kept::write(&store, rows.collect(), vec![]).await.unwrap();
        let vault = Self {
            store,
            config,
            dir,
            channel,
            credential,
        };
        (vault, key)
    }

    fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// What a start would load.
    async fn key_at_start(&self) -> MasterKey {
        let id = master_key_id(&self.store).await.unwrap();
        MasterKey::load_in_use(self.folder(), id.as_deref()).unwrap()
    }

    async fn secret(&self, key: &MasterKey) -> Result<Secret, SealError> {
        let rows = credential::list(&self.store).await.unwrap();
        let row = rows.iter().find(|row| row.id == self.credential).unwrap();
        key.open(
            secret_cell(self.credential),
            row.sealed_secret.as_ref().unwrap(),
        )
    }

    async fn assert_opens(&self, key: &MasterKey) {
        assert_eq!(self.secret(key).await.unwrap().expose(), "sk-made");
        let rows = channel::list(&self.store).await.unwrap();
        let row = rows.iter().find(|row| row.id == self.channel).unwrap();
        for (column, sealed, expected) in [
            ("sealed_headers", &row.sealed_headers, "{\"x-a\":\"h\"}"),
            ("sealed_proxy", &row.sealed_proxy, "http://u:p@proxy"),
        ] {
            let cell = channel_cell(self.channel, column);
            assert_eq!(
                key.open(cell, sealed.as_ref().unwrap()).unwrap().expose(),
                expected
            );
        }
    }

    /// How many of the things that are kept open.
    async fn kept(&self, key: &MasterKey) -> usize {
        let rows = kept::page(&self.store, None, 1000).await.unwrap();
        rows.iter()
            .filter(|(row, sealed)| key.open_bytes(kept_cell(*row), sealed).is_ok())
            .count()
    }

    /// Ids of the declared credentials, as a start would leave them.
    async fn declared_ids(&self, key: &MasterKey) -> Vec<Uuid> {
        crate::inventory::reconcile(&self.config, &self.store, key)
            .await
            .unwrap();
        let rows = credential::list(&self.store).await.unwrap();
        rows.iter()
            .filter(|row| row.declared)
            .map(|row| row.id)
            .collect()
    }
}

#[actix_rt::test]
async fn a_change_that_stops_anywhere_leaves_key_and_database_together() {
    for steps in 0..=3 {
        let (vault, old) = Vault::new().await;
        let ids = vault.declared_ids(&old).await;
        if steps >= 1 {
            let new = MasterKey::make_new_file(vault.folder()).unwrap();
            if steps >= 2 {
                let count = reseal(&vault.config, &vault.store, &old, &new)
                    .await
                    .unwrap();
                assert_eq!((count.credentials, count.headers), (1, 1));
                assert_eq!((count.proxies, count.declared), (1, 2));
                assert_eq!(count.kept as u128, KEPT);
            }
            if steps >= 3 {
                MasterKey::take_new_file(vault.folder()).unwrap();
            }
        }

        let key = vault.key_at_start().await;

        vault.assert_opens(&key).await;
        assert_eq!(vault.kept(&key).await as u128, KEPT);
        assert_eq!(key.id_text() == old.id_text(), steps < 2, "{steps}");
        assert_eq!(vault.secret(&old).await.is_ok(), steps < 2, "{steps}");
        assert_eq!(vault.declared_ids(&key).await, ids, "{steps}");
        assert!(!vault.folder().join("master.key.new").exists());
    }
}

#[actix_rt::test]
async fn what_is_damaged_of_what_is_kept_goes() {
    let (vault, old) = Vault::new().await;
    let change = vault.store.change().await.unwrap();
    let mut sealed = old
        .seal_bytes(kept_cell(Uuid::nil()), b"elsewhere")
        .unwrap();
    for damaged in [2, 3] {
        kept::put_sealed(&change, Uuid::from_u128(damaged), Some(sealed.clone()))
            .await
            .unwrap();
        sealed.truncate(3);
    }
    change.commit(vec![]).await.unwrap();
    let new = MasterKey::make_new_file(vault.folder()).unwrap();

    let count = reseal(&vault.config, &vault.store, &old, &new)
        .await
        .unwrap();

    assert_eq!(count.kept as u128, KEPT - 2);
    let left = kept::page(&vault.store, None, 1000).await.unwrap();
    assert_eq!(left.len() as u128, KEPT - 2);
    assert_eq!(vault.kept(&new).await as u128, KEPT - 2);
}

#[actix_rt::test]
async fn what_does_not_open_stops_the_change() {
    let (vault, old) = Vault::new().await;
    let stranger = MasterKey::make_new_file(vault.folder()).unwrap();

    let refused = reseal(&vault.config, &vault.store, &stranger, &stranger).await;

    assert!(refused.is_err());
    vault.assert_opens(&old).await;
    assert_eq!(master_key_id(&vault.store).await.unwrap(), None);
}

#[actix_rt::test]
async fn nothing_that_the_old_key_sealed_stays_in_the_files() {
    let (vault, old) = Vault::new().await;
    let rows = credential::list(&vault.store).await.unwrap();
    let sealed = rows
        .into_iter()
        .find_map(|row| row.sealed_secret)
        .expect("a sealed secret");
    let new = MasterKey::make_new_file(vault.folder()).unwrap();
    reseal(&vault.config, &vault.store, &old, &new)
        .await
        .unwrap();
    vault.store.close().await.unwrap();

    for file in std::fs::read_dir(vault.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let found = memchr::memmem::find(&bytes, &sealed).is_some();
        assert!(!found, "in {}", path.display());
    }
}
