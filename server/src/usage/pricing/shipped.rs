//! The prices that come with Routex.

use serde::Deserialize;

use super::price::Price;

const FILE: &str = include_str!("../prices.toml");

/// Prices by model. The file is part of the program; that it parses is tested.
pub(super) fn read() -> Vec<(String, Price)> {
    parse(FILE).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "source")]
    _source: String,
    model: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
    #[serde(flatten)]
    price: Price,
}

fn parse(text: &str) -> Result<Vec<(String, Price)>, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    let models = file.model.into_iter();
    let models = models.map(|model| (model.name, model.price));
    Ok(models.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_parses() {
        let prices = parse(FILE).unwrap();
        assert!(prices.len() >= 9);
    }
}
