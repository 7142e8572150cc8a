import assert from "node:assert/strict";
import { test } from "node:test";
import { askLatest } from "../../generator/theme/assets/portal/editor-ask.js";

test("while one question is being answered only the latest waits", async () => {
  const asked = [];
  const ends = [];
  const ask = askLatest((name) => {
    asked.push(name);
    return new Promise((done, fail) => ends.push([() => done(name), fail]));
  });
  const turn = () => new Promise((done) => setTimeout(done));
  const first = ask("first");
  await turn();
  ask("second");
  const third = ask("third");
  await turn();
  assert.deepEqual(asked, ["first"]);
  ends[0][1](new Error("refused"));
  await assert.rejects(first);
  await turn();
  assert.deepEqual(asked, ["first", "third"]);
  ends[1][0]();
  assert.equal(await third, "third");
});
