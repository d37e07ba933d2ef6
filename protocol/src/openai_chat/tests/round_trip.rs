//! Dialect to hub to dialect: nothing documented is lost.

use proptest::prelude::*;

use super::{CODEC, Codec, body, generate, plain_context, request};

proptest! {
    #[test]
    fn requests_keep_every_member(given in generate::request()) {
        prop_assert_eq!(body(&request(&given)), given);
    }

    #[test]
    fn answers_keep_every_member(given in generate::answer()) {
        let answer = CODEC.read_answer(given.to_string().as_bytes()).unwrap();
        let written = CODEC.write_answer(&answer, &plain_context());
        let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
        prop_assert_eq!(written, given);
    }
}
