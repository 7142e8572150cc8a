import assert from "node:assert/strict";
import { test } from "node:test";
import { writeCorrection } from "../../generator/theme/assets/portal/correction.js";

const form = { width: 120, short: 60, long: 120, flow: "[,:]", kinds: [] };
const rows = [{ key: "title", title: "Название", required: true }, { key: "price", title: "Цена" }];
const kind = { name: "ngos", folder: "ngos", slots: [
  { key: "name", title: "Название" }, { key: "phones", title: "Телефоны", array: true },
  { key: "services", title: "Услуги", rows }
] };
const before = { name: "Клуб", phones: ["+73916900000"],
  services: [{ "#": 0, title: "Один" }, { "#": 1, title: "Два" }, { "#": 2, title: "Три" }] };
const body = (after) => writeCorrection(kind, "klub", before, after, "#", form).split("\n").slice(2).join("\n");

test("nothing changed is no correction", () => {
  assert.equal(writeCorrection(kind, "klub", before, before, "#", form), "");
});

test("only what changes is written, with words where it goes", () => {
  const services = [{ "#": 1, title: "Два", price: "5" }, { "#": 2, title: "Три" }, { title: "Ч" }];
  const text = body({ name: "Новый", services });
  assert.equal(text, [
    "name: Новый", "# удалите поле phones", "services:",
    "  # вместо «Два» (2-й пункт списка):", "  - title: Два", '    price: "5"',
    "  # добавьте:", "  - title: Ч",
    "  # удалите «Один» (1-й пункт списка)", ""
  ].join("\n"));
});
