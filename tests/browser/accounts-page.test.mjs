// Accounts: signed in to at a real OpenID provider, kept alive, revoked, and healed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { CLIENT, openid, upstream } from "./lib/oidc.mjs";
import { KEY, USER, channel, routex, simulator } from "./lib/routex.mjs";

const TOKEN = "a-token-of-the-browser-tests-for-the-admin-api";
let browser, second, app, provider, first;
before(async () => {
  [browser, second] = await Promise.all([launch(), simulator()]);
  app = await routex(`
[admin]
username = "${USER.username}"
password = "${USER.password}"
token = "${TOKEN}"

[[client_key]]
name = "laptop"
key = "${KEY}"
${channel("second", second, 'model_map = { m = "sim-ok" }\npriority = 9')}`);
  // The address to come back to has the port, which is known from the second start on.
  await app.halt();
  await app.resume();
  provider = await openid(`${app.url}/oauth/callback`);
  first = await upstream(provider);
  const made = await fetch(`${app.url}/api/v1/channels`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: "first",
      provider: "openai_compatible",
      base_url: `${first.url}/v1`,
      dialects: ["openai_chat"],
      models: ["m"],
      allow_private_network: true,
      enabled: false,
    }),
  });
  assert.equal(made.status, 201, await made.text());
});
after(async () => {
  await browser.close();
  await app.stop();
  await Promise.all([provider.stop(), first.stop(), second.stop()]);
});

const account = (page) => page.getByRole("table", { name: "Connected accounts" }).getByRole("row", { name: /first/ });

/// In the dialog: at the provider, as somebody, and back.
async function connect(page) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Begin" }).click();
  const opened = page.context().waitForEvent("page");
  await dialog.getByRole("link", { name: "Sign in at the provider" }).click();
  const there = await opened;
  await there.locator("input[name=login]").fill("ada");
  await there.locator("input[name=password]").fill("anything");
  await there.locator("button[type=submit]").click();
  await there.locator("input[name=login]").waitFor({ state: "detached" });
  await there.locator("button[type=submit]").click();
  return there;
}

test("an account is connected in the browser, and serves", async () => {
  const page = await open(browser, app, "/accounts");
  await signIn(page);
  await page.getByText("No accounts yet").waitFor();
  await page.getByRole("button", { name: "Register a provider" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Preset").selectOption("oidc");
  await assertAccessible(page, "a provider to be registered");
  await dialog.getByLabel("Name").fill("local");
  await dialog.getByLabel("Client id").fill(CLIENT.id);
  await dialog.getByRole("textbox", { name: "Client secret" }).fill(CLIENT.secret);
  await dialog.getByLabel("Issuer").fill(provider.url);
  await dialog.getByLabel("Scopes").fill("openid email");
  await dialog.getByLabel("Allow addresses of a private network").check();
  await dialog.getByRole("button", { name: "Register a provider" }).click();
  await page.getByText("local was registered").waitFor();
  await page.getByText(`${app.url}/oauth/callback`).waitFor();

  await page.getByRole("link", { name: "Channels" }).click();
  await page.getByRole("link", { name: "first", exact: true }).click();
  await page.getByRole("tab", { name: "Credentials" }).click();
  await page.getByRole("button", { name: "Connect an account" }).click();
  const there = await connect(page);
  await there.getByText(/is connected/).waitFor();
  assert.equal(there.url(), `${app.url}/oauth/callback`, "the code stays nowhere");
  await assertAccessible(there, "a sign-in that was completed");

  await page.getByText("The account is connected").waitFor();
  await page.locator(".rx-channel-head").getByRole("switch").click();
  await page.getByText("On: it takes requests").waitFor();
  await page.getByText("Token ends in").waitFor();
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, 1);
  await there.getByRole("link", { name: "Go to the channel" }).click();
  await there.getByText("Token ends in").waitFor();
  assertQuiet(page);
});

test("a token that ends under fifty requests is replaced once, and none fails", async () => {
  const before = provider.refreshes();
  await provider.expire(first.tokens.at(-1));
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.ask("m")));
  assert.deepEqual(new Set(answers), new Set([200]));
  assert.equal(provider.refreshes(), before + 1);
  assert.equal(first.tokens.length, 51);
});

test("a restart while a token is renewed loses nothing", async () => {
  await provider.expire(first.tokens.at(-1));
  const gate = provider.hold();
  const asked = app.ask("m").catch(() => "cut off");
  await gate.arrived;
  const halted = app.halt();
  gate.open();
  await Promise.all([halted, asked]);
  await app.resume();
  for (const renewed of [0, 1]) {
    const before = provider.refreshes();
    assert.equal(await app.ask("m"), 200);
    assert.equal(provider.refreshes(), before + renewed);
    await provider.expire(first.tokens.at(-1));
  }
  assert.equal(await app.ask("m"), 200);
});

test("what a provider revokes moves elsewhere, and a sign-in heals it", async () => {
  const page = await open(browser, app, "/accounts");
  await signIn(page);
  await account(page).getByText("Token ends in").waitFor();
  const served = first.tokens.length;
  await provider.revoke(first.tokens.at(-1));
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, served, "the second channel has served it");
  await account(page).getByText("Sign-in needed").waitFor();
  await assertAccessible(page, "an account that needs a sign-in");

  await account(page).getByRole("button", { name: "Sign in again" }).click();
  const there = await connect(page);
  await there.getByText(/is connected/).waitFor();
  await account(page).getByText("Token ends in").waitFor();
  assert.equal(await account(page).count(), 1, "it is the same account");
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, served + 1);
  assertQuiet(page);
});

test("an answer that nobody waits for is refused in words", async () => {
  const page = await open(browser, app, "/oauth/callback?code=stolen&state=foreign");
  await signIn(page);
  await page.getByText(/this sign-in is not known here/).waitFor();
  assert.equal(page.url(), `${app.url}/oauth/callback`);
  await page.getByRole("link", { name: "Go to the accounts" }).click();
  await account(page).waitFor();
});

test("on a phone everything is there and nothing sticks out", async () => {
  const page = await open(browser, app, "/accounts", PHONE);
  await signIn(page);
  await account(page).waitFor();
  await assertFits(page);
  await assertAccessible(page, "accounts on a phone");
});
