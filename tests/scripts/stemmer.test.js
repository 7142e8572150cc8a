import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stem } from "../../generator/theme/assets/portal/stemmer.js";

const PAIRS = readFileSync(new URL("stems.txt", import.meta.url), "utf8").split("\n").filter(Boolean)
  .map((line) => line.split(" "));

test("stems are those of Snowball", () => {
  assert.ok(PAIRS.length > 300);
  assert.deepEqual(PAIRS.filter(([word, root]) => stem(word) !== root), []);
});

test("a stem begins its word", () => {
  assert.deepEqual(PAIRS.filter(([word]) => !word.startsWith(stem(word))), []);
});
