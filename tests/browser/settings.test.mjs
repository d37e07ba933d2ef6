// The settings: what is tuned, who operates, and configurations that move.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { USER, channel, operated, routex, simulator } from "./lib/routex.mjs";

const TABS = ["General", "Account", "Admin tokens", "Export and import", "Status"];

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

test("settings are changed, and what somebody else changes is seen", async () => {
  const page = await open(browser, app, "/settings");
  await signIn(page);
  const name = page.getByLabel("Name", { exact: true });
  const days = page.getByLabel("Keep the log of requests (days)");
  assert.equal(await name.inputValue(), "Routex");
  await days.fill("1000000");
  await page.getByText("This removes what is older").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/36500/).first().waitFor();
  await days.fill("90");
  await name.fill("Routex of the lab");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved").waitFor();
  assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());

  const other = await open(browser, app, "/settings");
  await signIn(other);
  assert.equal(await other.getByLabel("Name", { exact: true }).inputValue(), "Routex of the lab");
  await other.getByLabel("Name", { exact: true }).fill("Lab");
  await other.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(() => document.querySelector("#settings-instance_name").value === "Lab");

  // Nothing typed is lost by a wrong click.
  await name.fill("Half");
  page.once("dialog", (question) => question.dismiss());
  await page.getByRole("tab", { name: "Status" }).click();
  assert.equal(await name.inputValue(), "Half");
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await name.inputValue(), "Lab");
  await page.getByRole("tab", { name: "Status" }).click();
  await page.getByText("Running for").waitFor();
  assert.match(page.url(), /tab=status$/);
  assertQuiet(page);
});

test("every tab is accessible, on a phone too", async () => {
  const page = await open(browser, app, "/settings");
  await signIn(page);
  for (const name of TABS) {
    await page.getByRole("tab", { name }).click();
    await page.getByRole("tabpanel", { name }).getByRole("heading").first().waitFor();
    await assertAccessible(page, name);
    await page.setViewportSize(PHONE.viewport);
    await assertFits(page);
    await page.setViewportSize({ width: 1280, height: 720 });
  }
});

test("a token opens the admin API until it is deleted", async () => {
  const page = await open(browser, app, "/settings?tab=tokens");
  await signIn(page);
  await page.getByText("No admin tokens").waitFor();
  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("dialog", { name: "New token" });
  await form.getByRole("button", { name: "Make token" }).click();
  await form.locator(".pf-m-error").first().waitFor();
  await form.locator("#token-name").fill("ci");
  await form.getByRole("button", { name: "Make token" }).click();
  const made = page.getByRole("dialog", { name: "The token ci" });
  const token = await made.getByRole("region", { name: "Admin token" }).textContent();
  await made.getByRole("button", { name: "I have copied it" }).click();

  const ask = async () => {
    const answer = await fetch(`${app.url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    return answer.status;
  };
  assert.equal(await ask(), 200);
  await page.getByRole("button", { name: "Delete ci" }).click();
  await page.getByRole("dialog", { name: "Delete ci?" }).getByRole("button", { name: "Delete" }).click();
  await page.getByText("No admin tokens").waitFor();
  assert.equal(await ask(), 401);
  assertQuiet(page);
});

test("a new password ends other sessions and keeps this one", async () => {
  const fresh = await routex();
  const { token, ...rest } = await setUp(fresh);
  assert.ok(token, JSON.stringify(rest));
  const [page, other] = [await open(browser, fresh, "/settings?tab=account"), await open(browser, fresh)];
  await signIn(page);
  await signIn(other);
  await other.getByRole("heading", { name: "Overview" }).waitFor();

  const type = async (...texts) => {
    const ids = ["#current-password", "#new-password", "#repeated-password"];
    for (const [index, text] of texts.entries()) await page.locator(ids[index]).fill(text);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await type(USER.password, "battery staple correct", "battery staple");
  await page.getByText("The two are not the same.").waitFor();
  await type("wrong", "battery staple correct", "battery staple correct");
  await page.getByText("is not the password in use").first().waitFor();
  await type(USER.password, "battery staple correct", "battery staple correct");
  await page.getByText("Your password is changed").waitFor();
  assert.equal(await page.locator("#new-password").inputValue(), "");

  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByText("Password changed", { exact: true }).waitFor();
  await other.reload();
  await signIn(other);
  await other.getByText("User name or password is wrong.").waitFor();
  await signIn(other, { ...USER, password: "battery staple correct" });
  await other.getByRole("heading", { name: "Overview" }).waitFor();
  await fresh.stop();
});

test("a configuration is downloaded here and imported there", async () => {
  const page = await open(browser, app, "/settings?tab=transfer");
  await signIn(page);
  const plain = await downloaded(page, () => page.getByRole("button", { name: "Download without secrets" }).click());
  assert.equal(JSON.parse(plain.text).box, undefined);
  await page.locator("#export-passphrase").fill("a long enough passphrase");
  await page.locator("#export-repeated").fill("a long enough passphrase");
  const sealed = await downloaded(page, () => page.getByRole("button", { name: "Download with secrets" }).click());
  assert.ok(JSON.parse(sealed.text).box);

  const there = await routex(operated());
  const target = await open(browser, there, "/settings?tab=transfer");
  await signIn(target);
  await target.getByLabel("File").setInputFiles(sealed.path);
  await target.locator("#import-passphrase").fill("not the passphrase");
  await target.getByRole("button", { name: "See what it does" }).click();
  await target.getByText(/passphrase/i).first().waitFor();
  await target.locator("#import-passphrase").fill("a long enough passphrase");
  await target.getByRole("button", { name: "See what it does" }).click();
  await target.getByText("Nothing has been changed yet").waitFor();
  await target.getByRole("listitem").filter({ hasText: "eu-1" }).waitFor();
  await assertAccessible(target, "what an import would do");
  assert.equal(await there.ask("sim-ok"), 404, "nothing was made yet");
  await target.getByRole("button", { name: "Import", exact: true }).click();
  await target.getByRole("status").getByText("It is imported").waitFor();
  assert.equal(await there.ask("sim-ok"), 200);

  // Pasted, and all of it there already.
  await target.getByLabel("File").setInputFiles([]);
  await target.getByLabel("Or paste it").fill(plain.text);
  await target.getByRole("button", { name: "See what it does" }).click();
  await target.locator("#import-passphrase-help.pf-v6-c-form__helper-text .pf-m-error").waitFor();
  await target.locator("#import-passphrase").fill("");
  await target.getByRole("button", { name: "See what it does" }).click();
  await target.getByText(/Stays as it is \(\d+\)/).waitFor();
  assertQuiet(target);
  await there.stop();
});

async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  const path = await download.path();
  return { path, text: readFileSync(path, "utf8"), name: download.suggestedFilename() };
}

/// Completes the setup as the wizard does, so that there is a user whom no file declares.
async function setUp(fresh) {
  const [, token] = (await fresh.setupLink()).match(/#token=([\w-]+)/);
  const answer = await fetch(`${fresh.url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      setup_token: token,
      channel: { name: "first", provider: "openai_compatible", base_url: `${provider.url}/v1`, api_keys: ["sk-simulated"], allow_private_network: true },
      admin: USER,
    }),
  });
  return { token: answer.status === 201 && token, status: answer.status, text: await answer.text() };
}
