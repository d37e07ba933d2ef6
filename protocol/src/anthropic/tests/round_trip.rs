//! Through the hub and back nothing is lost.

use proptest::prelude::*;
use routex_entity::Dialect;
use serde_json::Value;

use super::{
    context,
    documented::{self, plain},
    read, target,
};
use crate::{anthropic::CODEC, codec::Codec};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_documented_member_of_a_request_comes_back(request in documented::request()) {
        let hub = read(&request);
        let written = CODEC.write_request(&hub, &target(&hub.model)).unwrap();
        let back: Value = serde_json::from_slice(&written.body).unwrap();
        prop_assert_eq!(plain(back), plain(request));
        prop_assert!(written.dropped.is_empty(), "{:?}", written.dropped);
    }

    #[test]
    fn every_documented_member_of_an_answer_comes_back(answer in documented::answer()) {
        let hub = CODEC.read_answer(answer.to_string().as_bytes()).unwrap();
        let back = CODEC.write_answer(&hub, &context(Dialect::Anthropic));
        let back: Value = serde_json::from_slice(&back).unwrap();
        prop_assert_eq!(plain(back), plain(answer));
    }
}
