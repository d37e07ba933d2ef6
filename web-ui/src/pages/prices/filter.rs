//! Which prices of the catalogue are shown. Pure.

use routex_entity::api::{Price, PriceSource};

use crate::api::with_query;

/// Rows of a page.
pub const ROWS: usize = 50;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub text: String,
    /// Empty: any.
    pub provider: String,
    /// From 0.
    pub page: usize,
}

impl Filter {
    /// `query`: the value of a name in the address.
    pub fn of_address(query: impl Fn(&str) -> Option<String>) -> Self {
        let page = query("page").and_then(|page| page.parse::<usize>().ok());
        Self {
            text: query("q").unwrap_or_default(),
            provider: query("provider").unwrap_or_default(),
            page: page.unwrap_or(1).max(1) - 1,
        }
    }

    pub fn address(&self) -> String {
        let page = (self.page > 0).then(|| (self.page + 1).to_string());
        with_query(
            "/prices",
            [
                ("q", Some(self.text.clone())),
                ("provider", Some(self.provider.clone())),
                ("page", page),
            ],
        )
    }

    /// Every word is in the name of the model or the provider.
    fn fits(&self, price: &Price) -> bool {
        let provider = price.provider.as_deref().unwrap_or_default();
        let name = format!("{provider} {}", price.price.model).to_lowercase();
        let text = self.text.to_lowercase();
        price.source != PriceSource::Operator
            && (self.provider.is_empty() || self.provider == provider)
            && text.split_whitespace().all(|word| name.contains(word))
    }

    /// Those of the page, the number of all that fit, and the page that it is.
    pub fn page<'a>(&self, prices: &'a [Price]) -> (Vec<&'a Price>, usize, usize) {
        let fitting: Vec<_> = prices.iter().filter(|price| self.fits(price)).collect();
        let count = fitting.len();
        let last = count.saturating_sub(1) / ROWS;
        let page = self.page.min(last);
        let rows = fitting.into_iter().skip(page * ROWS).take(ROWS);
        (rows.collect(), count, page)
    }
}

/// Names of the providers, each once.
pub fn providers(prices: &[Price]) -> Vec<String> {
    let mut names: Vec<_> = prices
        .iter()
        .filter_map(|price| price.provider.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::price;

    fn prices() -> Vec<Price> {
        let numbered = (0..120).map(|number| price(&format!("gpt-{number}"), Some("openai")));
        let mut prices: Vec<_> = numbered.collect();
        prices.push(price("claude-sonnet-4-6", Some("anthropic")));
        prices.push(price("gpt-own", None));
        prices
    }

    #[test]
    fn words_are_looked_for_in_model_and_provider() {
        let prices = prices();
        let found = |text: &str, provider: &str| {
            let filter = Filter {
                text: text.to_owned(),
                provider: provider.to_owned(),
                page: 0,
            };
            filter.page(&prices).1
        };
        assert_eq!(found("", ""), 121);
        assert_eq!(found("GPT openai", ""), 120);
        assert_eq!(found("anthropic sonnet", ""), 1);
        assert_eq!(found("sonnet", "openai"), 0);
        assert_eq!(providers(&prices), ["anthropic", "openai"]);
    }

    #[test]
    fn pages_are_walked_and_the_last_is_the_last() {
        let prices = prices();
        let filter = Filter {
            page: 99,
            ..Filter::default()
        };
        let (rows, count, page) = filter.page(&prices);
        assert_eq!((rows.len(), count, page), (21, 121, 2));
        assert_eq!(filter.page(&[]), (Vec::new(), 0, 0));
        let again = Filter::of_address(|name| (name == "page").then(|| "3".to_owned()));
        assert_eq!(
            (again.page, again.address().as_str()),
            (2, "/prices?page=3")
        );
    }
}
