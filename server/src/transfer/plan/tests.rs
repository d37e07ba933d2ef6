use serde_json::{Value, json};

use super::*;
use crate::{
    config::{Config, Environment, Flags},
    secret::Secret,
    store::testing::temporary,
    transfer::{BoxError, ExportError, File, Source, export, export_with_secrets, read},
};

const FILE: &str = "[[channel]]\nname = \"main\"\nprovider = \"openai\"\napi_keys = [\"sk-canary-1\"]\n\
     proxy = \"http://u:canary-proxy@proxy.example:1\"\nheaders = { x-a = \"canary-header\" }\n\
     [[alias]]\nname = \"smart\"\ntargets = [{ channel = \"main\", model = \"m\" }]\n\
     [[client_key]]\nname = \"laptop\"\nkey = \"rx-canary-0123456789\"\nrpm = 5\n\
     budget_usd = 1.5\nbudget_window = \"day\"\n";
const PASSPHRASE: &str = "correct horse battery";

fn author() -> Author {
    Author {
        actor: "token:test".to_owned(),
        address: String::new(),
    }
}

fn options(on_conflict: OnConflict) -> Options {
    Options {
        on_conflict,
        dry_run: false,
        routing: RoutingSettings::default(),
        now_ms: 1,
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

fn key(folder: &std::path::Path) -> MasterKey {
    MasterKey::load(folder).unwrap()
}

/// What an instance with `FILE` exports.
async fn exported(passphrase: Option<&str>) -> Value {
    let (store, dir) = temporary().await;
    let file = Some(("routex.toml".into(), FILE));
    let config = Config::from_layers(&Flags::default(), &Environment::new(), file).unwrap();
    let key = key(dir.path());
    crate::inventory::reconcile(&config, &store, &key)
        .await
        .unwrap();
    let there = Snapshot::read(&store).await.unwrap();
    let now = chrono::DateTime::from_timestamp_millis(0).unwrap();
    let document = match passphrase {
        Some(text) => export_with_secrets(&there, &config, &key, &secret(text), now).unwrap(),
        None => export(&there, &config, now),
    };
    serde_json::to_value(document).unwrap()
}

async fn bundle(
    document: Value,
    passphrase: Option<&str>,
) -> Result<Bundle, super::super::Unreadable> {
    read(Source {
        file: File::Json(document),
        format: None,
        passphrase: passphrase.map(secret),
        allow_private_network: false,
        variables: |_| None,
    })
    .await
}

#[actix_rt::test]
async fn an_export_with_secrets_makes_the_same_elsewhere() {
    let document = exported(Some(PASSPHRASE)).await;
    assert!(!document.to_string().contains("canary"), "{document}");
    let dir = tempfile::tempdir().unwrap();
    let key = key(dir.path());
    let there = Snapshot::default();
    let bundle = bundle(document, Some(PASSPHRASE)).await.unwrap();

    let plan = plan(bundle, &there, &key, options(OnConflict::Fail), &author()).unwrap();

    let made: Vec<&str> = plan.report.made.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(made, ["main", "smart", "laptop"]);
    assert!(plan.report.left_out.is_empty() && plan.report.secrets_needed.is_empty());
    let [channel] = plan.channels.as_slice() else {
        panic!("one channel");
    };
    assert!(channel.enabled && !channel.declared);
    let open = |cell, sealed: &Option<Vec<u8>>| {
        let secret = key.open(cell, sealed.as_ref().unwrap()).unwrap();
        secret.expose().to_owned()
    };
    use crate::inventory::{channel_cell, secret_cell};
    let credential = &plan.credentials[0];
    assert_eq!(
        open(secret_cell(credential.id), &credential.sealed_secret),
        "sk-canary-1"
    );
    let cell = channel_cell(channel.id, "sealed_headers");
    assert_eq!(
        open(cell, &channel.sealed_headers),
        "{\"x-a\":\"canary-header\"}"
    );
    let cell = channel_cell(channel.id, "sealed_proxy");
    assert!(open(cell, &channel.sealed_proxy).contains("canary-proxy"));
    let hash = crate::secret::client_key::hash("rx-canary-0123456789");
    assert_eq!(plan.client_keys[0].hash, hash);
    assert_eq!(plan.client_keys[0].budgets[0].nano_usd, 1_500_000_000);
    let told = format!("{:?}", plan.entries);
    assert!(!told.contains("canary") && !told.contains(&hash), "{told}");
}

#[actix_rt::test]
async fn without_secrets_a_channel_waits_for_them() {
    let document = exported(None).await;
    assert!(!document.to_string().contains("canary"), "{document}");
    let dir = tempfile::tempdir().unwrap();
    let bundle = bundle(document, None).await.unwrap();

    let plan = plan(
        bundle,
        &Snapshot::default(),
        &key(dir.path()),
        options(OnConflict::Skip),
        &author(),
    )
    .unwrap();

    assert!(!plan.channels[0].enabled);
    let needed = plan.report.secrets_needed.iter();
    let needed: Vec<&str> = needed.map(|needed| needed.secret.as_str()).collect();
    assert_eq!(needed, ["…", "headers", "proxy"]);
}

#[actix_rt::test]
async fn secrets_stay_with_their_address() {
    for (field, value) in [
        ("base_url", json!("https://thief.example/v1")),
        ("provider", json!("anthropic")),
        ("dialects", json!(["openai_chat"])),
        ("tls_ca", json!("-----BEGIN CERTIFICATE-----")),
    ] {
        let mut document = exported(Some(PASSPHRASE)).await;
        document["channels"][0]["channel"][field] = value;
        let refused = bundle(document, Some(PASSPHRASE)).await;
        assert!(refused.is_err(), "{field}");
    }
}

#[actix_rt::test]
async fn an_import_without_a_secret_redirects_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let key = key(dir.path());
    let first = bundle(exported(Some(PASSPHRASE)).await, Some(PASSPHRASE)).await;
    let first = plan(
        first.unwrap(),
        &Snapshot::default(),
        &key,
        options(OnConflict::Fail),
        &author(),
    )
    .unwrap();
    let there = Snapshot {
        channels: first.channels.clone(),
        credentials: first.credentials.clone(),
        ..Snapshot::default()
    };
    let again = |document| async {
        let bundle = bundle(document, None).await.unwrap();
        plan(
            bundle,
            &there,
            &key,
            options(OnConflict::Replace),
            &author(),
        )
    };
    let mut document = exported(None).await;
    document["client_keys"] = json!([]);

    let same = again(document.clone()).await.unwrap();
    document["channels"][0]["channel"]["base_url"] = json!("https://thief.example/v1");
    let moved = again(document).await;

    assert_eq!(
        same.channels[0].sealed_headers,
        there.channels[0].sealed_headers
    );
    assert_eq!(same.channels[0].id, there.channels[0].id);
    assert!(same.channels[0].enabled && same.credentials_gone.is_empty());
    assert!(matches!(moved, Err(Refusal::SecretRequired(_))));
}

#[actix_rt::test]
async fn one_mistake_spoils_an_export_and_every_mistake_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut document = exported(None).await;
    document["channels"][0]["channel"]["rpm"] = json!(-1);
    document["client_keys"][0]["hash"] = json!("short");
    document["aliases"][0]["targets"] = json!([]);
    let bundle = bundle(document, None).await.unwrap();

    let refused = plan(
        bundle,
        &Snapshot::default(),
        &key(dir.path()),
        options(OnConflict::Skip),
        &author(),
    );

    let Err(Refusal::Invalid(problems)) = refused else {
        panic!("refused");
    };
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "channels[0].rpm",
            "aliases[0].targets",
            "client_keys[0].hash"
        ]
    );
}

