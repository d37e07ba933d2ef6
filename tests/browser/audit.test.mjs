// The audit log tells who did what, and what it was before.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { USER, operated, routex } from "./lib/routex.mjs";

const TOKEN = "ra-for-the-browser-tests-of-the-audit-log";

let browser, app;
before(async () => {
  const config = operated().replace("[admin]", `[admin]\ntoken = "${TOKEN}"`);
  [browser, app] = await Promise.all([launch(), routex(config)]);
});
after(async () => {
  await browser.close();
  await app.stop();
});

async function call(method, path, body) {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const answer = await fetch(`${app.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.json();
}

test("an entry says who changed what, from what, to what, while it happens", async () => {
  const page = await open(browser, app, "/audit");
  await signIn(page);
  await page.getByText("Signed in").first().waitFor();
  await assertAccessible(page, "the audit log");

  const key = await call("POST", "/keys", { name: "team", rpm: 30 });
  await call("PATCH", `/keys/${key.id}`, { rpm: 60 });
  const changed = page.getByRole("listitem").filter({ hasText: "Changed" }).filter({ hasText: "team" });
  await changed.locator("summary").click();
  const rpm = changed.getByRole("row", { name: /^rpm/ });
  assert.match(await rpm.textContent(), /30.*60/);
  assert.ok(await changed.getByText("token", { exact: true }).isVisible());
  await assertAccessible(page, "an entry of the audit log");

  await page.getByLabel("Search").fill(USER.username);
  await changed.waitFor({ state: "detached" });
  await page.getByText("Signed in").first().waitFor();
  await page.getByLabel("Search").fill("");
  await page.getByLabel("About").selectOption("client_key");
  assert.match(page.url(), /resource=client_key$/);
  await changed.locator("summary").click();
  await changed.getByRole("link", { name: "Open" }).click();
  await page.waitForURL(/\/keys\?q=team$/);
  await page.getByRole("row", { name: /^team/ }).waitFor();
  assertQuiet(page);
});

test("older entries are read when they are wanted, and fit on a phone", async () => {
  const { id } = await call("POST", "/keys", { name: "oldest" });
  for (let rpm = 1; rpm <= 110; rpm += 1) await call("PATCH", `/keys/${id}`, { rpm });
  const page = await open(browser, app, "/audit?q=oldest", PHONE);
  await signIn(page);
  await page.getByText(/^\d+ of 100 entries read$/).waitFor();
  await assertFits(page);
  assert.equal(await page.getByText("Created", { exact: true }).count(), 0);
  await page.getByRole("button", { name: "Read older entries" }).click();
  await page.getByText("Created", { exact: true }).waitFor();
  await assertAccessible(page, "the audit log on a phone");
});
