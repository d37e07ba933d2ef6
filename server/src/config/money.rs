//! Decimal dollars to whole nano-dollars, without a float in between.

use routex_entity::api::Multiplier;

use super::{node::Node, scalar::Scalar};
use crate::usage::pricing::{MAX_RATE, Rate};

/// An amount of US dollars, in thousand-millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NanoUsd(pub i64);

const DIGITS: usize = 9;

impl Scalar for Rate {
    fn read(node: &Node) -> Result<Self, String> {
        let rate = node.literal().and_then(|text| digits(text, DIGITS));
        let rate = rate.and_then(|rate| u64::try_from(rate).ok());
        rate.filter(|rate| *rate <= MAX_RATE).map(Rate).ok_or_else(|| {
            format!(
                "expected dollars per million tokens as a plain number such as 2.50, from 0 to 1000000, with at most \
                 {DIGITS} decimals; found {}",
                node.shown()
            )
        })
    }
}

impl Scalar for Multiplier {
    fn read(node: &Node) -> Result<Self, String> {
        node.literal().and_then(Self::parse).ok_or_else(|| {
            format!(
                "expected a factor as a plain number such as 0.8, from 0 to 1000, with at most 6 decimals; found {}",
                node.shown()
            )
        })
    }
}

impl Scalar for NanoUsd {
    fn read(node: &Node) -> Result<Self, String> {
        node.literal().and_then(parse).ok_or_else(|| {
            format!(
                "expected dollars as a plain number such as 12.50, not negative, with at most {DIGITS} decimals; \
                 found {}",
                node.shown()
            )
        })
    }
}

fn parse(text: &str) -> Option<NanoUsd> {
    digits(text, DIGITS).map(NanoUsd)
}

/// A number with the point moved to the right. `None`: not a plain decimal with at most so many places behind the
/// point, or more than 64 bits hold.
fn digits(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(whole) || !digits_only(fraction) || fraction.len() > places {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use routex_entity::api::Usd;

    use super::*;
    use crate::config::node::{Origin, Value};

    #[test]
    fn plain_decimals() {
        for (text, nano) in [
            ("0", Some(0)),
            ("0.1", Some(100_000_000)),
            ("12.50", Some(12_500_000_000)),
            ("0.000000001", Some(1)),
            ("9223372036.854775807", Some(i64::MAX)),
            ("9223372036.854775808", None),
            ("0.0000000001", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("inf", None),
            (".5", None),
            ("5.", None),
            ("", None),
        ] {
            assert_eq!(parse(text), nano.map(NanoUsd), "{text}");
        }
    }

    #[test]
    fn prices_have_nine_decimals_at_most() {
        let rate = |text: &str| {
            let node = Node::new(Value::Number(text.to_owned()), Origin::Body);
            Rate::read(&node).ok().map(|rate| rate.0)
        };
        assert_eq!(rate("2.5"), Some(2_500_000_000));
        assert_eq!(rate("0.000000001"), Some(1));
        assert_eq!(rate("0"), Some(0));
        assert_eq!(rate("1000000"), Some(MAX_RATE));
        for odd in ["0.0000000001", "1000000.001", "-1", "1e3", "NaN"] {
            assert_eq!(rate(odd), None, "{odd}");
        }
    }

    #[test]
    fn factors_have_six_decimals_at_most() {
        let factor = |text: &str| {
            let node = Node::new(Value::Number(text.to_owned()), Origin::Body);
            Multiplier::read(&node).ok().map(Multiplier::millionths)
        };
        assert_eq!(factor("0.8"), Some(800_000));
        assert_eq!(factor("1000"), Some(1_000_000_000));
        for odd in ["0.0000001", "1000.1", "-1", "x"] {
            assert_eq!(factor(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn every_nano_dollar_survives(nano in 0..=i64::MAX) {
            let text = Usd::from_nanos(nano).to_string();
            prop_assert_eq!(parse(&text), Some(NanoUsd(nano)));
        }
    }
}
