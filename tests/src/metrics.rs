//! What `/metrics` says, read back.

use std::collections::BTreeMap;

/// The samples of a scrape in Prometheus' own text format.
#[derive(Debug, Clone, PartialEq)]
pub struct Scrape(Vec<Sample>);

#[derive(Debug, Clone, PartialEq)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Scrape {
    /// Fails the test when a line is none that a scrape may have. Label values without quotes and commas are understood.
    pub fn parse(text: &str) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        Self(samples.map(Sample::parse).collect())
    }

    /// The sum of all samples of a name that have these labels. 0 when there are none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let fitting = |sample: &&Sample| sample.name == name && sample.has(labels);
        self.0.iter().filter(fitting).map(|one| one.value).sum()
    }

    /// How many samples of a name have these labels.
    pub fn count(&self, name: &str, labels: &[(&str, &str)]) -> usize {
        let fitting = |sample: &&Sample| sample.name == name && sample.has(labels);
        self.0.iter().filter(fitting).count()
    }
}

impl Sample {
    fn parse(line: &str) -> Self {
        let (series, value) = line.rsplit_once(' ').expect("a sample");
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let labels = labels.trim_end_matches('}').split(',');
        let labels = labels.filter(|label| !label.is_empty()).map(|label| {
            let (name, value) = label.split_once('=').expect("a label");
            (name.to_owned(), value.trim_matches('"').to_owned())
        });
        Self {
            name: name.to_owned(),
            labels: labels.collect(),
            value: value.parse().expect("a number"),
        }
    }

    fn has(&self, labels: &[(&str, &str)]) -> bool {
        labels
            .iter()
            .all(|(name, value)| self.labels.get(*name).is_some_and(|known| known == value))
    }
}
