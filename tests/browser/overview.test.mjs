// The overview moves by itself, and survives a restart of the server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'model_map = { relay = "sim-529" }\npriority = 0\nmax_concurrency = 8\nrpm = 600'),
      channel("us-1", provider, 'model_map = { relay = "sim-ok" }\npriority = 1'),
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

const tile = (page, name) => page.locator(".rx-tile", { hasText: name });

test("requests, failovers and states are seen as they happen", async () => {
  const page = await open(browser, app);
  await signIn(page);
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("article", { name: "eu-1" }).getByText("Serving").waitFor();
  await page.getByText("No failovers since Routex started").waitFor();
  await assertAccessible(page, "an overview without requests");

  for (let number = 0; number < 3; number += 1) assert.equal(await app.ask("sim-ok"), 200);
  assert.equal(await app.ask("relay"), 200);

  await tile(page, "Success").getByText("100%").waitFor();
  await tile(page, "Time to first token").getByText(/\d+ ms|\d s/).first().waitFor();
  const row = page.getByRole("row", { name: /relay/ });
  await row.getByText("eu-1").waitFor();
  await row.getByText("us-1").waitFor();
  await row.getByText("Overloaded").waitFor();
  await page.getByRole("article", { name: "us-1" }).getByText(/^[1-9]/).first().waitFor();
  await page.locator(".rx-chart canvas").first().waitFor();
  await assertAccessible(page, "the overview");
  assertQuiet(page);
});

test("a restart of the server is told and gone over", async () => {
  const page = await open(browser, app);
  await signIn(page);
  await page.getByText("Live", { exact: true }).waitFor();

  await app.halt();
  await page.getByText(/Connection lost/).waitFor();
  await app.resume();
  await page.getByText("Live", { exact: true }).waitFor();
  assert.equal(await app.ask("sim-ok"), 200);
  await tile(page, "Success").getByText("100%").waitFor();
});

test("on a phone everything is there and nothing sticks out", async () => {
  const page = await open(browser, app, "/", PHONE);
  await signIn(page);
  await page.getByRole("article", { name: "eu-1" }).waitFor();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} px wider than the screen`);

  const way = page.getByRole("link", { name: "Overview" });
  assert.equal(await way.isVisible(), false);
  await page.getByRole("button", { name: "Navigation" }).click();
  await way.waitFor();
  await assertAccessible(page, "the overview on a phone");
});
