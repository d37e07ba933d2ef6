// Analytics: what was asked of Routex is what the sums, the charts, the table and the exports tell.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open } from "./lib/browser.mjs";
import { USER, channel, operated, routex, simulator } from "./lib/routex.mjs";

/// Four that go on to the second channel, two that the first one answers, and one that neither can.
const ASKED = ["relay", "relay", "relay", "relay", "sim-ok", "sim-ok", "sim-529"];
const LIMIT_MS = 30_000;

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'model_map = { relay = "sim-529" }\npriority = 0\nprice_per_request = 0.25'),
      channel("us-1", provider, 'model_map = { relay = "sim-ok" }\npriority = 1\nprice_per_request = 0.5'),
    ),
  );
  for (const model of ASKED) await app.ask(model);
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

/// The page, once everything that was asked is counted.
async function analytics(query = "", options = {}) {
  const page = await open(browser, app, "about:blank", options);
  const signedIn = await page.request.post("/api/v1/session", {
    data: USER,
    headers: { origin: app.url },
  });
  assert.ok(signedIn.ok());
  const until = Date.now() + LIMIT_MS;
  for (let counted = 0; counted < ASKED.length; ) {
    assert.ok(Date.now() < until, `only ${counted} requests were counted`);
    const summary = await (await page.request.get("/api/v1/analytics/summary")).json();
    counted = summary.current.requests;
  }
  await page.goto(`/analytics${query}`);
  return page;
}

const tile = (page, name) => page.locator(".rx-tile", { has: page.getByText(name, { exact: true }) });
const panel = (page, name) => page.locator(".rx-panel", { has: page.getByRole("heading", { name, exact: true }) });
const requests = (page, count) => tile(page, "Requests").getByText(String(count), { exact: true }).waitFor();
const drawn = (page, name) => panel(page, name).locator("canvas").waitFor();

test("sums, charts and table tell what happened", async () => {
  const page = await analytics();
  await requests(page, 7);
  await tile(page, "Success").getByText("85.7%").waitFor();
  await tile(page, "Success").getByText("1 failed").waitFor();
  await tile(page, "Cost").getByText("$2.50").waitFor();
  await drawn(page, "Requests by outcome");
  await panel(page, "Requests by outcome").getByRole("button", { name: "Success 6" }).waitFor();
  await panel(page, "Errors by outcome").getByRole("button", { name: "Overloaded 1" }).waitFor();
  await assertAccessible(page, "analytics");

  const row = (name) => page.getByRole("row", { name: new RegExp(`^${name}`) });
  await row("us-1").getByText("$2.00").waitFor();
  await row("us-1").getByText("80%").waitFor();
  await row("Total").getByText("$2.50").waitFor();

  const compare = page.getByRole("group", { name: "Compare by" });
  await compare.getByRole("button", { name: "Client key" }).click();
  await row("laptop").waitFor();
  await panel(page, "Compare").getByRole("button", { name: "laptop 7" }).waitFor();
  await compare.getByRole("button", { name: "Outcome" }).click();
  await row("Overloaded").waitFor();
  await panel(page, "Compare").getByRole("button", { name: "Success 6" }).waitFor();
  await page.goBack();
  await row("laptop").waitFor();
  await page.getByRole("button", { name: "Failed", exact: true }).click();
  await page.getByRole("columnheader", { name: "Failed" }).and(page.locator("[aria-sort]")).waitFor();
  assert.match(page.url(), /group=key&sort=failures$/);
  assertQuiet(page);
});

