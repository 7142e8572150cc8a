import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf, findClashes } from "../../generator/theme/assets/portal/clashes.js";

const KNOWN = { title: "А", date: "2026-06-10", start: "10:00", end: "11:00", hall: "Зал", people: [] };
const meeting = (rest) => ({ ...KNOWN, ...rest });

test("one hall holds one meeting at a time", () => {
  const found = findClashes([meeting({}), meeting({ title: "Б", hall: "зал ", start: "10:59", end: "12:00" })], "", "");
  assert.match(found[0], /«Б», 10:59–12:00/);
  assert.match(found[1], /«А»/);
  for (const other of [{ start: "11:00", end: "12:00" }, { hall: "Другой" }, { date: "2026-06-11" }, { end: "" }]) {
    assert.deepEqual(findClashes([meeting({}), meeting(other)], "", ""), ["", ""]);
  }
});

test("nobody leads two meetings at once", () => {
  const people = ["Примеров Пример"];
  const found = findClashes([meeting({ people }), meeting({ people, hall: "Б", start: "10:30" })], "", "");
  assert.match(found[0], /Примеров Пример/);
});

test("an end comes after its start, a day is one of the forum's", () => {
  assert.match(findClashes([meeting({ end: "09:00" })], "", "")[0], /не позже начала/);
  assert.match(findClashes([meeting({})], "2026-06-11", "2026-06-12")[0], /не из дней/);
  assert.equal(findClashes([meeting({})], "2026-06-10", "2026-06-10")[0], "");
});

test("days are listed from the first to the last", () => {
  assert.deepEqual(daysOf("2026-06-30", "2026-07-01").map(([day]) => day), ["2026-06-30", "2026-07-01"]);
  assert.deepEqual(daysOf("когда-нибудь", ""), []);
  assert.equal(daysOf("2026-06-30", "")[0][1].includes("30 июня"), true);
});
