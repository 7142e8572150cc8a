import assert from "node:assert/strict";
import { test } from "node:test";
import { defuse, writeCsv } from "../../generator/theme/assets/portal/csv.js";

test("nothing begins a formula, after any delimiter", () => {
  for (const opener of ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]) {
    assert.equal(defuse(`${opener}1`), `'${opener}1`);
    for (const before of ["а;", "а,", "а|", "а\n", "а; \""]) {
      assert.equal(defuse(`${before}${opener}1`), `${before}'${opener}1`, before);
    }
  }
  assert.equal(defuse("'=1"), "''=1"); // a text's own apostrophe can be told from ours
  for (const text of ["", "а-б", "1 + 1", "a@b.example", "просто"]) assert.equal(defuse(text), text);
});

test("cells keep what delimits", () => {
  assert.equal(writeCsv([["а", "б, \"в\""], ["две\nстроки", ""]]), "а,\"б, \"\"в\"\"\"\r\n\"две\nстроки\",\r\n");
});
