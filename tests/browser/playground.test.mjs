// The playground asks as a client would, in every dialect, and tells everything of the answer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { KEY, channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'model_map = { relay = "sim-529" }\npriority = 0'),
      channel("us-1", provider, 'model_map = { relay = "sim-ok" }\npriority = 1'),
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

const WORDS = "This is the Routex simulator";

async function ready(options) {
  const page = await open(browser, app, "/playground", options);
  await signIn(page);
  await page.getByLabel("Or paste a client key").fill(KEY);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("Asks with the key that you pasted").waitFor();
  return page;
}

async function ask(page, model, prompt) {
  await page.getByLabel("Model").fill(model);
  await page.locator("#playground-prompt").fill(prompt);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  return page.getByRole("article", { name: prompt, exact: true });
}

test("every dialect answers, streamed and at once, and old answers stay", async () => {
  const page = await ready();
  await assertAccessible(page, "an empty playground");
  for (const [dialect, events] of [["openai_chat", 10], ["openai_responses", 10], ["anthropic", 10], ["gemini", 10]]) {
    await page.getByLabel("Dialect").selectOption(dialect);
    await page.getByLabel("Stream the answer").check();
    const streamed = await ask(page, "sim-ok", `${dialect} streamed`);
    await streamed.getByText("Done", { exact: true }).waitFor();
    await streamed.getByRole("region", { name: "Answer" }).getByText(WORDS).waitFor();
    const [, count] = (await streamed.locator("summary").last().textContent()).match(/^(\d+) events/);
    assert.ok(Number(count) >= events, `${dialect}: ${count} events`);

    await page.getByLabel("Stream the answer").uncheck();
    const whole = await ask(page, "sim-ok", `${dialect} at once`);
    await whole.getByText("Done", { exact: true }).waitFor();
    await whole.getByRole("region", { name: "Answer" }).getByText(WORDS).waitFor();
    await whole.getByText("1 event as it came").waitFor();
  }
  assert.equal(await page.getByRole("article").count(), 8);

  // What Routex says of it, from the log.
  const relayed = await ask(page, "relay", "Go round");
  await relayed.getByText("us-1", { exact: true }).waitFor();
  await relayed.getByText("failover", { exact: true }).waitFor();
  await relayed.getByText("Output tokens").waitFor();
  await assertAccessible(page, "the playground");
  await relayed.getByRole("link", { name: "See the request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  await page.goBack();
  await page.getByRole("article", { name: "Go round" }).waitFor();
  assert.equal(await page.getByRole("article").count(), 9);
  assert.equal(await page.locator("#playground-prompt").inputValue(), "Go round");
  assertQuiet(page);
});

test("an answer can be stopped while it arrives", async () => {
  const page = await ready();
  const hanging = await ask(page, "sim-stall", "Take your time");
  await hanging.getByText("Arriving").waitFor();
  await hanging.getByRole("button", { name: "Stop" }).click();
  await hanging.getByText("Stopped").waitFor();
  await hanging.getByRole("button", { name: "Ask again" }).waitFor();
  assertQuiet(page);
});

test("what is missing and what is refused is said in full", async () => {
  const page = await ready();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  assert.equal(await page.getByText("This is needed.").count(), 2);
  const refused = await ask(page, "sim-400", "Refuse me");
  await refused.getByText("Refused with status 400").waitFor();
  await refused.getByText("Failed").waitFor();
  await assertAccessible(page, "a refused prompt");
});

test("a key is made for a day, and made anew in another tab", async () => {
  const page = await open(browser, app, "/playground");
  await signIn(page);
  await page.getByRole("button", { name: "Make a key for a day" }).click();
  await page.getByText(/expires in 2[34] h|expires in 1 day/).waitFor();
  const first = await ask(page, "sim-ok", "With a new key");
  await first.getByRole("region", { name: "Answer" }).getByText(WORDS).waitFor();
  await page.reload();
  await page.getByText(/Asks as playground/).waitFor();

  await page.getByRole("button", { name: "Use another key" }).click();
  await page.getByRole("button", { name: "Make a key for a day" }).click();
  await page.getByText(/Asks as playground/).waitFor();
  const second = await ask(page, "sim-ok", "With its new secret");
  await second.getByRole("region", { name: "Answer" }).getByText(WORDS).waitFor();
});

test("the playground fits a phone", async () => {
  const page = await ready(PHONE);
  const answer = await ask(page, "sim-ok", "Small");
  await answer.getByRole("region", { name: "Answer" }).getByText(WORDS).waitFor();
  await assertFits(page);
  await assertAccessible(page, "the playground on a phone");
});
