// What charts do to values and times before they are drawn. Needs no browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { alone, stacked } from "../../web-ui/js/plot/columns.js";
import { axisTimes, bucketTime } from "../../web-ui/js/plot/time.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/// Local, so that the test means the same in every zone.
const NOON = new Date(2026, 10, 23, 12, 0).getTime();

test("values stand on those before them, and what is taken out holds nobody up", () => {
  assert.deepEqual(stacked([[1, 2], [3, null], [5, 5]]), [[1, 2], [4, 2], [9, 7]]);
  assert.deepEqual(stacked([[1, 2], [null, null], [5, 5]]), [[1, 2], [null, null], [6, 7]]);
  assert.deepEqual(stacked([]), []);
});

test("a value between two gaps is found", () => {
  assert.deepEqual(alone([1, null, 2, null, 3, 4]), [0, 2]);
  assert.equal(alone([1, 2, null]), null);
});

test("a bucket is told from its beginning to its end, a day as that of UTC", () => {
  assert.equal(bucketTime("en", NOON, MINUTE), "Nov 23, 12:00");
  assert.equal(bucketTime("en", NOON, HOUR), "Nov 23, 12:00 – 13:00");
  assert.equal(bucketTime("en", Date.UTC(2026, 10, 23), DAY), "Nov 23, 2026 UTC");
  assert.equal(bucketTime("en", NOON, 0), "12:00:00");
  assert.match(bucketTime("zh-CN", NOON, HOUR), /^11月23日.*12:00 – 13:00$/);
});

test("below the axis stand clocks, and dates where a day begins", () => {
  const midnight = NOON - 12 * HOUR;
  const write = (times, step, days = false) => axisTimes("en", days)(null, times, 1, 0, step);
  assert.deepEqual(write([midnight, NOON], 12 * HOUR), ["Nov 23", "12:00"]);
  assert.deepEqual(write([NOON], 10_000), ["12:00:00"]);
  assert.deepEqual(write([Date.UTC(2026, 10, 23)], DAY, true), ["Nov 23"]);
});
