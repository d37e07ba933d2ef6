// The log follows what happens, stands still when it is told to, is found again by its address, and may be long.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

const KEEPING = "rx-key-of-somebody-who-keeps-bodies";
/// What keeps a page from answering for longer is felt.
const LONG_TASK_MS = 50;
const MANY = 10_000;

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'model_map = { relay = "sim-529" }\npriority = 0'),
      channel("us-1", provider, 'model_map = { relay = "sim-ok" }\npriority = 1'),
      `\n[[client_key]]\nname = "keeping"\nkey = "${KEEPING}"\nkeep_bodies_hours = 1\n`,
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

const row = (page, name) => page.getByRole("row", { name });

async function log(path = "/requests", options = {}) {
  const page = await open(browser, app, path, options);
  await signIn(page);
  await page.getByText("Live", { exact: true }).waitFor();
  return page;
}

/// The longest of all tasks of a traced page, in milliseconds: how long one worked, which is the page's doing, and how long one
/// took by the clock, which is also the doing of all else that the machine was busy with.
function longest(trace) {
  const { traceEvents } = JSON.parse(trace);
  const at = ({ pid, tid }) => `${pid}/${tid}`;
  const names = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const mains = new Set(names.map(at));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && event.tdur !== undefined && mains.has(at(event)));
  const most = (of) => tasks.reduce((most, task) => Math.max(most, task[of] / 1_000), 0);
  return { work: most("tdur"), wall: most("dur") };
}

test("a request is seen as soon as it has ended, unless the list is paused", async () => {
  const page = await log();
  await page.getByText("No requests yet").waitFor();
  await assertAccessible(page, "a log without requests");

  assert.equal(await app.ask("sim-first"), 200);
  await row(page, /sim-first/).getByText("Success").waitFor();
  await assertAccessible(page, "the log");

  await page.getByRole("button", { name: "Pause" }).click();
  for (let number = 0; number < 2; number += 1) assert.equal(await app.ask("sim-second"), 200);
  const waiting = page.getByRole("button", { name: "2 new requests" });
  await waiting.waitFor();
  assert.equal(await row(page, /sim-second/).count(), 0);
  await waiting.click();
  await row(page, /sim-second/).nth(1).waitFor();
  assert.equal(await waiting.count(), 0);

  await page.getByRole("button", { name: "Resume" }).click();
  assert.equal(await app.ask("sim-third"), 200);
  await row(page, /sim-third/).waitFor();
  assertQuiet(page);
});

test("what is looked for is in the address, also after a reload, and holds for what comes", async () => {
  assert.equal(await app.ask("sim-400"), 400);
  const page = await log();
  await row(page, /sim-400/).waitFor();
  await row(page, /sim-third/).waitFor();

  await page.getByLabel("Outcome").selectOption("Request at fault");
  await row(page, /sim-third/).waitFor({ state: "detached" });
  await row(page, /sim-400/).waitFor();
  assert.match(page.url(), /\?outcome=client_error$/);

  await page.reload();
  await row(page, /sim-400/).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "client_error");
  assert.equal(await app.ask("sim-ok"), 200);
  assert.equal(await app.ask("sim-422"), 422);
  await row(page, /sim-422/).waitFor();
  assert.equal(await row(page, /sim-ok/).count(), 0);

  await page.getByLabel("Status").fill("teapot");
  await page.keyboard.press("Enter");
  await page.getByText("expected an HTTP status").waitFor();
  await assertAccessible(page, "a filter that cannot be read");
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await row(page, /sim-ok/).waitFor();
  assert.equal(await page.getByLabel("Outcome").inputValue(), "");
  assert.equal(new URL(page.url()).search, "");
});

test("a failover is told attempt by attempt, and the way back leads to the same list", async () => {
  const page = await log("/requests?model=relay");
  assert.equal(await app.ask("relay"), 200);
  await row(page, /relay/).getByText("2 attempts").waitFor();
  await row(page, /relay/).getByRole("link").focus();
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: "relay" }).waitFor();
  const [first, second] = [0, 1].map((index) => page.locator("ol > li").nth(index));
  await first.getByText("1. eu-1").waitFor();
  await first.getByText("Overloaded", { exact: true }).waitFor();
  await first.getByText("529", { exact: true }).waitFor();
  await second.getByText("2. us-1").waitFor();
  await second.getByText("Success", { exact: true }).waitFor();
  await page.getByText("Another channel stepped in").waitFor();
  await page.getByText("No bodies are kept").waitFor();
  await assertAccessible(page, "a request");

  await page.getByRole("link", { name: "Requests", exact: true }).last().click();
  await row(page, /relay/).waitFor();
  assert.match(page.url(), /\?model=relay$/);

  await page.getByRole("link", { name: "Overview" }).click();
  await row(page, /relay/).getByRole("link").click();
  await page.getByText("1. eu-1").waitFor();
  assertQuiet(page);
});

test("bodies that are kept are shown to who wants them, and removed", async () => {
  assert.equal(await app.ask("sim-kept", KEEPING), 200);
  // What waits to be written is written at the end.
  await app.halt();
  await app.resume();
  const page = await log("/requests?key=keeping");
  await row(page, /sim-kept/).getByRole("link").click();

  await page.getByRole("button", { name: "Show the bodies" }).click();
  await page.getByRole("region", { name: "What the client sent" }).getByText('"content": "Hello"').waitFor();
  await page.getByRole("region", { name: "What the client got" }).waitFor();
  await assertAccessible(page, "a request with its bodies");

  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The bodies are removed").waitFor();
  await page.getByText("No bodies are kept").waitFor();
});

test("on a phone requests are cards, and filters unfold", async () => {
  const page = await log("/requests", PHONE);
  await row(page, /relay/).first().waitFor();
  await assertFits(page);
  await assertAccessible(page, "the log on a phone");
  assert.equal(await page.getByLabel("Outcome").isVisible(), false);
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByLabel("Outcome").waitFor();
  await assertFits(page);

  await row(page, /relay/).first().getByRole("link").click();
  await page.getByText("1. eu-1").waitFor();
  await assertFits(page);
  await assertAccessible(page, "a request on a phone");
});

test("ten thousand requests are scrolled to the end, and one comes back to where one was", async (t) => {
  let left = MANY;
  const askOn = async () => {
    while (left-- > 0) assert.equal(await app.ask("sim-many"), 200);
  };
  await Promise.all(Array.from({ length: 32 }, askOn));

  const page = await log("/requests?model=sim-many");
  await row(page, /sim-many/).first().waitFor();
  const end = page.getByText("That is all: 10,000 requests.");
  await page.mouse.move(700, 500);
  await browser.startTracing(page, { categories: ["toplevel"] });
  while (!(await end.isVisible())) {
    await page.mouse.wheel(0, 1_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const { work, wall } = longest(await browser.stopTracing());
  t.diagnostic(`the longest task worked ${work.toFixed(1)} ms; by the clock, the longest took ${wall.toFixed(1)} ms`);
  assert.ok(work > 0, "tasks were traced");
  assert.ok(work < LONG_TASK_MS, `a task worked ${work} ms`);
  assert.ok((await page.getByRole("row").count()) < 100, "only what is seen is on the page");

  await end.scrollIntoViewIfNeeded();
  // The names of the columns are the first row.
  const last = page.locator(`[aria-rowindex="${MANY + 1}"]`);
  const before = await last.textContent();
  await last.getByRole("link").click();
  await page.getByRole("heading", { name: "sim-many" }).waitFor();
  await page.goBack();
  await end.waitFor();
  assert.equal(await last.textContent(), before);
  assert.ok(await last.isVisible());
  assertQuiet(page);
});
