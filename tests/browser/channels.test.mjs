// Channels: made of a preset, tested, changed, broken and recovered while somebody looks, emptied, removed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("of-the-file", provider, 'models = ["sim-slow"]\ntags = ["eu"]\npriority = 5'),
      channel("fragile", provider, 'models = ["weak"]\nmodel_map = { weak = "sim-500" }\npriority = 6'),
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

const row = (page, name) => page.getByRole("row", { name: new RegExp(`\\b${name}\\b`) });

/// On the page of a channel: an entry of its menu.
async function act(page, name, what) {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: what }).click();
}

/// Fills in what a channel to the simulator needs.
async function fill(page, name, key = "sk-simulated") {
  await page.getByRole("radio", { name: /OpenAI-compatible/ }).check({ force: true });
  await page.getByLabel("Name", { exact: false }).first().fill(name);
  await page.getByLabel("API key").fill(key);
  await page.getByLabel("Base URL").fill(`${provider.url}/v1`);
  await page.getByLabel("Allow addresses of a private network").check();
}

test("a channel is made of a preset, tested, and serves", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await row(page, "of-the-file").getByText("Serving").waitFor();
  await assertAccessible(page, "the list of channels");
  await page.getByRole("link", { name: "New channel" }).click();

  await page.getByRole("radio", { name: /OpenAI-compatible/ }).check({ force: true });
  await page.getByRole("button", { name: "Make the channel" }).click();
  await page.getByText("This is needed.").waitFor();
  await fill(page, "two words");
  await page.getByRole("button", { name: "Make the channel" }).click();
  await page.locator("#channel-name-help .pf-m-error").waitFor();
  await page.getByLabel("Name", { exact: false }).first().fill("made");
  await page.getByText("Advanced settings").click();
  await page.getByLabel("Requests a minute").fill("900");
  await page.getByLabel("Tags").fill("eu, paid");
  await assertAccessible(page, "a new channel");
  await page.getByRole("button", { name: "Make the channel" }).click();

  await page.getByText("made was made and serves").waitFor();
  await page.getByText(/answered, first byte after \d/).waitFor();
  await page.getByRole("heading", { name: "made", exact: true }).waitFor();
  await page.getByText("On: it takes requests").waitFor();
  await page.getByText("0 of 900").waitFor();

  await page.getByRole("button", { name: "Test", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Model").fill("sim-ok");
  await dialog.getByRole("button", { name: "Test" }).click();
  await dialog.getByText("sim-ok answers").waitFor();
  await dialog.getByText(/^\d+ ms$/).first().waitFor();
  await assertAccessible(page, "a test");
  await dialog.getByLabel("Model").fill("sim-529");
  await dialog.getByRole("button", { name: "Test" }).click();
  await dialog.getByText("The provider did not answer as hoped").waitFor();
  assertQuiet(page);
});

test("one that fails its test is made, but stays off", async () => {
  const page = await open(browser, app, "/channels/new");
  await signIn(page);
  await fill(page, "nowhere");
  await page.getByLabel("Base URL").fill("http://127.0.0.1:9/v1");
  await page.getByRole("button", { name: "Make the channel" }).click();
  await page.getByText("nowhere was made, but is off: the test failed").waitFor();
  await page.getByText("Off: it takes no requests").waitFor();
  await act(page, "nowhere", "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("nowhere was deleted").waitFor();
  await row(page, "made").waitFor();
  assert.equal(await row(page, "nowhere").count(), 0);
});

test("settings change, and what was typed is not lost by looking elsewhere", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await page.getByRole("link", { name: "made", exact: true }).click();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByText("Advanced settings").click();
  await page.getByLabel("Weight").fill("many");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#channel-weight-help .pf-m-error").waitFor();
  await page.getByLabel("Weight").fill("3");
  await page.getByRole("tab", { name: "State" }).click();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByText("Advanced settings").click();
  assert.equal(await page.getByLabel("Weight").inputValue(), "3");

  // Who leaves with something unsaved is asked.
  page.once("dialog", (question) => question.dismiss());
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("group", { name: "Model names" }).getByRole("button", { name: "Add" }).click();
  await page.getByLabel("Clients ask for").fill("relay");
  await page.getByLabel("Provider gets").fill("sim-ok");
  await assertAccessible(page, "the settings of a channel");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  await page.getByText("weight 3").waitFor();
  assert.equal(await app.ask("relay"), 200);

  // Another address gets no key that was not meant for it.
  await page.getByLabel("Base URL").fill(provider.url);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Enter the secrets again").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Enter the secrets again").waitFor({ state: "detached" });
  assertQuiet(page);
});

