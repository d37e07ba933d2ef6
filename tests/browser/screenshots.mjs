// Pictures of every page, in the light, in the dark, in Chinese and on a phone, with traffic to look at.
//
//   node screenshots.mjs <folder to write> [page]

import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PHONE, launch, open } from "./lib/browser.mjs";
import { require } from "./lib/packages.mjs";
import { KEY, USER, channel, operated, routex, simulator } from "./lib/routex.mjs";

const sharp = require("sharp");
const [folder, only = ""] = process.argv.slice(2);
const DESKTOP = { viewport: { width: 1440, height: 900 } };
const LOOKS = {
  light: { ...DESKTOP, colorScheme: "light" },
  dark: { ...DESKTOP, colorScheme: "dark" },
  zh: { ...DESKTOP, colorScheme: "light", locale: "zh-CN" },
  phone: { ...PHONE, deviceScaleFactor: 1, colorScheme: "light" },
};

/// Name of each page with the way to it.
const PAGES = {
  "setup-1-channel": { fresh: true, shown: (page) => fillChannel(page) },
  "setup-2-strategy": { fresh: true, shown: async (page) => (await fillChannel(page), await next(page)) },
  "setup-3-credentials": {
    fresh: true,
    shown: async (page) => (await fillChannel(page), await next(page), await next(page)),
  },
  "setup-4-done": { fresh: true, shown: finish },
  accounts: { signedIn: true, path: "/accounts", shown: (page) => page.locator(".rx-panel").nth(1).waitFor() },
  alerts: { signedIn: true, path: "/alerts?tab=rules", shown: (page) => page.locator(".rx-rule").first().waitFor() },
  connect: { signedIn: true, path: "/connect?tool=claude-code&model=gpt-5", shown: (page) => page.locator(".rx-arrival").waitFor() },
  playground: { signedIn: true, path: "/playground", shown: prompted },
  prices: { signedIn: true, path: "/prices?q=claude", shown: (page) => page.locator(".rx-prices__pages").waitFor() },
  "sign-in": { shown: (page) => page.locator("#username").waitFor() },
  channels: { path: "/channels", signedIn: true, shown: (page) => openChannel(page, null) },
  "channels-credentials": { path: "/channels", signedIn: true, shown: (page) => openChannel(page, "credentials") },
  "channels-models": { path: "/channels", signedIn: true, shown: (page) => openChannel(page, "models") },
  "channels-new": { path: "/channels/new", signedIn: true, shown: (page) => fillChannel(page, "#channel-key") },
  "channels-settings": { path: "/channels", signedIn: true, shown: (page) => openChannel(page, "settings") },
  "channels-state": { path: "/channels", signedIn: true, shown: (page) => openChannel(page, "state"), busy: true },
  aliases: { path: "/aliases", signedIn: true, shown: (page) => page.locator(".rx-alias__tools").first().waitFor() },
  "aliases-new": { path: "/aliases", signedIn: true, shown: fillAlias },
  analytics: { signedIn: true, path: "/analytics?range=1h", shown: afterTraffic },
  keys: { signedIn: true, path: "/keys", shown: (page) => page.locator(".rx-keys").waitFor() },
  "keys-new": { signedIn: true, path: "/keys", shown: newKey },
  "settings-general": { signedIn: true, path: "/settings", shown: settings },
  "settings-account": { signedIn: true, path: "/settings?tab=account", shown: settings },
  "settings-tokens": { signedIn: true, path: "/settings?tab=tokens", shown: settings },
  "settings-transfer": { signedIn: true, path: "/settings?tab=transfer", shown: settings },
  "settings-status": { signedIn: true, path: "/settings?tab=status", shown: (page) => page.locator(".rx-facts").waitFor() },
  audit: { signedIn: true, path: "/audit", shown: (page) => page.locator(".rx-audit__head").first().waitFor() },
  overview: { signedIn: true, shown: (page) => page.locator(".rx-link--live").waitFor(), busy: true },
  request: { path: "/requests?model=claude-sonnet-4-6", signedIn: true, shown: openRequest },
  // Its list has no end worth a picture.
  requests: { path: "/requests", signedIn: true, shown: (page) => page.locator(".rx-link--live").waitFor(), busy: true, fullPage: false },
  routing: { path: "/routing", signedIn: true, shown: (page) => page.locator("#idle_timeout_ms").waitFor() },
  "routing-dry-run": {
    path: "/routing?tab=dry-run&model=smart",
    signedIn: true,
    shown: (page) => page.locator(".rx-verdict").waitFor(),
  },
};

mkdirSync(folder, { recursive: true });
const [browser, provider] = await Promise.all([launch(), simulator()]);
const app = await routex(
  operated(
    channel("anthropic-main", provider, 'model_map = { "claude-sonnet-4-6" = "sim-529", "gpt-5" = "sim-ok" }\npriority = 0\nmax_concurrency = 24\nrpm = 900'),
    channel("anthropic-eu", provider, 'model_map = { "claude-sonnet-4-6" = "sim-ok", "gpt-5" = "sim-ok" }\npriority = 1\nrpm = 600\ntpm = 400000'),
    channel("openai-team", provider, 'model_map = { "gpt-5" = "sim-slow" }\nmodels = ["gpt-5"]\npriority = 2\nmax_concurrency = 8'),
    channel("spare", provider, "enabled = false\npriority = 9"),
    `
[[alias]]
name = "smart"
targets = [{ channel = "openai-team", model = "gpt-5" }, { channel = "anthropic-eu", model = "claude-sonnet-4-6" }]
fallbacks = [{ when = "context_length", model = "gpt-5" }]
`,
  ),
);
const cookies = await session();

