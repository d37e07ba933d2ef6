//! The kinds of rates, and how one is written. Pure.

use routex_entity::api::{PriceRates, Usd};

/// What is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Input,
    Output,
    CacheRead,
    CacheWriteShort,
    CacheWriteLong,
    Reasoning,
    InputAudio,
    CacheReadAudio,
    OutputAudio,
    InputImage,
    CacheReadImage,
    OutputImage,
    WebSearch,
    FileSearch,
    Request,
}

impl Kind {
    /// Those that most models have.
    pub const MAIN: [Self; 5] = [
        Self::Input,
        Self::Output,
        Self::CacheRead,
        Self::CacheWriteShort,
        Self::CacheWriteLong,
    ];
    pub const MORE: [Self; 10] = [
        Self::Reasoning,
        Self::InputAudio,
        Self::CacheReadAudio,
        Self::OutputAudio,
        Self::InputImage,
        Self::CacheReadImage,
        Self::OutputImage,
        Self::WebSearch,
        Self::FileSearch,
        Self::Request,
    ];

    pub fn all() -> impl Iterator<Item = Self> {
        Self::MAIN.into_iter().chain(Self::MORE)
    }

    /// As the API calls it, and the name of its text.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Input => ("input", "prices-input"),
            Self::Output => ("output", "prices-output"),
            Self::CacheRead => ("cache_read", "prices-cache-read"),
            Self::CacheWriteShort => ("cache_write_short", "prices-cache-write-short"),
            Self::CacheWriteLong => ("cache_write_long", "prices-cache-write-long"),
            Self::Reasoning => ("reasoning", "prices-reasoning"),
            Self::InputAudio => ("input_audio", "prices-input-audio"),
            Self::CacheReadAudio => ("cache_read_audio", "prices-cache-read-audio"),
            Self::OutputAudio => ("output_audio", "prices-output-audio"),
            Self::InputImage => ("input_image", "prices-input-image"),
            Self::CacheReadImage => ("cache_read_image", "prices-cache-read-image"),
            Self::OutputImage => ("output_image", "prices-output-image"),
            Self::WebSearch => ("web_search", "prices-web-search"),
            Self::FileSearch => ("file_search", "prices-file-search"),
            Self::Request => ("request", "prices-request"),
        }
    }

    pub const fn of(self, rates: &PriceRates) -> Option<Usd> {
        match self {
            Self::Input => Some(rates.input),
            Self::Output => Some(rates.output),
            Self::CacheRead => rates.cache_read,
            Self::CacheWriteShort => rates.cache_write_short,
            Self::CacheWriteLong => rates.cache_write_long,
            Self::Reasoning => rates.reasoning,
            Self::InputAudio => rates.input_audio,
            Self::CacheReadAudio => rates.cache_read_audio,
            Self::OutputAudio => rates.output_audio,
            Self::InputImage => rates.input_image,
            Self::CacheReadImage => rates.cache_read_image,
            Self::OutputImage => rates.output_image,
            Self::WebSearch => rates.web_search,
            Self::FileSearch => rates.file_search,
            Self::Request => rates.request,
        }
    }

    const fn place(self, rates: &mut PriceRates) -> Option<&mut Option<Usd>> {
        Some(match self {
            Self::Input | Self::Output => return None,
            Self::CacheRead => &mut rates.cache_read,
            Self::CacheWriteShort => &mut rates.cache_write_short,
            Self::CacheWriteLong => &mut rates.cache_write_long,
            Self::Reasoning => &mut rates.reasoning,
            Self::InputAudio => &mut rates.input_audio,
            Self::CacheReadAudio => &mut rates.cache_read_audio,
            Self::OutputAudio => &mut rates.output_audio,
            Self::InputImage => &mut rates.input_image,
            Self::CacheReadImage => &mut rates.cache_read_image,
            Self::OutputImage => &mut rates.output_image,
            Self::WebSearch => &mut rates.web_search,
            Self::FileSearch => &mut rates.file_search,
            Self::Request => &mut rates.request,
        })
    }
}

/// Rates of these prices; input and output are free where none is given.
pub fn collect(prices: impl IntoIterator<Item = (Kind, Usd)>) -> PriceRates {
    let mut rates = PriceRates {
        input: Usd::default(),
        cache_read: None,
        cache_write_short: None,
        cache_write_long: None,
        output: Usd::default(),
        reasoning: None,
        input_audio: None,
        cache_read_audio: None,
        output_audio: None,
        input_image: None,
        cache_read_image: None,
        output_image: None,
        web_search: None,
        file_search: None,
        request: None,
    };
    for (kind, usd) in prices {
        match (kind, kind.place(&mut rates)) {
            (_, Some(place)) => *place = Some(usd),
            (Kind::Input, None) => rates.input = usd,
            (_, None) => rates.output = usd,
        }
    }
    rates
}

/// Every digit of it: half a cent a million is told apart from a cent.
pub fn exact(usd: Usd) -> String {
    format!("${usd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_again() {
        let prices = || {
            Kind::all()
                .zip(1..)
                .map(|(kind, nanos)| (kind, Usd::from_nanos(nanos)))
        };
        let rates = collect(prices());
        for (kind, usd) in prices() {
            assert_eq!(kind.of(&rates), Some(usd), "{kind:?}");
        }
        let written = serde_json::to_value(&rates).unwrap();
        for (kind, usd) in prices() {
            let expected = usd.nanos() as f64 / 1e9;
            assert_eq!(written[kind.names().0], expected, "{kind:?}");
        }
        assert_eq!(exact(Usd::from_nanos(25_000_000)), "$0.025");
    }
}
