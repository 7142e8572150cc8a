import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, fold, formatNumber, plural } from "../../generator/theme/assets/portal/text.js";

test("a noun takes the form that its number asks for", () => {
  const form = (number) => plural(number, "запись", "записи", "записей");
  for (const number of [1, 21, 101, 1001, -1]) assert.equal(form(number), "запись", number);
  for (const number of [2, 3, 4, 22, 104, -3]) assert.equal(form(number), "записи", number);
  for (const number of [0, 5, 11, 12, 13, 14, 20, 111, 112, 1014]) assert.equal(form(number), "записей", number);
});

test("numbers are grouped from 10 000 up", () => {
  assert.deepEqual([0, 9999, 10000, 1234567].map(formatNumber), ["0", "9999", "10\u00a0000", "1\u00a0234\u00a0567"]);
  assert.equal(countOf(12345, "день", "дня", "дней"), "12\u00a0345\u00a0дней");
});

test("texts that a reader takes for one are one", () => {
  assert.equal(fold("  «Ёлка»\u00a0 и ЕЛЬ "), "елка и ель");
  assert.notEqual(fold("ель"), fold("мель"));
});
