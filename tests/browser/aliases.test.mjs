// Aliases: made, put in order by pointer and by keyboard, asked for, and deleted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(
      channel("eu-1", provider, 'models = ["gpt-5"]\nmodel_map = { gpt-5 = "sim-ok" }\ntags = ["eu"]'),
      channel("us-1", provider, 'models = ["claude-sonnet-4-6"]\nmodel_map = { claude-sonnet-4-6 = "sim-ok" }'),
      `
[[alias]]
name = "declared"
targets = [{ channel = "eu-1", model = "gpt-5" }]
`,
    ),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

async function aliases(options = {}) {
  const page = await open(browser, app, "/aliases", options);
  await signIn(page);
  await page.getByRole("heading", { name: "Aliases" }).waitFor();
  return page;
}

const row = (page, name) => page.getByRole("row", { name: new RegExp(name) });
/// Where the targets of an open alias lead, in order.
const order = (page) => page.getByRole("dialog").locator("select[id^=target-place]").evaluateAll((all) => all.map((one) => one.value));

test("an alias is made, ordered, asked for and deleted", async () => {
  const page = await aliases();
  await row(page, "declared").getByText("File", { exact: true }).waitFor();
  assert.equal(await row(page, "declared").getByRole("button").count(), 0);
  await assertAccessible(page, "the list of aliases");

  await page.getByRole("button", { name: "New alias" }).click();
  const dialog = page.getByRole("dialog", { name: "New alias" });
  const create = dialog.getByRole("button", { name: "Create alias" });
  assert.ok(await create.isDisabled());
  await dialog.getByLabel("Alias", { exact: false }).first().fill("smart");
  await dialog.getByLabel("Strategy").selectOption("priority");
  await dialog.getByLabel("Where target 1 leads").selectOption("channel:eu-1");
  await dialog.getByLabel("Model of target 1").fill("gpt-5");
  await dialog.getByRole("button", { name: "Add target" }).click();
  await dialog.getByLabel("Where target 2 leads").selectOption("channel:us-1");
  await dialog.getByLabel("Model of target 2").fill("not-there");
  await create.click();
  await dialog.getByText(/"not-there" is not served by us-1/).waitFor();
  await assertAccessible(page, "an alias that was refused");
  await dialog.getByLabel("Model of target 2").fill("claude-sonnet-4-6");

  // By keyboard: the second goes first, and keeps the focus.
  await dialog.getByRole("button", { name: "Move target 2 of 2", exact: true }).focus();
  await page.keyboard.press("ArrowUp");
  await dialog.getByText("Moved to place 1 of 2.").waitFor();
  assert.deepEqual(await order(page), ["channel:us-1", "channel:eu-1"]);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Move target 1 of 2");
  // And by a button, back.
  await dialog.getByRole("button", { name: "Move target 1 of 2 down" }).click();
  await dialog.getByText("Moved to place 2 of 2.").waitFor();
  assert.deepEqual(await order(page), ["channel:eu-1", "channel:us-1"]);

  // By pointer.
  await drag(page, dialog.getByRole("button", { name: "Move target 1 of 2", exact: true }), dialog.getByRole("button", { name: "Move target 2 of 2", exact: true }));
  await dialog.getByText("Moved to place 2 of 2.").waitFor();
  assert.deepEqual(await order(page), ["channel:us-1", "channel:eu-1"]);

  await dialog.getByLabel("No target available").fill("gpt-5");
  await create.click();
  await page.getByText("Alias smart saved").waitFor();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(await row(page, "smart").locator("ol li").allTextContents(), ["us-1claude-sonnet-4-6", "eu-1gpt-5"]);

  // It serves, as it stands.
  assert.equal(await app.ask("smart"), 200);
  await row(page, "smart").getByRole("link", { name: "Dry run" }).click();
  await page.getByText("Goes to us-1").waitFor();
  await page.getByText("smart is an alias. Its targets are the candidates.").waitFor();
  await page.goBack();

  // Another order makes others serve.
  await page.getByRole("button", { name: "Edit smart" }).click();
  const edit = page.getByRole("dialog", { name: "Alias smart" });
  assert.equal(await edit.getByLabel("No target available").inputValue(), "gpt-5");
  await drag(page, edit.getByRole("button", { name: "Move target 2 of 2", exact: true }), edit.getByRole("button", { name: "Move target 1 of 2", exact: true }));
  await edit.getByText("Moved to place 1 of 2.").waitFor();
  await edit.getByRole("button", { name: "Save" }).click();
  await edit.waitFor({ state: "hidden" });
  await row(page, "smart").getByRole("link", { name: "Dry run" }).click();
  await page.getByText("Goes to eu-1").waitFor();
  await page.goBack();

  await page.getByRole("button", { name: "Delete smart" }).click();
  const question = page.getByRole("dialog", { name: "Delete alias smart?" });
  await assertAccessible(page, "the question before deleting an alias");
  await question.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Alias smart deleted").waitFor();
  await row(page, "smart").waitFor({ state: "hidden" });
  assert.notEqual(await app.ask("smart"), 200);
  assertQuiet(page);
});

test("what is typed is not lost by a slip, and a drag can be broken off", async () => {
  const page = await aliases();
  await page.getByRole("button", { name: "New alias" }).click();
  const dialog = page.getByRole("dialog", { name: "New alias" });
  await dialog.getByLabel("Alias", { exact: false }).first().fill("kept");
  await dialog.getByRole("button", { name: "Add target" }).click();
  await dialog.getByLabel("Where target 1 leads").selectOption("tag:eu");

  const from = await middle(dialog.getByRole("button", { name: "Move target 1 of 2", exact: true }));
  const to = await middle(dialog.getByRole("button", { name: "Move target 2 of 2", exact: true }));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 5, { steps: 4 });
  await page.locator(".rx-target--after").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".rx-target--held").waitFor({ state: "detached" });
  await page.mouse.up();
  assert.deepEqual(await order(page), ["tag:eu", ""]);

  page.once("dialog", (question) => question.dismiss());
  await dialog.getByRole("button", { name: "Close" }).click();
  assert.equal(await dialog.getByLabel("Alias", { exact: false }).first().inputValue(), "kept");
  page.once("dialog", (question) => question.accept());
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
});

test("the search stands in the address", async () => {
  const page = await aliases();
  await page.getByLabel("Search aliases").fill("nowhere");
  await page.getByText("No alias fits").waitFor();
  await page.getByLabel("Search aliases").fill("gpt eu-1");
  await row(page, "declared").waitFor();
  assert.ok(page.url().includes("find=gpt+eu-1"), page.url());
});

test("on a phone an alias is read and changed", async () => {
  const page = await aliases(PHONE);
  await page.getByText("declared", { exact: true }).waitFor();
  await assertFits(page);
  await assertAccessible(page, "the list of aliases on a phone");
  await page.getByRole("button", { name: "New alias" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add target" }).click();
  await page.getByLabel("Where target 2 leads").waitFor();
  await assertFits(page);
  await assertAccessible(page, "an alias on a phone");
});

async function middle(place) {
  const box = await place.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/// Past the middle of the other, as somebody does who means to put it behind or before it.
async function drag(page, from, to) {
  const [start, end] = [await middle(from), await middle(to)];
  const further = Math.sign(end.y - start.y) * 6;
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y + further, { steps: 6 });
  await page.locator(".rx-target--after, .rx-target--before").waitFor();
  await page.mouse.up();
}
