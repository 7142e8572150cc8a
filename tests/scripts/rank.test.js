import assert from "node:assert/strict";
import { test } from "node:test";
import { closeness, excerpt, isHit, rank } from "../../generator/theme/assets/portal/rank.js";
import { stem } from "../../generator/theme/assets/portal/stemmer.js";

const answer = (...ids) => [[1, ids.map((id, place) => ({ id, score: 10 - place }))]];

test("a page that has all that was asked comes before one that has a part", () => {
  const found = rank([answer("a", "b", "c"), answer("c")], 100, new Map());
  assert.equal(found[0].id, "c");
});

test("what stands aside comes behind its equals", () => {
  const equals = [[[1, [{ id: "a", score: 1 }, { id: "b", score: 1 }]]]];
  assert.deepEqual(rank(equals, 100, new Map([["a", 0.75]])).map((page) => page.id), ["b", "a"]);
  assert.deepEqual(rank(equals, 100, new Map([["b", 0.75]])).map((page) => page.id), ["a", "b"]);
  assert.deepEqual(rank([[]], 100, new Map()), []);
});

test("a title that is what was asked is nearer than a longer one", () => {
  const things = [[[stem("ресурсный")]], [[stem("центр")]]];
  const near = (title) => closeness(title, things, stem);
  assert.equal(near("Ресурсный центр"), 1);
  assert.ok(near("Ресурсный центр города и района") < 1);
  assert.equal(near("Клуб"), 0);
});

test("an excerpt shows what was looked for", () => {
  const words = Array.from({ length: 200 }, (_, place) => `слово${place}`);
  words[150] = "коляски,";
  const parts = excerpt(words.join(" "), (word) => isHit(word, [stem("коляска")], stem));
  assert.deepEqual(parts.filter((part) => part.hit).map((part) => part.text), ["коляски,"]);
  assert.equal(parts[0].text, "…");
  assert.equal(parts[parts.length - 1].text, "…");
});