test("credentials are added, renamed, switched off and deleted", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await page.getByRole("link", { name: "made", exact: true }).click();
  await page.getByRole("tab", { name: "Credentials" }).click();
  await page.getByRole("button", { name: "Add credential" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("API key").fill("sk-simulated-second");
  await dialog.getByLabel("Label").fill("second");
  await dialog.getByRole("button", { name: "Add" }).click();
  await page.getByText("The credential was added").waitFor();
  await row(page, "second").getByText("Serving").waitFor();
  await assertAccessible(page, "the credentials of a channel");

  await act(page, "second", "Rename");
  await dialog.getByLabel("Label").fill("spare");
  await dialog.getByRole("button", { name: "Save" }).click();
  await row(page, "spare").getByRole("switch").click();
  await row(page, "spare").getByText("Disabled").waitFor();
  await act(page, "spare", "Replace key");
  await dialog.getByLabel("API key").fill("sk-simulated-third");
  await dialog.getByRole("button", { name: "Replace key" }).click();
  await page.getByText("The key was replaced").waitFor();
  await act(page, "spare", "Delete");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("The credential was deleted").waitFor();
  await row(page, "spare").waitFor({ state: "detached" });
  assertQuiet(page);
});

test("models that the provider lists are chosen", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await page.getByRole("link", { name: "made", exact: true }).click();
  await page.getByRole("tab", { name: "Models" }).click();
  await page.getByText("Any model is served").waitFor();
  await page.getByLabel("Find a model").fill("sim-");
  for (const name of ["sim-ok", "sim-500"]) await page.getByRole("checkbox", { name, exact: true }).check();
  await page.getByText("2 models are served").waitFor();
  await assertAccessible(page, "the models of a channel");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  assertQuiet(page);
});

test("a breaker that opens and closes is seen as it happens", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await page.getByRole("link", { name: "fragile" }).click();
  const head = page.locator(".rx-channel-head");
  await head.getByText("Serving").waitFor();
  await page.getByText("No attempts yet").waitFor();

  const broken = head.getByText(/Breaker open|Probing/);
  const failing = async () => {
    while (!(await broken.isVisible())) await app.ask("weak");
  };
  await Promise.all([broken.waitFor(), failing()]);
  await page.getByText("Provider failed").first().waitFor();
  const latest = page.getByRole("table", { name: "Latest requests" });
  await latest.getByRole("row", { name: /weak/ }).first().waitFor();
  await assertAccessible(page, "a broken channel");

  await act(page, "fragile", "Reset breakers");
  await page.getByText("Breakers are closed; suspensions and pauses are over").waitFor();
  await head.getByText("Serving").waitFor();
  const history = page.getByRole("table", { name: "The last 24 hours" });
  await history.getByText("Reset by an operator").first().waitFor();
  await history.getByText("Too many failures").first().waitFor();
  await page.getByRole("img", { name: "States over the last 24 hours" }).waitFor();
  assertQuiet(page);
});

test("a channel is emptied, switched on again, found by filters, and removed", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await act(page, "made", "Drain");
  await page.getByRole("dialog").getByRole("button", { name: "Drain" }).click();
  await page.getByText(/made is off; 0 in flight/).waitFor();
  await row(page, "made").getByText("Disabled").waitFor();
  // The state is told at once, the settings are read again after it.
  await row(page, "made").getByRole("switch", { checked: false }).click();
  await row(page, "made").getByText("Serving").waitFor();

  // What the file declares is changed there.
  assert.ok(await row(page, "of-the-file").getByRole("switch").isDisabled());
  await page.getByLabel("Tag").selectOption("paid");
  await row(page, "of-the-file").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "made", exact: true }).click();
  await page.getByRole("heading", { name: "made", exact: true }).waitFor();
  await page.goBack();
  await row(page, "made").waitFor();
  assert.equal(await page.getByLabel("Tag").inputValue(), "paid");
  await page.getByLabel("Search").fill("nothing like it");
  await page.getByText("No channel matches").waitFor();
  await page.getByLabel("Search").fill("");

  await act(page, "made", "Delete");
  await assertAccessible(page, "a question before something is destroyed");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("made was deleted").waitFor();
  await row(page, "made").waitFor({ state: "detached" });
  assertQuiet(page);
});

test("a channel of the file is shown and not changed", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await page.getByRole("link", { name: "of-the-file" }).click();
  await page.getByText(/The configuration file declares this channel/).waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  assert.ok(await page.getByLabel("Base URL").isDisabled());
  assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);
  assertQuiet(page);
});

test("a restart of the server is survived", async () => {
  const page = await open(browser, app, "/channels");
  await signIn(page);
  await row(page, "of-the-file").getByText("Serving").waitFor();
  await app.halt();
  await page.getByText(/Connection lost/).waitFor();
  await app.resume();
  await page.getByText(/Connection lost/).waitFor({ state: "detached" });
  await row(page, "of-the-file").getByText("Serving").waitFor();
});

test("on a phone everything is there and nothing sticks out", async () => {
  const page = await open(browser, app, "/channels", PHONE);
  await signIn(page);
  await row(page, "of-the-file").waitFor();
  await assertFits(page);
  await page.getByRole("link", { name: "of-the-file" }).click();
  for (const tab of ["State", "Credentials", "Models", "Settings"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tabpanel").getByRole("heading").first().waitFor();
    await assertFits(page);
    await assertAccessible(page, `${tab} of a channel on a phone`);
  }
  await page.goto("/channels/new");
  await page.getByRole("radio", { name: /OpenAI-compatible/ }).check({ force: true });
  await page.getByText("Advanced settings").click();
  await assertFits(page);
});
