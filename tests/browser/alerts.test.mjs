// Alerts, who is told of them, and by which rules.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { PHONE, assertAccessible, assertFits, assertQuiet, launch, open, signIn } from "./lib/browser.mjs";
import { channel, operated, routex, simulator } from "./lib/routex.mjs";

const DECLARED = '\n[[alert_target]]\nname = "from-file"\nkind = "slack"\nurl = "https://hooks.slack.example/x"\n';

let browser, provider, app, receiver;
const received = [];
before(async () => {
  receiver = createServer(async (request, response) => {
    const parts = await request.toArray();
    received.push({ path: request.url, body: JSON.parse(Buffer.concat(parts)) });
    response.writeHead(request.url === "/no" ? 500 : 200).end();
  });
  receiver.listen(0, "127.0.0.1");
  [browser, provider] = await Promise.all([launch(), simulator(), once(receiver, "listening")]);
  app = await routex(operated(channel("eu-1", provider), "\n[breaker]\nconsecutive_failures = 1\nopen_ms = 300000\n", DECLARED));
});
after(async () => {
  await browser.close();
  await app.stop();
  await provider.stop();
  receiver.close();
});

const hook = (path) => `http://127.0.0.1:${receiver.address().port}${path}`;

test("a target is made, tried, changed and deleted", async () => {
  const page = await open(browser, app, "/alerts?tab=targets");
  await signIn(page);
  const declared = page.getByRole("row", { name: /from-file/ });
  await declared.getByText("From the file").waitFor();
  assert.equal(await declared.getByRole("button", { name: "Delete" }).count(), 0);
  await assertAccessible(page, "targets");

  // What is wrong is said at its field, and what was typed stays.
  await page.getByRole("button", { name: "New target" }).click();
  await page.getByLabel("Name").fill("ops");
  await page.getByLabel("URL").fill(hook("/hook"));
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#target-url-help").getByText(/private/).waitFor();
  await assertAccessible(page, "a target that is refused");
  await page.getByLabel("Allow addresses of a private network").check();
  await page.getByLabel("Secret for signatures").fill("whsec-0123456789");
  await page.getByRole("button", { name: "Save" }).click();

  const row = page.getByRole("row", { name: /^ops/ });
  await row.getByRole("button", { name: "Test" }).click();
  await row.getByText("It took the message").waitFor();
  await row.getByText(/HTTP 200/).waitFor();
  const tried = received.find(({ body }) => body.state === "test");
  assert.equal(tried.path, "/hook");

  await row.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("URL").fill(hook("/no"));
  await page.getByLabel("From which severity on").selectOption("critical");
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByText("Critical and above").waitFor();
  await row.getByRole("button", { name: "Test" }).click();
  await row.getByText("It did not take the message").waitFor();
  await row.getByText(/HTTP 500/).waitFor();

  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await row.waitFor({ state: "detached" });
  assertQuiet(page);
});

test("rules are changed, an alert begins by them and is seen with its message", async () => {
  const page = await open(browser, app, "/alerts");
  await signIn(page);
  await page.getByText("No alert so far").waitFor();
  await page.getByRole("tab", { name: "Targets" }).click();
  await page.getByRole("button", { name: "New target" }).click();
  await page.getByLabel("Name").fill("pager");
  await page.getByLabel("URL").fill(hook("/pager"));
  await page.getByLabel("Allow addresses of a private network").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /pager/ }).waitFor();

  await page.getByRole("tab", { name: "Rules" }).click();
  const rule = page.getByRole("group", { name: "Channel down" });
  await rule.getByLabel("After (s)").fill("soon");
  await rule.getByText("A whole number.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Save rules" }).isDisabled(), true);
  await rule.getByLabel("After (s)").fill("99999");
  await page.getByRole("button", { name: "Save rules" }).click();
  await rule.locator(".rx-error").waitFor();
  await rule.getByLabel("After (s)").fill("0");
  await assertAccessible(page, "rules");
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("Rules saved").waitFor();

  assert.notEqual(await app.ask("sim-500"), 200);
  await page.getByRole("tab", { name: "Alerts" }).click();
  const alert = page.getByRole("article", { name: /eu-1/ });
  await alert.getByText("Messages: 1 delivered").waitFor();
  await alert.getByText("Critical").waitFor();
  await alert.getByText("Messages: 1 delivered").click();
  await alert.getByText("pager").waitFor();
  assert.ok(received.some(({ path, body }) => path === "/pager" && body.kind === "channel_down"));
  await assertAccessible(page, "an alert");

  await page.getByLabel("Kind").selectOption("budget_low");
  await page.getByText("No such alert").waitFor();
  assert.match(page.url(), /kind=budget_low/);
  assertQuiet(page);
});

test("alerts fit a phone", async () => {
  const page = await open(browser, app, "/alerts?tab=targets", PHONE);
  await signIn(page);
  await page.getByRole("row", { name: /from-file/ }).waitFor();
  await assertFits(page);
  await page.getByRole("tab", { name: "Rules" }).click();
  await page.getByRole("group", { name: "Channel down" }).waitFor();
  await assertFits(page);
  await assertAccessible(page, "rules on a phone");
});