#[actix_rt::test]
async fn wrong_passphrases_are_told_and_short_ones_refused() {
    let document = exported(Some(PASSPHRASE)).await;
    for wrong in ["correct horse batterx", ""] {
        let error = bundle(document.clone(), Some(wrong)).await.err().unwrap();
        assert_eq!(error.field, "passphrase");
    }
    let (store, dir) = temporary().await;
    let config = Config::from_layers(&Flags::default(), &Environment::new(), None).unwrap();
    let there = Snapshot::read(&store).await.unwrap();
    let now = chrono::DateTime::from_timestamp_millis(0).unwrap();
    let short = export_with_secrets(&there, &config, &key(dir.path()), &secret("short"), now);
    assert!(matches!(
        short,
        Err(ExportError::Passphrase(BoxError::TooShort))
    ));
}

#[actix_rt::test]
async fn a_new_key_owes_nothing_of_an_earlier_one_of_its_name() {
    use crate::store::{key_spend, request, testing::record};
    let (store, dir) = temporary().await;
    request::insert_batch(&store, &[record()]).await.unwrap();
    let owed = || async { key_spend::of(&store, &["laptop"]).await.unwrap() };
    assert!(!owed().await.is_empty());
    let bundle = bundle(exported(None).await, None).await.unwrap();
    let there = Snapshot::read(&store).await.unwrap();
    let options = options(OnConflict::Fail);
    let plan = plan(bundle, &there, &key(dir.path()), options, &author()).unwrap();

    let change = store.change().await.unwrap();
    let entries = plan.write(&change).await.unwrap();
    change.commit(entries).await.unwrap();

    assert!(owed().await.is_empty());
}
