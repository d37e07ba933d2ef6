//! Line 2: client keys are kept as a hash, looked up by the whole of it, with a prefix for display; admin tokens likewise.

use routex::secret::client_key::hash;
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Config};

#[tokio::test]
async fn line_02_of_a_key_only_its_hash_and_prefix_are_kept() {
    let app = Config::new().operated().start().await;
    for (table, secret) in [("client_key", CLIENT_KEY), ("admin_token", ADMIN_TOKEN)] {
        let contents = app.contents().await;
        let [row] = contents.rows(table) else {
            panic!("one {table}: {contents:?}");
        };
        assert!(row.contains(&format!("'{}'", hash(secret))), "{row}");
        assert!(row.contains(&format!("'{}'", &secret[..7])), "{row}");
        assert!(
            !row.contains(&secret[..8]),
            "more than the prefix is kept: {row}"
        );
        assert_eq!(contents.tables_with(&secret[8..]).count(), 0);
    }
}

/// A key must be right to its last character: no lookup by prefix, no case folding, no trimming beyond HTTP's own.
#[tokio::test]
async fn line_02_a_key_is_looked_up_by_the_whole_of_it() {
    let app = Config::new().operated().start().await;
    for (path, secret) in [("/v1/models", CLIENT_KEY), ("/api/v1/aliases", ADMIN_TOKEN)] {
        let ask = |key: String| app.anonymous("GET", path).bearer(&key).send();
        assert_eq!(ask(secret.to_owned()).await.status, 200);
        let last = secret.len() - 1;
        for wrong in [
            secret[..last].to_owned(),
            secret[..7].to_owned(),
            format!("{}!", &secret[..last]),
            format!("{secret}0"),
            format!("{secret}%00"),
            format!("{secret} {secret}"),
            secret.to_uppercase(),
            hash(secret),
        ] {
            assert_eq!(ask(wrong.clone()).await.status, 401, "{wrong}");
        }
    }
}
