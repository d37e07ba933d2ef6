// Language and theme: as the browser has them, as somebody chose, and still after a reload. And what loading weighs.

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

const isDark = (page) => page.evaluate(() => document.documentElement.classList.contains("pf-v6-theme-dark"));

test("the language is the browser's until somebody chooses", async () => {
  const page = await open(browser, app, "/", { locale: "zh-CN" });
  await page.getByRole("heading", { name: "登录" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.getByLabel("用户名").fill(USER.username);
  await page.getByLabel(/^密码/).fill(USER.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "概览" }).waitFor();
  await assertAccessible(page, "the overview in Chinese");

  await page.getByRole("button", { name: "语言" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assertQuiet(page);
});

test("the theme is the system's until somebody chooses, also by keyboard", async () => {
  const page = await open(browser, app, "/", { colorScheme: "dark" });
  await signIn(page);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assert.ok(await isDark(page));
  await assertAccessible(page, "the overview in the dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.locator("html:not(.pf-v6-theme-dark)").waitFor();

  const menu = page.getByRole("button", { name: "Theme" });
  await menu.focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("menuitemradio", { name: "Dark" }).waitFor();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await page.locator("html.pf-v6-theme-dark").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assert.ok(await isDark(page));
  assertQuiet(page);
});

test("the first load weighs less than 600 kB, and the second one next to nothing", async () => {
  const page = await open(browser, app, "about:blank");
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  let bytes = 0;
  client.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(app.url);
  await signIn(page);
  await page.locator(".rx-chart canvas").first().waitFor();
  const first = bytes;
  assert.ok(first > 100_000 && first < 600_000, `${first} bytes came over the wire`);

  await page.reload();
  await page.locator(".rx-chart canvas").first().waitFor();
  assert.ok(bytes - first < 60_000, `${bytes - first} bytes came again`);
});

// With the part that the page is in.
const DEEP = 800_000;
for (const [path, heading] of [
  ["/channels", "Channels"],
  ["/accounts", "Accounts"],
  ["/requests", "Requests"],
  ["/analytics", "Analytics"],
  ["/routing", "Routing"],
  ["/keys", "Client keys"],
  ["/settings", "Settings"],
]) {
  test(`${path} weighs less than ${DEEP / 1000} kB when it is opened first`, async () => {
    const page = await open(browser, app, "about:blank");
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    let bytes = 0;
    client.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    await page.goto(app.url + path);
    await signIn(page);
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    assert.ok(bytes > 100_000 && bytes < DEEP, `${bytes} bytes came over the wire`);
    assertQuiet(page);
  });
}
