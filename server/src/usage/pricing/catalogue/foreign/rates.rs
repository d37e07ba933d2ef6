//! Rates of genai-prices: US dollars by kind and number of units, of which some have tiers.

use serde_json::{Map, Value};

use crate::usage::pricing::{MAX_RATE, Rate, Rates, Tier};

/// The rates that hold when `overrides`, the first before the next, take the place of those of the same kind. `None`:
/// there is something among them that Routex does not count, or nothing at all.
pub(super) fn read(standard: &Value, overrides: &[&Value]) -> Option<(Rates, Vec<Tier>)> {
    let mut kinds = Map::new();
    for given in overrides.iter().copied().chain([standard]) {
        for (kind, price) in given.as_object()? {
            if !price.is_null() && !kinds.contains_key(kind) {
                kinds.insert(kind.clone(), price.clone());
            }
        }
    }
    if kinds.is_empty() {
        return None;
    }
    let mut bounds: Vec<u64> = kinds.values().flat_map(starts).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let tiers = bounds.iter().map(|bound| {
        Some(Tier {
            above_input_tokens: *bound,
            rates: rates(&kinds, Some(*bound))?,
        })
    });
    Some((rates(&kinds, None)?, tiers.collect::<Option<_>>()?))
}

fn starts(price: &Value) -> Vec<u64> {
    let tiers = price["tiers"].as_array().into_iter().flatten();
    tiers.filter_map(|tier| tier["start"].as_u64()).collect()
}

/// `above`: the bound of a tier.
fn rates(kinds: &Map<String, Value>, above: Option<u64>) -> Option<Rates> {
    let mut rates = Rates::default();
    for (kind, price) in kinds {
        let dollars = at(price, above)?;
        let (place, units) = match kind.as_str() {
            "input_mtok" => {
                rates.input = rate(dollars, 1.0)?;
                continue;
            }
            "output_mtok" => {
                rates.output = rate(dollars, 1.0)?;
                continue;
            }
            "cache_read_mtok" => (&mut rates.cache_read, 1.0),
            "cache_write_mtok" | "cache_write_5m_mtok" => (&mut rates.cache_write_short, 1.0),
            "cache_write_1h_mtok" => (&mut rates.cache_write_long, 1.0),
            "output_reasoning_mtok" => (&mut rates.reasoning, 1.0),
            "input_audio_mtok" => (&mut rates.input_audio, 1.0),
            "cache_audio_read_mtok" => (&mut rates.cache_read_audio, 1.0),
            "output_audio_mtok" => (&mut rates.output_audio, 1.0),
            "input_image_mtok" => (&mut rates.input_image, 1.0),
            "cache_image_read_mtok" => (&mut rates.cache_read_image, 1.0),
            "output_image_mtok" => (&mut rates.output_image, 1.0),
            "web_searches_kcount" => (&mut rates.web_search, 1000.0),
            "storage_searches_kcount" => (&mut rates.file_search, 1000.0),
            "requests_kcount" => (&mut rates.request, 1000.0),
            _ => return None,
        };
        *place = Some(rate(dollars, units)?);
    }
    Some(rates)
}

fn at(price: &Value, above: Option<u64>) -> Option<f64> {
    if let Some(dollars) = number(price) {
        return Some(dollars);
    }
    let tiers = price["tiers"].as_array().into_iter().flatten();
    let reached = tiers
        .filter(|tier| {
            above.is_some_and(|above| tier["start"].as_u64().is_some_and(|start| start <= above))
        })
        .max_by_key(|tier| tier["start"].as_u64());
    number(reached.map_or(&price["base"], |tier| &tier["price"]))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    }
}

/// Rounded to the thousand-millionth of a dollar. Nobody asks for less; the list has floats that stand for decimals.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded just before, and whole after rounding"
)]
fn rate(dollars: f64, units: f64) -> Option<Rate> {
    let nanos = (dollars / units * 1e9).round();
    #[expect(clippy::cast_precision_loss, reason = "a bound, not an amount")]
    let most = MAX_RATE as f64;
    (0.0..=most).contains(&nanos).then_some(Rate(nanos as u64))
}
