//! A panic prints what it is given: nothing that holds a secret may show it by `Debug`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    config::{Config, Environment, Flags},
    http::keys::ClientKeys,
    secret::{MasterKey, Secret},
    store::testing::temporary,
};

const FILE: &str = "[admin]\npassword = \"canary-password\"\ntoken = \"canary-token-0123456789\"\n\
     [[channel]]\nname = \"a\"\nprovider = \"openai\"\napi_keys = [\"canary-provider-key-0123456789\"]\n\
     headers = { x-a = \"canary-header\" }\nproxy = \"http://user:canary-proxy@proxy.example:1\"\n\
     [[client_key]]\nname = \"k\"\nkey = \"rx-canary-client-0123456789\"\n";

#[actix_rt::test]
async fn line_01_a_panic_with_everything_that_holds_secrets_shows_none() {
    let (store, dir) = temporary().await;
    let file = Some(("routex.toml".into(), FILE));
    let variables = [("OPENAI_API_KEY", "canary-environment-0123456789")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config =
        Config::from_layers(&Flags::default(), &Environment::from(variables), file).unwrap();
    let key = MasterKey::load(dir.path()).unwrap();
    super::reconcile(&config, &store, &key).await.unwrap();
    let nobody = ClientKeys::new([], true);
    let contents = super::read(
        &config,
        &crate::oauth::Vault::default(),
        &store,
        &key,
        &nobody,
        None,
    )
    .await
    .unwrap();
    assert_eq!(contents.table.channels.len(), 2, "declared and adopted");

    let message = catch_unwind(AssertUnwindSafe(|| {
        let secret = Secret::new("canary-secret");
        panic!("{config:?} {:#?} {key:?} {secret:?}", contents.table);
    }))
    .unwrap_err();

    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("proxy.example"), "what is shown is useful");
    assert!(!message.contains("canary"), "{message}");
}
