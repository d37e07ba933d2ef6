use serde_json::json;

use super::*;

fn one(model: &Value) -> Catalogue {
    read(
        &json!([{ "id": "openai", "name": "OpenAI", "pricing_urls": ["https://openai.com/pricing"], "models": [model] }]),
        "2026-11-01",
    )
}

fn prices_of(catalogue: &Catalogue) -> &[Price] {
    catalogue.providers()[0].models[0].schedule.prices()
}

#[test]
fn days_and_variants_become_rows() {
    let catalogue = one(&json!({
        "id": "m", "match": { "or": [{ "equals": "m" }, { "starts_with": "m-" }, { "regex": "^m-\\d{8}$" }] },
        "prices": [
            { "prices": { "input_mtok": 5, "output_mtok": 30, "web_searches_kcount": 10 } },
            { "constraint": { "start_date": "2026-08-21" },
              "prices": { "input_mtok": 4, "output_mtok": { "base": 20, "tiers": [{ "start": 1000, "price": 40.5 }] } } },
        ],
        "price_variants": [
            { "when": { "processing": "batch" }, "constraint": { "start_date": "2026-09-01" },
              "prices": { "input_mtok": 2 } },
            { "when": { "route": "mistral/eu" }, "prices": { "input_mtok": 9 } },
        ],
    }));

    assert_eq!(catalogue.providers()[0].models[0].names, ["m", "m-*"]);
    let rows = prices_of(&catalogue);
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            let day = row.from.map(|day| day.to_string()).unwrap_or_default();
            (
                row.service_tier,
                day,
                row.rates.input,
                row.rates.output,
                row.tiers.len(),
            )
        })
        .collect();
    let dollars = |dollars: u64| Rate(dollars * 1_000_000_000);
    let expected = [
        (None, String::new(), dollars(5), dollars(30), 0),
        (None, "2026-08-21".to_owned(), dollars(4), dollars(20), 1),
        (
            Some(ServiceTier::Batch),
            "2026-09-01".to_owned(),
            dollars(2),
            dollars(20),
            1,
        ),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[0].rates.web_search, Some(Rate(10_000_000)));
    assert_eq!(rows[1].tiers[0].rates.output, Rate(40_500_000_000));
    assert_eq!(rows[1].tiers[0].rates.input, dollars(4));
}

#[test]
fn hours_are_kept() {
    let catalogue = one(&json!({
        "id": "m", "match": { "equals": "m" },
        "prices": [
            { "prices": { "input_mtok": 1 } },
            { "constraint": { "start_time": "16:30:00Z", "end_time": "00:30:00Z" }, "prices": { "input_mtok": 2 } },
        ],
    }));
    let hours = prices_of(&catalogue)[1]
        .hours
        .map(|hours| hours.to_string());
    assert_eq!(hours.as_deref(), Some("16:30-00:30"));
}

#[test]
fn what_cannot_be_counted_is_left_out() {
    for prices in [
        json!({ "audio_hours": 0.3 }),
        json!({ "input_mtok": 1, "input_video_mtok": 2 }),
        json!({}),
        json!({ "input_mtok": -1 }),
        json!({ "input_mtok": "a lot" }),
        json!([]),
        json!(null),
    ] {
        let catalogue = one(&json!({ "id": "m", "match": { "equals": "m" }, "prices": prices }));
        assert!(catalogue.providers()[0].models.is_empty(), "{prices}");
    }
    let others = read(&json!([{ "id": "nobody", "models": [] }, 7]), "2026-11-01");
    let ids: Vec<&str> = others
        .providers()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(ids, ["simulator"]);
}
