// What the page says to paste is right as it stands, and the page tells when it has worked.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

const run = promisify(execFile);
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

const tool = (page, group, name) => page.getByRole("group", { name: group }).getByRole("button", { name, exact: true });

test("a new key is filled in, curl works as it was pasted, and its request is seen to arrive", async () => {
  const page = await open(browser, app, "/connect");
  await signIn(page);
  await page.getByText("Waiting for a request with laptop").waitFor();
  await page.getByText("Replace YOUR-ROUTEX-KEY by the secret of laptop").waitFor();

  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("laptop");
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText(/named "laptop" already/).waitFor();
  await page.getByLabel("Name").fill("terminal");
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("Waiting for a request with terminal").waitFor();
  await page.getByLabel("Model").fill("sim-ok");
  const secret = await page.getByRole("region", { name: "Secret of the key" }).textContent();
  assert.match(secret, /^rx-\S{20,}$/);
  await assertAccessible(page, "connect");

  for (const [dialect, path] of [
    ["OpenAI Chat", "/v1/chat/completions"],
    ["OpenAI Responses", "/v1/responses"],
    ["Anthropic Messages", "/v1/messages"],
    ["Gemini", "/v1beta/models/sim-ok:generateContent"],
  ]) {
    await tool(page, "curl", dialect).click();
    const command = await page.getByRole("region", { name: `curl · ${dialect}` }).textContent();
    for (const part of [app.url + path, secret, ...(dialect === "Gemini" ? [] : ['"model": "sim-ok"'])]) {
      assert.ok(command.includes(part), `${part} is not in ${command}`);
    }
    const { stdout } = await run("sh", ["-c", command]);
    assert.match(stdout, /This is the Routex simulator/, command);
  }
  const arrival = page.getByRole("status").filter({ hasText: "It works: a request with terminal was answered" });
  await arrival.getByText("4 requests since this page was opened").waitFor();

  // Keys are told apart, and secrets are not shown for those that were not made here.
  await page.getByLabel("Client key").selectOption("laptop");
  await page.getByText("Waiting for a request with laptop").waitFor();
  assert.equal(await page.getByText(secret).count(), 0);
  assert.ok(!page.url().includes(secret));
  assertQuiet(page);
});

test("every tool is told the address and the model, and a link leads to the same", async () => {
  const page = await open(browser, app, "/connect?tool=codex&model=gpt-5");
  await signIn(page);
  await page.getByRole("heading", { name: "Codex" }).waitFor();
  const codex = await page.getByRole("region", { name: "Codex · ~/.codex/config.toml" }).textContent();
  assert.ok(codex.includes(`base_url = "${app.url}/v1"`) && codex.includes('model = "gpt-5"'), codex);

  await tool(page, "Coding tools", "Claude Code").click();
  const settings = JSON.parse(await page.getByRole("region", { name: "Claude Code · ~/.claude/settings.json" }).textContent());
  assert.equal(settings.env.ANTHROPIC_BASE_URL, app.url);
  assert.equal(settings.env.ANTHROPIC_MODEL, "gpt-5");
  await page.reload();
  await page.getByRole("heading", { name: "Claude Code" }).waitFor();
  assert.equal(await page.getByLabel("Model").inputValue(), "gpt-5");
});

test("a request that fails is told as such", async () => {
  const page = await open(browser, app, "/connect");
  await signIn(page);
  await page.getByText("Waiting for a request with laptop").waitFor();
  assert.equal(await app.ask("sim-400"), 400);
  await page.getByText("A request with laptop arrived, but: Request at fault").waitFor();
  await assertAccessible(page, "connect after a failure");
});

test("connecting is possible from a phone", async () => {
  const page = await open(browser, app, "/connect", PHONE);
  await signIn(page);
  await page.getByText("Waiting for a request with laptop").waitFor();
  await assertFits(page);
  await assertAccessible(page, "connect on a phone");
});
