// Routing: settings take effect, go back to the file, and the dry run says where a request would go and why.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'models = ["gpt-5", "relay"]\nmodel_map = { gpt-5 = "sim-ok", relay = "sim-ok" }\npriority = 0\ntags = ["eu"]'),
      channel("us-1", provider, 'models = ["gpt-5"]\nmodel_map = { gpt-5 = "sim-ok" }\npriority = 1\ntags = ["us"]'),
      channel("spare", provider, "enabled = false\npriority = 9"),
      `
[[client_key]]
name = "us-only"
key = "rx-key-that-may-use-us-alone"
tags = ["us"]
`,
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

async function routing(path = "/routing", options = {}) {
  const page = await open(browser, app, path, options);
  await signIn(page);
  await page.getByRole("heading", { name: "Routing", exact: true }).waitFor();
  return page;
}

const ask = async (page, model) => {
  await page.getByLabel("Model", { exact: false }).first().fill(model);
  await page.getByRole("button", { name: "Explain" }).click();
};

test("what is changed takes effect at once, and goes back to the file", async () => {
  const page = await routing();
  await page.getByText("All settings come from the configuration file").waitFor();
  assert.ok(await page.getByRole("radio", { name: /Priority/ }).isChecked());
  await assertAccessible(page, "the routing settings");

  await page.getByRole("radio", { name: /Round robin/ }).check({ force: true });
  await page.getByLabel("Attempts", { exact: true }).fill("2");
  await page.getByLabel("First pause").fill("0.5");
  await page.getByText("3 changes are not saved.").waitFor();
  await page.getByText("a single request tries it after 500 ms").waitFor();
  await assertAccessible(page, "routing settings with changes");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Routing saved").waitFor();
  await page.getByText("3 settings were changed here").waitFor();
  assert.equal(await page.getByText("Set here", { exact: true }).count(), 3);

  // The next question is answered by it.
  await page.getByRole("tab", { name: "Dry run" }).click();
  await ask(page, "gpt-5");
  await page.getByText("The strategy is “Round robin”").waitFor();

  // One of them follows the file again, then all.
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Follow the file (max_attempts)" }).click();
  await page.getByText("2 settings were changed here").waitFor();
  assert.equal(await page.getByLabel("Attempts", { exact: true }).inputValue(), "3");
  await page.getByRole("button", { name: "Back to the file" }).click();
  const question = page.getByRole("dialog", { name: "Go back to the configuration file?" });
  await assertAccessible(page, "the question before going back");
  await question.getByRole("button", { name: "Back to the file" }).click();
  await page.getByText("All settings come from the configuration file").waitFor();
  assert.ok(await page.getByRole("radio", { name: /Priority/ }).isChecked());
  assert.equal(await page.getByLabel("First pause").inputValue(), "5");
  await page.getByRole("tab", { name: "Dry run" }).click();
  await page.getByText("The strategy is “Priority”").waitFor();
  assertQuiet(page);
});

test("what makes no sense is told before, what Routex refuses after", async () => {
  const page = await routing();
  await page.getByLabel("Attempts", { exact: true }).fill("many");
  await page.getByText("Enter a number.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
  await page.getByRole("button", { name: "Discard" }).click();
  assert.equal(await page.getByLabel("Attempts", { exact: true }).inputValue(), "3");

  await page.getByLabel("Whole request").fill("30");
  await page.getByText("Must not be more than “Whole request”.").waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  assertQuiet(page);
});

test("what another operator saves is seen, and what was typed stays", async () => {
  const [mine, theirs] = [await routing(), await routing()];
  await mine.getByLabel("Silence").fill("90");
  await theirs.getByRole("radio", { name: /Fastest/ }).check({ force: true });
  await theirs.getByRole("button", { name: "Save" }).click();
  await mine.getByText("1 setting was changed here").waitFor();
  assert.ok(await mine.getByRole("radio", { name: /Fastest/ }).isChecked());
  assert.equal(await mine.getByLabel("Silence").inputValue(), "90");
  await mine.getByRole("button", { name: "Back to the file" }).click();
  await mine.getByRole("dialog").getByRole("button", { name: "Back to the file" }).click();
  await mine.getByText("All settings come from the configuration file").waitFor();
});

test("a dry run says where a request would go, and why others are out", async () => {
  const page = await routing("/routing?tab=dry-run");
  await page.getByText("Nothing asked yet").waitFor();
  await assertAccessible(page, "a dry run before the question");
  await ask(page, "gpt-5");
  await page.getByText("Goes to eu-1").waitFor();
  await page.getByText("It has the lowest priority number of those that can serve.").first().waitFor();
  const row = (name) => page.getByRole("row", { name: new RegExp(name) });
  await row("us-1").getByText("Is asked when those before it fail.").waitFor();
  await row("spare").getByText("It is disabled.").waitFor();
  await assertAccessible(page, "a dry run with its answer");

  // Who asks counts.
  await page.getByLabel("Client key").selectOption({ label: "us-only" });
  await page.getByRole("button", { name: "Explain" }).click();
  await page.getByText("Goes to us-1").waitFor();
  await row("eu-1").getByText("none of the key’s tags").waitFor();

  // The address says all of it, and the way back leads to the question before.
  const address = page.url();
  await page.goBack();
  await page.getByText("Goes to eu-1").waitFor();
  await page.goto(address);
  await page.getByText("Goes to us-1").waitFor();
  assert.equal(await page.getByLabel("Client key").locator("option:checked").textContent(), "us-only");

  await ask(page, "relay");
  await page.getByText("Nothing can serve it now").waitFor();
  await row("us-1").getByText("It does not serve the model.").waitFor();
  assertQuiet(page);
});

test("on a phone both faces fit", async () => {
  const page = await routing("/routing", PHONE);
  await page.getByText("All settings come from the configuration file").waitFor();
  await page.getByLabel("Silence").fill("90");
  await page.getByText("1 change is not saved.").waitFor();
  await assertFits(page);
  await assertAccessible(page, "the routing settings on a phone");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("tab", { name: "Dry run" }).click();
  await ask(page, "gpt-5");
  await page.getByText("Goes to eu-1").waitFor();
  await assertFits(page);
  await assertAccessible(page, "a dry run on a phone");
});
