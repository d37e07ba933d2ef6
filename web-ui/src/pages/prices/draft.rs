//! A price as it is being entered, and how it gets into the list of the operator's prices, which is saved as a whole. Pure.

use std::collections::BTreeMap;

use routex_entity::{
    ServiceTier,
    api::{PriceInput, PriceRates, PriceTier, Usd},
};

use super::rates::{Kind, collect};

/// Dollars as typed.
pub type Rates = BTreeMap<Kind, String>;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    pub model: String,
    pub channel: String,
    /// Empty: the standard one.
    pub service_tier: String,
    pub from: String,
    pub hours: String,
    pub rates: Rates,
    /// Bounds and rates.
    pub tiers: Vec<(String, Rates)>,
}

/// What keeps it from being sent: the field as the API calls it.
pub type Wrong = String;

impl Draft {
    pub fn named(model: &str) -> Self {
        Self {
            model: model.to_owned(),
            ..Self::default()
        }
    }

    pub fn of(price: &PriceInput) -> Self {
        Self {
            model: price.model.clone(),
            channel: price.channel.clone().unwrap_or_default(),
            service_tier: price
                .service_tier
                .map_or("", ServiceTier::as_str)
                .to_owned(),
            from: price.from.map(|day| day.to_string()).unwrap_or_default(),
            hours: price.hours.clone().unwrap_or_default(),
            rates: typed(&price.rates),
            tiers: price
                .tiers
                .iter()
                .map(|tier| (tier.above_input_tokens.to_string(), typed(&tier.rates)))
                .collect(),
        }
    }

    /// # Errors
    /// Fields that hold nothing that can be sent.
    pub fn input(&self) -> Result<PriceInput, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let model = self.model.trim().to_owned();
        if model.is_empty() {
            wrong.push("model".to_owned());
        }
        let from = Some(self.from.trim()).filter(|day| !day.is_empty());
        let from = from.and_then(|day| match day.parse() {
            Ok(day) => Some(day),
            Err(_no_day) => {
                wrong.push("from".to_owned());
                None
            }
        });
        let rates = read(&self.rates, "", &mut wrong);
        let mut tiers = Vec::new();
        for (index, (bound, rates)) in self.tiers.iter().enumerate() {
            let field = format!("tiers[{index}].");
            let bound = bound.trim().parse();
            if bound.is_err() {
                wrong.push(format!("{field}above_input_tokens"));
            }
            tiers.push(PriceTier {
                above_input_tokens: bound.unwrap_or_default(),
                rates: read(rates, &field, &mut wrong),
            });
        }
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let input = PriceInput {
            model,
            channel: given(&self.channel),
            service_tier: self.service_tier.parse().ok(),
            from,
            hours: given(&self.hours),
            rates,
            tiers,
        };
        if wrong.is_empty() {
            Ok(input)
        } else {
            Err(wrong)
        }
    }
}

fn typed(rates: &PriceRates) -> Rates {
    let given = Kind::all().filter_map(|kind| Some((kind, kind.of(rates)?.to_string())));
    given.collect()
}

fn read(rates: &Rates, before: &str, wrong: &mut Vec<Wrong>) -> PriceRates {
    let mut prices = Vec::new();
    for kind in Kind::all() {
        let text = rates.get(&kind).map_or("", |text| text.trim());
        let needed = matches!(kind, Kind::Input | Kind::Output);
        match Usd::parse(text).filter(|usd| usd.nanos() >= 0) {
            Some(usd) => prices.push((kind, usd)),
            None if text.is_empty() && !needed => {}
            None => wrong.push(format!("{before}{}", kind.names().0)),
        }
    }
    collect(prices)
}

/// Whether both are the price of the same thing.
fn is_same(one: &PriceInput, other: &PriceInput) -> bool {
    let key = |price: &PriceInput| {
        (
            price.model.to_lowercase(),
            price.channel.clone(),
            price.service_tier,
            price.from,
            price.hours.clone(),
        )
    };
    key(one) == key(other)
}

/// Somebody has changed or removed the price meanwhile.
#[derive(Debug, PartialEq, Eq)]
pub struct Overtaken;

/// The list with `new` in the place of `known`, and where it stands there.
///
/// `list` is what there is now, so that what others have changed meanwhile stays.
///
/// # Errors
/// `known` is not what it was when the editing began.
pub fn put(
    mut list: Vec<PriceInput>,
    known: Option<&PriceInput>,
    new: PriceInput,
) -> Result<(Vec<PriceInput>, usize), Overtaken> {
    if let Some(known) = known {
        let index = list
            .iter()
            .position(|price| price == known)
            .ok_or(Overtaken)?;
        list[index] = new;
        return Ok((list, index));
    }
    // Two for the same are refused by the API, which says so; one that is already so is no change.
    match list.iter().position(|price| is_same(price, &new)) {
        Some(_) => Err(Overtaken),
        None => {
            list.push(new);
            let index = list.len() - 1;
            Ok((list, index))
        }
    }
}

/// The list without `known`.
///
/// # Errors
/// It is not there any more, or is another price now.
pub fn take(mut list: Vec<PriceInput>, known: &PriceInput) -> Result<Vec<PriceInput>, Overtaken> {
    let index = list
        .iter()
        .position(|price| price == known)
        .ok_or(Overtaken)?;
    list.remove(index);
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(model: &str, input: &str) -> Draft {
        let mut draft = Draft::named(model);
        draft.rates.insert(Kind::Input, input.to_owned());
        draft.rates.insert(Kind::Output, "2".to_owned());
        draft
    }

    fn price(model: &str, input: &str) -> PriceInput {
        draft(model, input).input().unwrap()
    }

    #[test]
    fn what_was_entered_comes_back() {
        let mut whole = draft("gpt-5*", "0.025");
        whole.service_tier = "batch".to_owned();
        whole.from = "2026-12-01".to_owned();
        whole.hours = "16:30-00:30".to_owned();
        whole.channel = "reseller".to_owned();
        whole.tiers.push(("200000".to_owned(), whole.rates.clone()));
        assert_eq!(Draft::of(&whole.input().unwrap()), whole);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let mut wrong = draft(" ", "1,5");
        wrong.rates.insert(Kind::CacheRead, "-1".to_owned());
        wrong.from = "tomorrow".to_owned();
        wrong.tiers.push((String::new(), Rates::new()));
        assert_eq!(
            wrong.input().unwrap_err(),
            [
                "model",
                "from",
                "input",
                "cache_read",
                "tiers[0].above_input_tokens",
                "tiers[0].input",
                "tiers[0].output",
            ]
        );
    }

    #[test]
    fn what_others_changed_meanwhile_stays() {
        let (a, b) = (price("a", "1"), price("b", "1"));
        let now = vec![a.clone(), b.clone(), price("new", "1")];
        let (list, index) = put(now.clone(), Some(&b), price("b", "3")).unwrap();
        assert_eq!((index, list.len(), &list[1]), (1, 3, &price("b", "3")));

        assert_eq!(
            put(now.clone(), Some(&price("b", "2")), price("b", "3")),
            Err(Overtaken)
        );
        assert_eq!(put(now.clone(), None, price("A", "9")), Err(Overtaken));
        assert_eq!(put(now.clone(), None, price("c", "1")).unwrap().1, 3);
        assert_eq!(take(now.clone(), &a).unwrap().len(), 2);
        assert_eq!(take(now, &price("a", "2")), Err(Overtaken));
    }
}
