/* The checks themselves: what they are for is seen by them. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SCRIPTS = `${ROOT}generator/theme/assets/portal/`;

async function faults(source, name = "planted.js") {
  const eslint = new ESLint({ cwd: ROOT });
  const [{ messages }] = await eslint.lintText(source, { filePath: SCRIPTS + name });
  return messages.map((message) => message.ruleId || message.message);
}

test("what an old phone cannot read is a fault", async () => {
  const planted = {
    "es-x/no-regexp-lookbehind-assertions": ["export const a = /(?<=б)а/;", 'export const a = new RegExp("(?<!б)а");'],
    "es-x/no-class-instance-fields": ["export class A { a = 1; }"],
    "es-x/no-class-static-block": ["export class A { static { A.b = 1; } }"],
    "es-x/no-top-level-await": ["export const a = await Promise.resolve(1);"],
    "es-x/no-regexp-v-flag": ["export const a = /а/v;"],
    "es-x/no-object-hasown": ["export const a = Object.hasOwn({}, 'a');"]
  };
  for (const [rule, sources] of Object.entries(planted)) {
    for (const source of sources) assert.deepEqual(await faults(source), [rule], source);
  }
  assert.deepEqual(await faults("export const a = (b) => b?.c ?? 1_000;\n"), []);
});

test("slips are faults", async () => {
  assert.deepEqual(await faults("const a = 1;"), ["no-unused-vars"]);
  assert.deepEqual(await faults("export const a = (b) => b == 1;"), ["eqeqeq"]);
  assert.deepEqual(await faults("export const a = nowhere;"), ["no-undef"]);
  assert.deepEqual(await faults(`export const a = "${"я".repeat(120)}";`), ["max-len"]);
  assert.equal((await faults("import './a.js';", "early.js")).length, 1); // it is no module
});

test("types are judged in every script", () => {
  const config = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile).config;
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const scripts = readdirSync(SCRIPTS).filter((name) => name.endsWith(".js"));
  assert.ok(scripts.length > 15);
  for (const name of scripts) assert.ok(fileNames.includes(SCRIPTS + name), name);
  assert.ok(fileNames.includes(`${ROOT}generator/theme/reload.js`));
  const codes = diagnose(options, `
    import { plural } from "./text.js";
    plural("1", "a", "b", "c");
    document.querySelector(".a").focus();
    export function untyped(value) { return value; }
  `);
  assert.deepEqual(codes, [2345, 2531, 2339, 7006]);
});

test("the locks have digests, and name no registry", () => {
  for (const folder of ["", "tests/judges/"]) {
    const [asked, lock] = ["package.json", "package-lock.json"]
      .map((name) => JSON.parse(readFileSync(ROOT + folder + name, "utf8")));
    const wanted = Object.entries({ ...asked.dependencies, ...asked.devDependencies });
    const { "": top, ...packages } = lock.packages;
    assert.ok(wanted.length > 3);
    assert.deepEqual(Object.entries({ ...top.dependencies, ...top.devDependencies }), wanted);
    for (const [name, version] of wanted) assert.equal(packages[`node_modules/${name}`].version, version);
    for (const [name, { integrity, resolved }] of Object.entries(packages)) {
      assert.match(integrity, /^sha512-/, name);
      assert.equal(resolved, undefined, name);
    }
  }
});

/** Codes of the faults that the compiler finds in a script beside the others. */
function diagnose(options, source) {
  const name = `${SCRIPTS}planted.js`;
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, target) =>
    path === name ? ts.createSourceFile(path, source, target, true) : getSourceFile(path, target);
  const program = ts.createProgram([name], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(name)).map((diagnostic) => diagnostic.code);
}
