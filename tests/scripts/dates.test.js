import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, alarms, clockIn, daysLeft, shortDay, weekday } from "../../generator/theme/assets/portal/dates.js";

test("the clock is the zone's, whatever the machine's", () => {
  const moment = new Date("2026-12-31T20:30:00Z");
  assert.equal(clockIn("Asia/Krasnoyarsk", moment), "2027-01-01T03:30");
  assert.equal(clockIn("Europe/Kaliningrad", moment), "2026-12-31T22:30");
  assert.equal(clockIn("UTC", new Date("2026-03-05T00:00:00Z")), "2026-03-05T00:00"); // never 24:00
});

test("days are counted whole, over summer time and leap years", () => {
  assert.equal(daysLeft("2026-03-05", "2026-03-05"), 0);
  assert.equal(daysLeft("2026-03-01", "2026-03-05"), -4);
  assert.equal(daysLeft("2028-03-01", "2028-02-28"), 2);
  assert.equal(addDays("2026-12-28", 7), "2027-01-04");
  assert.equal(addDays("2026-03-28", 7), "2026-04-04");
});

test("a week begins on Monday", () => {
  assert.deepEqual(["2026-03-02", "2026-03-08"].map(weekday), [0, 6]);
  assert.equal(shortDay("2026-03-08T10:00"), "08.03");
});

test("a site is late after two days, and a consent that ended is told", () => {
  const facts = { built: "2026-11-23", consents_until: "2026-12-01" };
  assert.deepEqual(alarms(facts, "2026-11-25"), []);
  assert.match(alarms(facts, "2026-11-26").join(), /^Сайт собран 3.дня назад: ночная сборка не идёт/);
  assert.equal(alarms(facts, "2026-12-02").length, 2);
  assert.match(alarms({ ...facts, built: "2026-12-02" }, "2026-12-02").join(), /согласие кончилось 1 декабря 2026/);
  assert.deepEqual(alarms({ built: "2026-12-02", consents_until: null }, "2026-12-02"), []);
});
