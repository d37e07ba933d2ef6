// Debian's Chromium, and pages that tell of what goes wrong unseen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { require } from "./packages.mjs";
import { USER } from "./routex.mjs";

const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const LIMIT_MS = 30_000;

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

export const launch = () =>
  chromium.launch({
    executablePath: process.env.ROUTEX_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-background-networking", "--disable-component-update"],
  });

/// A page in a fresh browser profile. `options`: of Playwright's context.
export async function open(browser, routex, path = "/", options = {}) {
  const context = await browser.newContext({ baseURL: routex.url, locale: "en-US", ...options });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    // That nobody is signed in yet, that a form is refused, or that the server is away is part of some tests.
    const expected = /status of 4(0[0139]|22)|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/;
    if (message.type() === "error" && !expected.test(message.text())) page.problems.push(message.text());
  });
  await page.goto(path);
  return page;
}

export async function signIn(page, user = USER) {
  await page.getByLabel("User name").fill(user.username);
  await page.getByLabel(/^Password/).fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/// What is wrong for people who cannot see or point, as far as a program can tell.
export async function assertAccessible(page, place) {
  // What is fading in is judged when it is there.
  await page.evaluate(() => {
    const ends = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime);
    return Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  });
  // Through the debugger: as a script of the page, its own policy would keep it out.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const serious = violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n    ")}`);
  assert.deepEqual(serious, [], `${place}:\n  ${serious.join("\n  ")}`);
}

/// Nothing sticks out at the side, as on a phone it easily does.
export async function assertFits(page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} px wider than the screen`);
}

/// Nothing was written to the console, and nothing broke the page's own policy.
export function assertQuiet(page) {
  assert.deepEqual(page.problems, []);
}
