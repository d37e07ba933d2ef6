// Accounts: signed in to at a real OpenID provider, kept alive, revoked, and healed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./lib/browser.mjs";
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
  await admin("POST", "/channels", {
    name: "first",
    provider: "openai_compatible",
    base_url: `${first.url}/v1`,
    dialects: ["openai_chat"],
    models: ["m"],
    allow_private_network: true,
    enabled: false,
  });
  await admin("POST", "/oauth/providers", {
    name: "local",
    preset: "oidc",
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
    issuer: provider.url,
    scopes: ["openid", "email"],
    allow_private_network: true,
  });
});
after(async () => {
  await browser.close();
  await app.stop();
  await Promise.all([provider.stop(), first.stop(), second.stop()]);
});

async function admin(method, path, body) {
  const answer = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text ? JSON.parse(text) : null;
}

const channelOfAccounts = async () => (await admin("GET", "/channels")).items.find(({ name }) => name === "first");

/// Somebody signs in at the provider, and lets Routex in.
async function consent(page) {
  await page.locator("input[name=login]").fill("ada");
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.locator("input[name=login]").waitFor({ state: "detached" });
  await page.locator("button[type=submit]").click();
}

/// Signs in at the provider with a browser that knows nobody, and gives the address back by hand. The answer is the credential.
async function connect(again = {}) {
  const [{ id: provider_id }] = (await admin("GET", "/oauth/providers")).items;
  const { id: channel_id } = await channelOfAccounts();
  const flow = await admin("POST", "/oauth/flows", { provider_id, channel_id, ...again });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(flow.url);
  await consent(page);
  await page.waitForURL((url) => url.href.startsWith(`${flow.redirect_uri}?`));
  const credential = await admin("POST", "/oauth/flows/complete", { url: page.url() });
  await context.close();
  return credential;
}

test("an account that somebody signs in to with a browser serves", async () => {
  const credential = await connect();
  assert.equal(credential.kind, "oauth");
  assert.equal(credential.label, "ada@id.example", "the provider was asked whose it is");
  await admin("PATCH", `/channels/${(await channelOfAccounts()).id}`, { enabled: true });
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, 1);
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
  const served = first.tokens.length;
  await provider.revoke(first.tokens.at(-1));
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, served, "the second channel has served it");
  const [revoked] = (await channelOfAccounts()).credentials;
  assert.equal(revoked.health.token.needs_sign_in, true);

  const healed = await connect({ credential_id: revoked.id });
  assert.equal(healed.id, revoked.id);
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, served + 1);
});

test("an account is signed in to on another device", async () => {
  const [{ id: provider_id }] = (await admin("GET", "/oauth/providers")).items;
  const { id: channel_id, credentials } = await channelOfAccounts();
  const begun = await admin("POST", "/oauth/devices", { provider_id, channel_id, credential_id: credentials[0].id });
  assert.equal(begun.state, "waiting");
  const given = provider.device();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(begun.verification_uri);
  await page.locator("input[name=user_code]").fill(begun.user_code);
  await page.locator("button[type=submit]").click();
  await page.locator("input[name=user_code]").waitFor({ state: "hidden" });
  await page.locator("button[type=submit]").first().click();
  await consent(page);
  await page.getByText("Sign-in Success").first().waitFor();
  await context.close();
  await given;

  let shown;
  do shown = await admin("GET", `/oauth/devices/${begun.id}`);
  while (shown.state === "waiting");
  assert.equal(shown.state, "connected", shown.error);
  assert.equal(shown.credential_id, credentials[0].id);
  const served = first.tokens.length;
  assert.equal(await app.ask("m"), 200);
  assert.equal(first.tokens.length, served + 1);
});

test("what a removed account was given is given back", async () => {
  const { id, credentials } = await channelOfAccounts();
  const token = first.tokens.at(-1);
  assert.ok(await provider.knows(token));
  const back = provider.givenBack();
  await admin("PATCH", `/channels/${id}`, { enabled: false });
  await admin("DELETE", `/channels/${id}/credentials/${credentials[0].id}`);
  await back;
  assert.equal(await provider.knows(token), false);
});
