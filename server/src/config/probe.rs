//! How a channel is asked for its health, apart from requests.

use routex_entity::ProbeKind;

use super::{
    name,
    section::{Read, Section},
};
use crate::channel::ProbeSettings;

/// A day.
const LONGEST_INTERVAL: u64 = 24 * 60 * 60;

/// `models`: those that the channel names.
pub(super) fn read(
    section: &mut Section<'_, '_>,
    models: Option<&[String]>,
) -> Read<ProbeSettings> {
    let usual = ProbeSettings::default();
    let kind = section.parsed("probe", |name: String| {
        name.parse::<ProbeKind>().map_err(|error| error.to_string())
    });
    let seconds = section.within(
        "probe_interval_seconds",
        1..=LONGEST_INTERVAL,
        usual.interval.as_secs(),
    );
    let model = section.parsed("probe_model", name::upstream_model)?;
    let kind = kind?.unwrap_or(usual.kind);
    let names_none = model.is_none() && models.is_none_or(<[String]>::is_empty);
    if kind == ProbeKind::Request && names_none {
        let message = "is missing beside probe = \"request\" on a channel that names no models; add the cheapest that it serves";
        return Err(section.problem("probe_model", message.to_owned()));
    }
    Ok(ProbeSettings {
        kind,
        interval: std::time::Duration::from_secs(seconds),
        model,
    })
}
