//! What tokens of each kind and calls cost.

use routex_entity::{Extras, TokenUsage};
use serde::{Deserialize, Serialize};

use super::rate::Rate;

/// Rates by kind. A kind that is left out costs what the kind costs that it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub input: Rate,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Rate>,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_short: Option<Rate>,
    /// `None`: as `cache_write_short`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_long: Option<Rate>,
    #[serde(default)]
    pub output: Rate,
    /// `None`: as `output`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Rate>,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_audio: Option<Rate>,
    /// `None`: as `cache_read`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_audio: Option<Rate>,
    /// `None`: as `output`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_audio: Option<Rate>,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_image: Option<Rate>,
    /// `None`: as `cache_read`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_image: Option<Rate>,
    /// `None`: as `output`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_image: Option<Rate>,
    /// One search of the web. `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_search: Option<Rate>,
    /// One search of stored files. `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_search: Option<Rate>,
    /// One answered request. `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Rate>,
}

impl Rates {
    /// Rates of the two kinds that everything has.
    pub fn plain(input: u64, output: u64) -> Self {
        Self {
            input: Rate(input),
            output: Rate(output),
            ..Self::default()
        }
    }

    /// What an answer cost, exactly: in the unit of [`Rate::tokens`].
    pub(super) fn exact(&self, usage: &TokenUsage, extras: &Extras) -> u128 {
        let cache_read = self.cache_read.unwrap_or(self.input);
        let write_short = self.cache_write_short.unwrap_or(self.input);
        let write_long = self.cache_write_long.unwrap_or(write_short);
        let input = [
            (extras.input_audio, self.input_audio),
            (extras.input_image, self.input_image),
        ];
        let cached = [
            (extras.cache_read_audio, self.cache_read_audio),
            (extras.cache_read_image, self.cache_read_image),
        ];
        let output = [
            (extras.output_audio, self.output_audio),
            (extras.output_image, self.output_image),
            (usage.reasoning, self.reasoning),
        ];
        let answered = u64::from(usage.total() > 0);
        [
            split(usage.input, self.input, &input),
            split(usage.cache_read, cache_read, &cached),
            write_short.tokens(usage.cache_write_short),
            write_long.tokens(usage.cache_write_long),
            split(usage.output, self.output, &output),
            calls(self.web_search, extras.web_searches),
            calls(self.file_search, extras.file_searches),
            calls(self.request, answered),
        ]
        .into_iter()
        .fold(0, u128::saturating_add)
    }

    /// As [`super::Price::ceiling`]. Searches are not foreseen.
    pub(super) fn ceiling(&self, input: u64, output: u64) -> u128 {
        let of_input = [
            self.cache_read,
            self.cache_write_short,
            self.cache_write_long,
            self.input_audio,
            self.cache_read_audio,
            self.input_image,
            self.cache_read_image,
        ];
        let of_output = [self.reasoning, self.output_audio, self.output_image];
        let dearest = |first: Rate, others: &[Option<Rate>]| {
            others.iter().flatten().fold(first, |a, b| a.max(*b))
        };
        dearest(self.input, &of_input)
            .tokens(input)
            .saturating_add(dearest(self.output, &of_output).tokens(output))
            .saturating_add(calls(self.request, 1))
    }
}

/// A count, of which parts may have rates of their own. Parts without one cost what the rest costs, and no part is
/// larger than what the parts before it left.
fn split(count: u64, rate: Rate, parts: &[(u64, Option<Rate>)]) -> u128 {
    let mut left = count;
    let mut sum = 0_u128;
    for (part, own) in parts {
        if let Some(own) = own {
            let part = (*part).min(left);
            left -= part;
            sum = sum.saturating_add(own.tokens(part));
        }
    }
    sum.saturating_add(rate.tokens(left))
}

fn calls(rate: Option<Rate>, calls: u64) -> u128 {
    rate.map_or(0, |rate| rate.calls(calls))
}
