//! What tests about money share: keys made, prices set, and what was spent.

use routex_entity::Dialect;
use routex_tests::{Answer, Call, TestApp, answers, within};
use serde_json::{Value, json};

/// A client key that was made over the API.
pub struct Key {
    pub id: String,
    pub secret: String,
}

impl Key {
    pub async fn make(app: &TestApp, body: &Value) -> Self {
        let made = app.admin("POST", "/keys").json(body).send().await;
        assert_eq!(made.status, 201, "{}", made.text());
        let text = |field: &str| made.json()[field].as_str().unwrap_or_default().to_owned();
        Self {
            id: text("id"),
            secret: text("key"),
        }
    }

    pub async fn change(&self, app: &TestApp, body: &Value) -> Answer {
        let path = format!("/keys/{}", self.id);
        app.admin("PATCH", &path).json(body).send().await
    }

    pub async fn view(&self, app: &TestApp) -> Value {
        let path = format!("/keys/{}", self.id);
        let shown = app.admin("GET", &path).send().await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        shown.json()
    }

    /// Spent and reserved of the first budget, in thousand-millionths of a US dollar.
    pub async fn standing(&self, app: &TestApp) -> (i64, i64) {
        let view = self.view(app).await;
        let nano = |field: &str| {
            let usd = view["budgets"][0][field].as_f64().unwrap_or(f64::NAN);
            (usd * 1e9).round() as i64
        };
        (nano("spent_usd"), nano("reserved_usd"))
    }

    /// Returns what was spent, once nothing is reserved any more.
    pub async fn settled(&self, app: &TestApp) -> i64 {
        within("the end of all reservations", async {
            loop {
                if let (spent, 0) = self.standing(app).await {
                    return spent;
                }
            }
        })
        .await
    }

    /// A small request in the dialect that allows so many tokens of output.
    pub fn ask(
        &self,
        app: &TestApp,
        dialect: Dialect,
        model: &str,
        stream: bool,
        most: u64,
    ) -> Call {
        let mut body = answers::request(dialect, model, stream);
        match dialect {
            Dialect::Anthropic | Dialect::OpenaiChat => body["max_tokens"] = json!(most),
            Dialect::OpenaiResponses => body["max_output_tokens"] = json!(most),
            Dialect::Gemini => body["generationConfig"] = json!({ "maxOutputTokens": most }),
        }
        let target = answers::target(dialect, model, stream);
        let call = app.anonymous("POST", &target).bearer(&self.secret);
        call.json(&body)
    }
}

/// Sets all prices of the operator: model, input and output, in US dollars per million tokens.
pub async fn set_prices(app: &TestApp, prices: &[(&str, f64, f64)]) {
    let items: Vec<Value> = prices
        .iter()
        .map(|(model, input, output)| json!({ "model": model, "input": input, "output": output }))
        .collect();
    let body = json!({ "items": items });
    let set = app.admin("PUT", "/prices").json(&body).send().await;
    assert_eq!(set.status, 200, "{}", set.text());
}
