// The first run: from an empty data directory to a request that is served.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, assertQuiet, launch, open } from "./lib/browser.mjs";
import { routex, simulator } from "./lib/routex.mjs";

let browser, provider;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
});
after(async () => {
  await browser.close();
  await provider.stop();
});

test("the wizard makes a channel, a strategy, an operator and a key that works", async () => {
  const app = await routex();
  const page = await open(browser, app, new URL(await app.setupLink()).href);

  // Step 1: what is missing is said, and nothing goes on without it.
  await page.getByRole("radio", { name: /OpenAI-compatible/ }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("Choose a provider.").waitFor();
  await page.getByRole("radio", { name: /OpenAI-compatible/ }).check({ force: true });
  await page.getByLabel("Name of the channel").fill("first");
  await page.getByLabel("API key").fill("sk-simulated");
  await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
  await page.getByLabel("Allow addresses of a private network").check();
  await page.getByRole("button", { name: "Test the channel" }).click();
  await page.getByText(/sim-ok answers/).waitFor();
  await page.getByText(/First token after \d/).waitFor();
  await assertAccessible(page, "step 1");
  await page.getByRole("button", { name: "Next" }).click();

  // Step 2, and back: nothing is lost.
  await page.getByRole("radio", { name: /Round robin/ }).check({ force: true });
  await assertAccessible(page, "step 2");
  await page.getByRole("button", { name: "Back" }).click();
  assert.equal(await page.getByLabel("Name of the channel").inputValue(), "first");
  assert.equal(await page.getByLabel("API key").inputValue(), "sk-simulated");
  await page.getByRole("button", { name: "Next" }).click();
  assert.ok(await page.getByRole("radio", { name: /Round robin/ }).isChecked());
  await page.getByRole("button", { name: "Next" }).click();

  // Step 3: a password that differs does not pass.
  await page.getByLabel("User name").fill("me");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByLabel("Password again").fill("correct horse");
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("The two are not the same.").waitFor();
  await page.getByLabel("Password again").fill("correct horse battery");
  await assertAccessible(page, "step 3");
  await page.getByRole("button", { name: "Finish" }).click();

  // The end: the snippet has a key that serves a request.
  await page.getByRole("heading", { name: "Routex is ready" }).waitFor();
  const curl = await page.getByLabel("curl").textContent();
  const [, key] = curl.match(/Bearer (rx-\S+)'/);
  assert.ok(curl.includes(`${app.url}/v1/chat/completions`), curl);
  const [, model] = curl.match(/"model": "([^"]+)"/);
  assert.equal(await app.ask(model, key), 200);
  await assertAccessible(page, "the end of the setup");

  // Whoever set it up is signed in, and the door is shut.
  await page.getByRole("button", { name: "Open the dashboard" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByRole("article", { name: "first" }).waitFor();
  await page.goto("/setup");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assertQuiet(page);
  await app.stop();
});

test("a wrong token is told where it can be mended", async () => {
  const app = await routex();
  const page = await open(browser, app, "/");
  await page.getByLabel("Setup token").fill("not-the-token");
  await page.getByRole("radio", { name: /OpenAI-compatible/ }).check({ force: true });
  await page.getByLabel("API key").fill("sk-simulated");
  await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
  await page.getByRole("button", { name: "Test the channel" }).click();
  await page.getByText(/setup_token is not the one/).waitFor();
  await app.stop();
});
