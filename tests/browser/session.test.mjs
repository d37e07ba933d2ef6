// Signing in and out, and what happens when a session ends under the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { USER, operated, routex } from "./lib/routex.mjs";

let browser, app;
before(async () => {
  [browser, app] = await Promise.all([launch(), routex(operated())]);
});
after(async () => {
  await browser.close();
  await app.stop();
});

test("signing in leads to where one wanted to go, and signing out leads out", async () => {
  const page = await open(browser, app, "/no-such-page");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await assertAccessible(page, "signing in");

  await signIn(page, { ...USER, password: "wrong" });
  await page.getByText("User name or password is wrong.").waitFor();
  assert.equal(await page.getByLabel("User name").inputValue(), USER.username);
  await signIn(page);
  await page.getByRole("heading", { name: "No such page" }).waitFor();
  await page.getByRole("link", { name: "Back to the overview" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();

  await page.getByRole("button", { name: `Account of ${USER.username}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assertQuiet(page);
});

test("a session that ends asks for the password and keeps the page", async () => {
  const page = await open(browser, app);
  await signIn(page);
  await page.getByText("Live", { exact: true }).waitFor();

  // Elsewhere, the same user's session is ended; the stream notices.
  await page.context().clearCookies();
  await app.halt();
  await app.resume();
  await page.getByRole("dialog").getByRole("heading", { name: "Your session has ended" }).waitFor();
  assert.ok(await page.getByRole("heading", { name: "Overview" }).isVisible());

  await signIn(page);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("Live", { exact: true }).waitFor();
});

test("a dashboard whose texts cannot be loaded says so", async () => {
  const page = await open(browser, app, "about:blank");
  await page.route(/\/en-[^/]*\.js$/, (route) => route.abort());
  await page.goto(app.url);
  await page.getByText("The dashboard could not be loaded.").waitFor();
});
