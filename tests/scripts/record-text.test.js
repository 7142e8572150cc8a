import assert from "node:assert/strict";
import { test } from "node:test";
import { findFault, quote } from "../../generator/theme/assets/portal/record-text.js";

const slot = (rules) => ({ key: "x", title: "Поле", example: "2026-03-05", ...rules });

test("a value is judged by the rules of its field", () => {
  assert.equal(findFault(slot({ required: true }), " "), "Обязательное поле.");
  assert.equal(findFault(slot({}), ""), "");
  assert.equal(findFault(slot({ options: [["a", "А"]] }), "b"), "Выберите из списка.");
  assert.match(findFault(slot({ maxLength: 3 }), "абв"), /3 знаков, можно 2/);
  assert.equal(findFault(slot({ maxLength: 3 }), "аб"), "");
  assert.match(findFault(slot({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" }), "вчера"), /2026-03-05/);
  assert.match(findFault(slot({ minimum: 5 }), "4"), /5/);
  assert.match(findFault(slot({ maximum: 5 }), "6"), /5/);
  assert.equal(findFault(slot({ minimum: 5, maximum: 5 }), "5"), "");
});

test("what YAML would retype is quoted, each sign that no record may hold is escaped", () => {
  for (const text of ["no", "007", "a: b", "a #b", " a", "", "~"]) assert.match(quote(text), /^".*"$/, text);
  for (const text of ["Клуб", "а-б", "д. 5"]) assert.equal(quote(text), text);
  assert.equal(quote("а\u200bб\u034fв"), '"а\\u200Bб\\u034Fв"');
});
