// What tokens cost, and what requests cost by it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { KEY, USER, channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(operated(channel("eu-1", provider)));
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

/// Calls the admin API with the session of a page.
async function admin(page, method, path, data) {
  const { csrf_token } = await (await page.request.get(`${app.url}/api/v1/session`)).json();
  const headers = { origin: app.url, "x-csrf-token": csrf_token };
  const answer = await page.request.fetch(`${app.url}/api/v1${path}`, { method, data, headers });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

/// What the playground says that a prompt has cost.
async function paid(text) {
  const page = await open(browser, app, "/playground");
  await signIn(page);
  await page.getByLabel("Or paste a client key").fill(KEY);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByLabel("Model").fill("sim-ok");
  await page.locator("#playground-prompt").fill("Hello");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("article", { name: "Hello" }).getByText(text, { exact: true }).waitFor();
  await page.context().close();
}

test("a price of one's own changes what is paid, from now on and, if wanted, before", async () => {
  const page = await open(browser, app, "/prices");
  await signIn(page, USER);
  await page.getByText("No price of your own").waitFor();
  await assertAccessible(page, "prices");
  assert.equal(await app.ask("sim-ok"), 200);
  await page.getByRole("button", { name: "New price" }).click();

  await page.getByRole("button", { name: "Save price" }).click();
  assert.equal(await page.getByText("This is needed in a form").count(), 3);
  await page.locator("#price-model").fill("sim-ok");
  await page.getByLabel("Input", { exact: false }).first().fill("1000");
  await page.locator("#price-output").fill("2000");
  await page.locator("#price-hours").fill("whenever");
  await page.getByRole("button", { name: "Save price" }).click();
  await page.locator("#price-hours-help.pf-v6-c-form__helper-text .pf-m-error").waitFor();
  await page.locator("#price-hours").fill("");
  await assertAccessible(page, "a new price");

  // Somebody else sets another one meanwhile; it stays.
  await admin(page, "PUT", "/prices", { items: [{ model: "other", input: 1, output: 1 }] });
  await page.getByRole("button", { name: "Save price" }).click();
  const own = page.getByRole("table", { name: "Your prices" });
  await own.getByRole("row", { name: /sim-ok/ }).getByText("$1000").waitFor();
  await own.getByRole("row", { name: /other/ }).waitFor();

  // The simulator says 25 tokens in and 16 out.
  await paid("$0.06");

  await page.getByRole("button", { name: "Reckon past costs again" }).click();
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.getByText("1 of 2 requests would cost something else").waitFor();
  await assertAccessible(page, "past costs");
  await page.getByRole("button", { name: "Correct these costs" }).click();
  await page.getByText("Past costs are corrected").waitFor();
  const { items } = await admin(page, "GET", "/requests?model=sim-ok");
  assert.deepEqual(items.map(({ cost_usd }) => cost_usd), [0.057, 0.057]);

  await own.getByRole("row", { name: /sim-ok/ }).getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await own.getByRole("row", { name: /sim-ok/ }).waitFor({ state: "detached" });
  await own.getByRole("row", { name: /other/ }).waitFor();
  assertQuiet(page);
});

test("the catalogue is searched and walked, and a link leads to the same", async () => {
  const page = await open(browser, app, "/prices");
  await signIn(page);
  const table = page.getByRole("table", { name: "Catalogue" });
  await page.getByText(/^1 to 50 of/).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText(/^51 to 100 of/).waitFor();
  await page.getByLabel("Search").fill("sonnet");
  await page.getByLabel("Provider").selectOption("anthropic");
  await page.getByText(/^1 to \d+ of/).waitFor();
  for (const row of await table.locator("tbody tr").all()) assert.match(await row.textContent(), /sonnet/);
  await page.reload();
  assert.equal(await page.getByLabel("Search").inputValue(), "sonnet");

  // From a listed price to one's own.
  await table.getByRole("button", { name: /Set your own price for/ }).first().click();
  assert.match(await page.locator("#price-model").inputValue(), /sonnet/);
  assert.match(await page.locator("#price-input").inputValue(), /^\d/);
  await page.keyboard.press("Escape");

  // A catalogue from a file: told first.
  await page.getByRole("button", { name: "Newer catalogue" }).click();
  await page.getByLabel("From where").selectOption("shipped");
  await page.getByRole("button", { name: "Show what would change" }).click();
  await page.getByText("It has the same prices.").waitFor();
  await assertAccessible(page, "a newer catalogue");
  assertQuiet(page);
});

test("prices fit a phone", async () => {
  const page = await open(browser, app, "/prices?q=gpt", PHONE);
  await signIn(page);
  await page.getByRole("table", { name: "Catalogue" }).waitFor();
  await assertFits(page);
  await assertAccessible(page, "prices on a phone");
});
