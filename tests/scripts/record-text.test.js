import assert from "node:assert/strict";
import { test } from "node:test";
import { findFault, findListFault, quote } from "../../generator/theme/assets/portal/record-text.js";

const slot = (rules) => ({ key: "x", title: "Поле", example: "2026-03-05", ...rules });

test("a value is judged by the rules of its field", () => {
  assert.equal(findFault(slot({ required: true }), " "), "Обязательное поле.");
  assert.equal(findFault(slot({}), ""), "");
  assert.equal(findFault(slot({ options: [["a", "А"]] }), "b"), "Выберите из списка.");
  assert.match(findFault(slot({ maxLength: 3 }), "абв"), /3 знаков, можно 2/);
  assert.equal(findFault(slot({ maxLength: 3 }), "аб"), "");
  assert.match(findFault(slot({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" }), "вчера"), /2026-03-05/);
  assert.match(findFault(slot({ minimum: "5" }), "4"), /5/);
  assert.match(findFault(slot({ maximum: "5" }), "6"), /5/);
  assert.equal(findFault(slot({ minimum: "5", maximum: "5" }), "5"), "");
  assert.match(findFault(slot({ type: "date", minimum: "1800-01-01" }), "1799-12-31"), /1800/);
  assert.match(findFault(slot({ weights: [2, 4, 10, 3, 5, 9, 4, 6, 8] }), "2453012344"), /Контрольная/);
  assert.match(findFault(slot({}), "а\u200bб"), /невидимый/);
});

test("a list is judged as a whole besides", () => {
  assert.equal(findListFault(slot({ required: true }), []), "Обязательное поле.");
  assert.equal(findListFault(slot({}), []), "");
  assert.match(findListFault(slot({}), ["а", "б", "а"]), /дважды: а/);
  assert.equal(findListFault(slot({ required: true }), ["а", "б"]), "");
});

test("what YAML would retype is quoted, each sign that no record may hold is escaped", () => {
  for (const text of ["no", "007", "a: b", "a #b", " a", "", "~"]) assert.match(quote(text), /^".*"$/, text);
  for (const text of ["Клуб", "а-б", "д. 5"]) assert.equal(quote(text), text);
  assert.equal(quote("а\u200bб\u034fв"), '"а\\u200Bб\\u034Fв"');
});
