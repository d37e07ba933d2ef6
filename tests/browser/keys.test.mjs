// Client keys: from the first secret to the end, as operator and client see it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

let browser, provider, app;
before(async () => {
  [browser, provider] = await Promise.all([launch(), simulator()]);
  app = await routex(
    operated(channel("eu-1", provider, 'tags = ["eu"]\nmodel_map = { priced = "sim-ok", other = "sim-ok" }')),
  );
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
});

const row = (page, name) => page.getByRole("row", { name: new RegExp(`^${name}`) });

async function act(page, name, action) {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/// The secret that is shown just now; then it is put away.
async function secret(page, name) {
  const dialog = page.getByRole("dialog", { name: `The secret of ${name}` });
  const shown = await dialog.getByRole("region", { name: "Client key" }).textContent();
  assert.match(await dialog.getByRole("region", { name: "curl" }).textContent(), new RegExp(`Bearer ${shown}`));
  await assertAccessible(page, "a new secret");
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await dialog.waitFor({ state: "detached" });
  return shown;
}

test("a key is made, used, limited, disabled, given a new secret and deleted", async () => {
  const page = await open(browser, app, "/keys");
  await signIn(page);
  await row(page, "laptop").getByText("Configuration file").waitFor();
  await assertAccessible(page, "the list of keys");

  // What is wrong is told beside the field, and nothing typed is lost.
  await page.getByRole("button", { name: "New key" }).click();
  const form = page.getByRole("dialog", { name: "New key" });
  await form.getByLabel("Name").fill("laptop");
  await form.getByLabel("Requests a minute").fill("many");
  await form.getByText("A whole number, please.").waitFor();
  await form.getByLabel("Requests a minute").fill("600");
  await form.getByRole("button", { name: "Create key" }).click();
  await form.getByText(/already|taken|in use/).first().waitFor();
  await assertAccessible(page, "the form of a key");
  await form.getByLabel("Name").fill("team");
  await form.getByRole("button", { name: "+ priced" }).click();
  await form.getByRole("button", { name: "+ eu" }).click();
  await form.getByLabel("Day", { exact: true }).fill("5");
  await form.getByLabel("Allow models without a known price").check();
  await form.getByRole("button", { name: "in 30 days" }).click();
  await form.getByRole("button", { name: "Create key" }).click();
  const first = await secret(page, "team");

  const team = row(page, "team");
  await team.getByText("Active").waitFor();
  await team.getByText(/Expires in (29|30) days/).waitFor();
  await team.getByText("600 requests / min").waitFor();
  await team.getByText("$0.00 of $5.00").waitFor();
  assert.equal(await app.ask("other", first), 403, "a model that it may not ask for");
  assert.equal(await app.ask("priced", first), 200);
  await team.getByText(/^[12] requests?$/).waitFor();

  // A budget that a request uses up, seen while it happens.
  const prices = { items: [{ model: "priced", input: 1000, output: 1000 }, { model: "sim-ok", input: 1000, output: 1000 }] };
  assert.equal(await put(page, "/prices", prices), 200);
  await act(page, "team", "Edit");
  const edit = page.getByRole("dialog", { name: "team" });
  await edit.getByLabel("Day", { exact: true }).fill("0.001");
  await edit.getByRole("button", { name: "Save" }).click();
  await page.getByText("team is saved").waitFor();
  await team.getByText(/ of \$0\.001$/).waitFor();
  assert.equal(await app.ask("priced", first), 200);
  await team.getByText("Budget used up").waitFor();
  assert.notEqual(await app.ask("priced", first), 200);

  await act(page, "team", "Edit");
  await edit.getByLabel("Day", { exact: true }).fill("");
  await edit.getByRole("button", { name: "Save" }).click();
  await team.getByText("No budget").waitFor();
  assert.equal(await app.ask("priced", first), 200);

  await act(page, "team", "Disable");
  await team.getByText("Disabled").waitFor();
  assert.equal(await app.ask("priced", first), 401);
  await act(page, "team", "Enable");
  await team.getByText("Active").waitFor();

  await act(page, "team", "New secret");
  const sure = page.getByRole("dialog", { name: "A new secret for team?" });
  await assertAccessible(page, "the question before a new secret");
  await sure.getByRole("button", { name: "New secret" }).click();
  const second = await secret(page, "team");
  assert.equal(await app.ask("priced", first), 401);
  assert.equal(await app.ask("priced", second), 200);

  await act(page, "team", "Delete");
  await page.getByRole("dialog", { name: "Delete team?" }).getByRole("button", { name: "Delete" }).click();
  await page.getByText("team is deleted").waitFor();
  await team.waitFor({ state: "detached" });
  assert.equal(await app.ask("priced", second), 401);
  assertQuiet(page);
});

test("a list can be narrowed, and its address shows the same to others", async () => {
  const page = await open(browser, app, "/keys?state=disabled");
  await signIn(page);
  await page.getByText("No key is like that").waitFor();
  await page.getByLabel("State").selectOption("");
  await page.getByLabel("Search").fill("lap");
  await row(page, "laptop").waitFor();
  assert.match(page.url(), /\/keys\?q=lap$/);

  // What the file declares is shown and not changed.
  await act(page, "laptop", "Show");
  const form = page.getByRole("dialog", { name: "laptop" });
  await form.getByText("The configuration file declares this key").waitFor();
  assert.ok(await form.getByLabel("Requests a minute").isDisabled());
  await page.keyboard.press("Escape");
  await row(page, "laptop").getByRole("link", { name: /request/ }).click();
  await page.waitForURL(/\/requests\?key=laptop$/);
});

test("on a phone keys fit the screen", async () => {
  const page = await open(browser, app, "/keys", PHONE);
  await signIn(page);
  await page.getByRole("button", { name: "laptop", exact: true }).waitFor();
  await assertFits(page);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog", { name: "New key" }).waitFor();
  await assertFits(page);
  await assertAccessible(page, "the form of a key on a phone");
});

/// As another operator's program would.
async function put(page, path, body) {
  return page.evaluate(
    async ([path, body]) => {
      const { csrf_token } = await (await fetch("/api/v1/session")).json();
      const headers = { "content-type": "application/json", "x-csrf-token": csrf_token };
      return (await fetch(`/api/v1${path}`, { method: "PUT", headers, body: JSON.stringify(body) })).status;
    },
    [path, body],
  );
}
