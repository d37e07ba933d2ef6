//! Decimal dollars to whole nano-dollars, without a float in between.

use super::{node::Node, scalar::Scalar};

/// An amount of US dollars, in thousand-millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NanoUsd(pub i64);

const DIGITS: usize = 9;

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

/// `None`: not a plain decimal, or more than 64 bits hold.
fn parse(text: &str) -> Option<NanoUsd> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(whole) || !digits_only(fraction) || fraction.len() > DIGITS {
        return None;
    }
    format!("{whole}{fraction:0<DIGITS$}")
        .parse()
        .ok()
        .map(NanoUsd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #[test]
        fn every_nano_dollar_survives(nano in 0..=i64::MAX) {
            let text = format!("{}.{:09}", nano / 1_000_000_000, nano % 1_000_000_000);
            prop_assert_eq!(parse(&text), Some(NanoUsd(nano)));
        }
    }
}
