import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "../../generator/theme/assets/portal/search-engine.js";

test("searches wait for each other, what they need is fetched at once, and a failed one stops no other", async () => {
  const log = [];
  const search = async (text) => {
    log.push(`begin ${text}`);
    await new Promise((done) => { setTimeout(done, text === "a" ? 20 : 1); });
    log.push(`end ${text}`);
    if (text === "b") throw new Error("lost");
    return { results: [] };
  };
  const preload = async (text) => { log.push(`fetch ${text}`); };
  const engine = inTurn({ search, preload, options: search, init: search, destroy: search });
  const found = await Promise.allSettled(["a", "b", "c"].map((text) => engine.search(text)));
  assert.deepEqual(found.map((one) => one.status), ["fulfilled", "rejected", "fulfilled"]);
  const ran = log.filter((line) => !line.startsWith("fetch"));
  assert.deepEqual(ran, ["begin a", "end a", "begin b", "end b", "begin c", "end c"]);
  assert.ok(log.indexOf("fetch c") < log.indexOf("end a"));
});