test("every range is a click away and in the address", async () => {
  const page = await analytics();
  await requests(page, 7);
  const ranges = page.getByRole("group", { name: "Time range" });
  for (const [name, query] of [["1 h", "1h"], ["6 h", "6h"], ["7 d", "7d"], ["30 d", "30d"], ["90 d", "90d"]]) {
    await ranges.getByRole("button", { name, exact: true }).click();
    await page.waitForURL(`**/analytics?range=${query}`);
    await ranges.getByRole("button", { name, exact: true, pressed: true }).waitFor();
    await requests(page, 7);
    await drawn(page, "Tokens by kind");
  }
  await page.reload();
  await ranges.getByRole("button", { name: "90 d", pressed: true }).waitFor();

  await ranges.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("From", { exact: true }).fill("2020-01-02T00:00");
  await page.getByLabel("To", { exact: true }).fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("Enter two times, the first before the second.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("2020-01-03T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("No requests in this time").waitFor();
  await assertAccessible(page, "analytics of a time without requests");
  await page.getByRole("button", { name: "Look at the last 90 days" }).click();
  await requests(page, 7);
  assertQuiet(page);
});

test("filters narrow everything, and a name in the table is one", async () => {
  const page = await analytics();
  await requests(page, 7);
  await page.getByLabel("Channel", { exact: true }).selectOption("eu-1");
  await requests(page, 2);
  await tile(page, "Cost").getByText("$0.50").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await requests(page, 7);
  assert.equal(await page.getByLabel("Channel", { exact: true }).inputValue(), "");

  await page.getByRole("table").getByRole("button", { name: "us-1" }).click();
  await page.waitForURL("**/analytics?channel=us-1");
  await tile(page, "Cost").getByText("$2.00").waitFor();
  await page.goto("/analytics?model=no-such-model");
  await page.getByText("No request fits the filters.").waitFor();
  assertQuiet(page);
});

test("cost adds up, lines are taken out by keyboard, values are read as a table, and a box zooms", async () => {
  const page = await analytics("?range=1h");
  await drawn(page, "Cost");
  await page.getByRole("checkbox", { name: "Cumulative" }).check();
  await page.waitForURL("**/analytics?range=1h&cumulative=1");
  await panel(page, "Cost").getByRole("button", { name: "Cost $2.50" }).waitFor();

  const success = panel(page, "Requests by outcome").getByRole("button", { name: /^Success/ });
  await success.focus();
  await page.keyboard.press("Enter");
  assert.equal(await success.getAttribute("aria-pressed"), "false");
  await page.keyboard.press("Enter");
  assert.equal(await success.getAttribute("aria-pressed"), "true");

  const outcomes = panel(page, "Requests by outcome");
  await outcomes.getByText("Values as a table").click();
  await outcomes.getByRole("columnheader", { name: "Overloaded" }).waitFor();
  assert.equal(await outcomes.getByRole("row").count(), 61 + 1);
  await assertAccessible(page, "analytics with values as a table");

  // From the middle of the chart to its end.
  const { x, y, width, height } = await outcomes.locator(".u-over").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 2, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=\d+&to=\d+/);
  const { searchParams } = new URL(page.url());
  const minutes = (searchParams.get("to") - searchParams.get("from")) / 60_000;
  assert.ok(minutes >= 29 && minutes <= 33, `${minutes} minutes`);
  await page.goBack();
  await page.waitForURL("**/analytics?range=1h&cumulative=1");
  assertQuiet(page);
});

test("what is shown can be kept as a table of a spreadsheet", async () => {
  const page = await analytics("?group=key");
  await requests(page, 7);
  const kept = async (link) => {
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    return { name: download.suggestedFilename(), rows: readFileSync(await download.path(), "utf8").trim().split(/\r?\n/) };
  };
  const table = await kept(panel(page, "By client key").getByRole("link", { name: "CSV" }));
  assert.equal(table.name, "routex-breakdown.csv");
  assert.match(table.rows[0], /^key,.*requests/);
  assert.match(table.rows[1], /^laptop,/);

  const series = await kept(page.getByRole("link", { name: "Export as CSV" }));
  assert.equal(series.name, "routex-series.csv");
  const column = series.rows[0].split(",").indexOf("requests");
  const counted = series.rows.slice(1).reduce((sum, row) => sum + Number(row.split(",")[column]), 0);
  assert.equal(counted, 7);
});

test("in Chinese, in the dark and on a phone", async () => {
  const page = await analytics("", { ...PHONE, locale: "zh-CN", colorScheme: "dark" });
  await page.getByRole("heading", { name: "分析", exact: true }).waitFor();
  await page.getByRole("heading", { name: "token（按类型）" }).waitFor();
  await panel(page, "费用").locator("canvas").waitFor();
  await page.getByRole("row", { name: /us-1/ }).waitFor();
  await assertFits(page);
  await assertAccessible(page, "analytics in Chinese on a phone");
  assertQuiet(page);
});