for (const [name, way] of Object.entries(PAGES)) {
  if (!name.startsWith(only)) continue;
  for (const [look, options] of Object.entries(LOOKS)) {
    const place = way.fresh ? await routex() : app;
    const path = way.fresh ? await place.setupLink() : (way.path ?? "/");
    const state = way.signedIn ? { storageState: { cookies, origins: [] } } : {};
    const page = await open(browser, place, way.busy ? "about:blank" : path, { ...options, ...state });
    if (way.busy) {
      await page.goto(path);
      await way.shown(page);
      await traffic(place);
    } else {
      await way.shown(page);
    }
    await keep(page, `${name}-${look}`, way.fullPage);
    await page.context().close();
    if (way.fresh) await place.stop();
  }
}
await browser.close();
await app.stop();
await provider.stop();

async function session() {
  const context = await browser.newContext({ baseURL: app.url });
  const answer = await context.request.post("/api/v1/session", { data: USER, headers: { origin: app.url } });
  if (!answer.ok()) throw new Error(await answer.text());
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function fillChannel(page, key = "#api-key") {
  await page.locator('input[value="anthropic"]').check({ force: true });
  await page.locator(key).fill("sk-ant-not-a-real-key");
}

/// The list of channels, or one of them with a tab of its own.
async function openChannel(page, tab) {
  const link = page.getByRole("link", { name: "anthropic-main" });
  await link.waitFor();
  if (!tab) return;
  await link.click();
  await page.locator(`#tab-${tab}`).click();
  await page.locator(`#panel-${tab} .pf-v6-c-card`).first().waitFor();
  await page.locator(`#panel-${tab} .rx-spinner`).first().waitFor({ state: "detached" });
}

async function fillAlias(page) {
  await page.locator(".rx-page-head button").click();
  await page.locator("#alias-name").fill("fast");
  await page.locator("#target-place-0").selectOption("channel:anthropic-main");
  await page.locator("#target-model-0").fill("gpt-5");
  await page.locator("#target-add").click();
  await page.locator("#target-place-1").selectOption("channel:openai-team");
}

function next(page) {
  return page.locator('button[type="submit"]').click();
}

async function finish(page) {
  await page.locator('input[value="openai_compatible"]').check({ force: true });
  await page.locator("#api-key").fill("sk-simulated");
  await page.locator("#base-url").fill(`${provider.url}/v1`);
  await page.locator(".rx-check input").check();
  await page.locator(".rx-trial button").click();
  await page.locator(".rx-trial .pf-m-success").waitFor();
  await next(page);
  await next(page);
  await page.locator("#password").fill(USER.password);
  await page.locator("#repeated").fill(USER.password);
  await next(page);
  await page.locator(".rx-done").waitFor();
}

/// One that went on elsewhere.
async function openRequest(page) {
  const row = page.locator(".rx-log__row").first();
  await page.locator(".rx-link--live").waitFor();
  await app.ask("claude-sonnet-4-6");
  await row.locator(".rx-log__link").click();
  await page.locator(".rx-request-facts").waitFor();
}

function settings(page) {
  return page.locator(".rx-panel").first().waitFor();
}

async function newKey(page) {
  await page.locator(".rx-page-head button").click();
  await page.locator("dialog .rx-offer").first().waitFor();
}

/// Two answers of the playground: a failover, and one with thoughts.
async function prompted(page) {
  await page.locator("#playground-key").fill(KEY);
  await page.locator(".rx-bench__paste button[type=submit]").click();
  for (const [model, dialect, prompt] of [["sim-think", "anthropic", "How does a river find the sea?"], ["claude-sonnet-4-6", "openai_chat", "Explain failover in one sentence."]]) {
    await page.locator("#playground-model").fill(model);
    await page.locator("#playground-dialect").selectOption(dialect);
    await page.locator("#playground-prompt").fill(prompt);
    await page.locator(".rx-bench button[type=submit]").click();
    await page.locator(".rx-answer .rx-end--good").first().waitFor();
  }
}

/// A few seconds of it, so that lines have something to show.
async function traffic(place) {
  const until = Date.now() + 12_000;
  for (let round = 0; Date.now() < until; round += 1) {
    const burst = 2 + Math.round(3 * Math.abs(Math.sin(round / 3)));
    const models = Array.from({ length: burst }, (_, index) => (index === 0 && round % 4 === 0 ? "claude-sonnet-4-6" : "gpt-5"));
    await Promise.all(models.map((model) => place.ask(model)));
    await new Promise((done) => setTimeout(done, 150));
  }
}

/// A page that shows what has happened before.
async function afterTraffic(page) {
  await traffic(app);
  await page.reload();
  await page.locator(".rx-chart canvas").first().waitFor();
}

/// Few colours make small files, and nobody sees it. From the top: the bar that stays in sight would be in the middle.
async function keep(page, name, fullPage = true) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  const picture = await page.screenshot({ fullPage, animations: "disabled" });
  const small = await sharp(picture).png({ palette: true, quality: 90, effort: 8 }).toBuffer();
  const path = join(folder, `${name}.png`);
  writeFileSync(path, small);
  console.log(`${String(Math.round(statSync(path).size / 1000)).padStart(5)} kB  ${name}.png`);
}
