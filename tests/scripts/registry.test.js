import assert from "node:assert/strict";
import { test } from "node:test";
import { QUERY, beginnings, prepare, sift } from "../../generator/theme/assets/portal/registry-core.js";
import { readState, writeState } from "../../generator/theme/assets/portal/registry-state.js";

const index = prepare({
  facets: [["need", "Что нужно"], ["cost", "Стоимость"], ["alive", "Работает"]],
  values: [
    ["need", "care", "Уход", "уход сиделка"], ["need", "sport", "Спорт", "спорт"], ["cost", "free", "Бесплатно", ""],
    ["alive", "active", "да", ""], ["alive", "dormant", "нет", ""]
  ],
  codes: [[0, 2, 4], [1, 2, 3], [0, 3]],
  words: ["", "секция самбо", ""],
  ids: ["a", "b", "c"],
  titles: ["Ёлка", "Клуб «Победа»", "Забота"],
  summaries: ["Помогаем пожилым", "", "Помощь на дому"],
  phones: ["", "", ""],
  addresses: ["", "", ""],
  confirmed: ["2026-01-01", "2026-03-01", ""]
});
const choice = (chosen, query = "", sort = "name") => ({ chosen: new Set(chosen), query, sort });

test("choices of one facet widen, those of two narrow", () => {
  assert.deepEqual(sift(index, choice([])).found, [0, 1, 2]);
  assert.deepEqual(sift(index, choice(["need.care", "need.sport"])).found, [0, 1, 2]);
  assert.deepEqual(sift(index, choice(["need.care", "cost.free"])).found, [0]);
});

test("a count says what a choice would give", () => {
  const { counts } = sift(index, choice(["need.care"]));
  assert.equal(counts[index.numbers.get("cost.free")], 1);
  assert.equal(counts[index.numbers.get("need.sport")], 1);
});

test("an empty result says what stands in its way", () => {
  const { found, without } = sift(index, choice(["need.sport"], "сиделка"));
  assert.deepEqual(found, []);
  assert.equal(without.get(QUERY), 1);
  assert.equal(without.get(index.bits.get("need")), 2);
});

test("words are found by their beginnings, in any form", () => {
  const ask = (query) => sift(index, choice([], query)).found;
  assert.deepEqual(ask("ЕЛКИ"), [0]);
  assert.deepEqual(ask("победы"), [1]);
  assert.deepEqual(ask("сиделку"), [0, 2]); // a word of the list
  assert.deepEqual(ask("помощь на дому"), [2]);
  assert.deepEqual(ask("беда"), []); // a word's middle is not its beginning
  assert.deepEqual(beginnings("помощь для детей"), [" помощ", " дет"]);
  assert.deepEqual(beginnings("для"), [" для"]);
});

test("orders: lately confirmed, working", () => {
  assert.deepEqual(sift(index, choice([], "", "fresh")).found, [1, 0, 2]);
  assert.deepEqual(sift(index, choice([], "", "active")).found, [1, 2, 0]);
});

test("an address holds the choice, and only what the page knows", () => {
  const keys = ["need.care", "need.sport", "cost.free"], sorts = ["name", "fresh"];
  const address = "?q=%D0%B4%D0%BE%D0%BC&need=care,sport&cost=free&sort=fresh&view=table&page=3";
  const state = readState(address, keys, sorts);
  assert.deepEqual([...state.chosen], keys);
  assert.equal(writeState(state, sorts), address);
  const strange = readState("?need=other,care&sort=x&view=y&page=-4&zzz=1", keys, sorts);
  assert.equal(writeState(strange, sorts), "?need=care");
  assert.equal(writeState(readState("", keys, sorts), sorts), "");
  assert.equal(readState(`?q=${"а".repeat(300)}`, keys, sorts).query.length, 200);
});
