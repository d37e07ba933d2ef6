//! The format in which Routex keeps a catalogue: JSON, one model a line, so that a change can be read.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{BadCatalogue, Catalogue, Model, Provider};
use crate::usage::pricing::{Price, schedule::Schedule};

pub(super) const FORMAT: &str = "routex-prices-1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    as_of: String,
    source: String,
    providers: Vec<OfProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfProvider {
    id: String,
    #[serde(default)]
    source: Option<String>,
    models: Vec<OfModel>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfModel {
    names: Vec<String>,
    prices: Vec<Price>,
}

pub(super) fn parse(text: &str) -> Result<Catalogue, BadCatalogue> {
    let file: File = serde_json::from_str(text)?;
    if file.format != FORMAT {
        return Err(BadCatalogue::Unknown);
    }
    let model = |model: OfModel| Model {
        names: model.names,
        schedule: Schedule::new(model.prices),
    };
    let providers = file.providers.into_iter().map(|provider| {
        let models = provider.models.into_iter().map(model);
        Provider::new(provider.id, provider.source, models.collect())
    });
    Ok(Catalogue::new(file.as_of, file.source, providers.collect()))
}

pub(super) fn print(catalogue: &Catalogue) -> serde_json::Result<String> {
    let mut text = String::new();
    let quoted = |text: &str| serde_json::to_string(text);
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{{\"format\":{},\n\"as_of\":{},\n\"source\":{},\n\"providers\":[",
        quoted(FORMAT)?,
        quoted(&catalogue.as_of)?,
        quoted(&catalogue.source)?
    );
    for (index, provider) in catalogue.providers.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let (id, source) = (
            quoted(&provider.id)?,
            serde_json::to_string(&provider.source)?,
        );
        let _ = write!(
            text,
            "{comma}\n{{\"id\":{id},\"source\":{source},\"models\":["
        );
        for (index, model) in provider.models.iter().enumerate() {
            let line = OfModel {
                names: model.names.clone(),
                prices: model.schedule.prices().to_vec(),
            };
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(text, "{comma}\n{}", serde_json::to_string(&line)?);
        }
        text.push_str("]}");
    }
    text.push_str("]}\n");
    Ok(text)
}
