import assert from "node:assert/strict";
import { test } from "node:test";
import { Meanings } from "../../generator/theme/assets/portal/meanings.js";
import { Lexicon, nounRoot } from "../../generator/theme/assets/portal/words.js";

const NAMES = ["support", "care", "care--elderly", "for-elderly", "join"];
const PAGES = NAMES.map((name) => [name, `${name}/`, name, "", ""]);
const DATA = {
  pages: PAGES,
  answers: [
    [["сдать одежду", "отдать вещи"], [4, 0], ""], [["куда обратиться"], [0], ""],
    [["бросить пить"], [0], "Зависимым не помогают."], [["не хочу жить"], [0], ""]
  ],
  needs: [
    [["уход на дому", "сиделка"], 1, "Ухода нет."],
    [["еда и одежда", "одежда"], -1, "Одежды нет."],
    [["помощь животным", "потерялась собака"], -1, "Животным не помогают."]
  ],
  audiences: [[["пожилые", "бабушка", "пенсионер"], 3, "Для пожилых никого."], [["дети", "детский"], -1, "Для детей."]],
  pairs: [[0, 0, 2]],
  contacts: [["73916900001", 0], ["73916909902", 1]],
  elsewhere: ["Самолёт", "магазин", "лунный календарь", "одежда напоказ"]
};
const lexicon = new Lexicon({ pages: 100, complete: true, words: "0центр", synonyms: [], meanings: DATA });
const meanings = new Meanings(DATA, lexicon);
const read = (text, denied = false) => meanings.read(lexicon.split(text), denied);
const urls = (targets) => targets.map((target) => target[1]);

test("a kind of help and for whom: the page of both comes first", () => {
  const told = read("сиделка для бабушки");
  assert.deepEqual(urls(told.pages), ["care--elderly/", "care/"]);
  assert.ok(told.whole);
  assert.deepEqual(told.lacking, []);
});

test("an audience alone has a page of its own", () => {
  assert.deepEqual(urls(read("пенсионерам").pages), ["for-elderly/"]);
});

test("what nobody does is said, unless an errand of more words says otherwise", () => {
  assert.deepEqual(read("одежда").lacking, ["Одежды нет."]);
  assert.deepEqual(read("куда сдать одежду").lacking, []);
  assert.deepEqual(urls(read("одежду сдать").pages), ["join/"]);
  assert.deepEqual(urls(read("одежду сдать").others), ["join/", "support/"]);
});

test("a phrase that denies answers only a query that denies", () => {
  assert.deepEqual(urls(read("не хочу жить", true).pages), ["support/"]);
  assert.deepEqual(read("хочу жить").pages, []);
  assert.deepEqual(urls(read("сиделка", true).pages), ["care/"]);
});

test("a phrase means what it says as a whole, its words do not", () => {
  assert.deepEqual(read("собака потерялась").lacking, ["Животным не помогают."]);
  const part = read("потерялась варежка");
  assert.deepEqual([part.pages, part.lacking, part.covered], [[], [], []]);
});

test("words of a question are no matter; what is left over is", () => {
  assert.ok(read("где найти сиделку").whole);
  assert.ok(!read("сиделка с медицинским образованием").whole);
});

test("an errand whose own helpers are missing says so, and leads elsewhere", () => {
  const told = read("муж хочет бросить пить");
  assert.deepEqual([urls(told.pages), told.lacking], [["support/"], ["Зависимым не помогают."]]);
});

test("a word of a shop or an office is left to them, unless a phrase of a need has it", () => {
  for (const query of ["бабушка на самолете", "одежда из магазина"]) {
    const told = read(query);
    assert.deepEqual([told.ours, told.whole, told.lacking], [false, false, []], query);
  }
  assert.ok(read("потерялась собака у магазина").ours);
});

test("a phrase of shops and offices counts as a whole, and takes its words from what they mean alone", () => {
  assert.ok(read("календарь для бабушки").ours);
  assert.deepEqual(read("лунный календарь для бабушки").foreign, [0, 1]);
  const told = read("одежда напоказ");
  assert.deepEqual([told.ours, told.lacking], [false, []]);
});

test("words that mean the same, and a form that looks like another verb's", () => {
  assert.deepEqual(urls(read("сиделка для бабули").pages), ["care--elderly/", "care/"]);
  assert.deepEqual(urls(read("отдам вещи").pages), ["join/"]);
  assert.deepEqual(read("отдают вещи").pages, []);
});

test("whom nobody is there for: those who are there for wider circles, and what is missing", () => {
  const wide = { ...DATA, audiences: [[["семьи"], 3, ""], [["многодетные семьи"], -1, "Для многодетных никого."]] };
  const told = new Meanings(wide, lexicon).read(["многодетная", "семья"], false);
  assert.deepEqual([urls(told.pages), told.lacking], [["for-elderly/"], ["Для многодетных никого."]]);
});

test("a phone leads to whose it is, as dialled in town too", () => {
  assert.deepEqual(urls(meanings.ownerOf(["09902"])), ["care/"]);
  assert.deepEqual(urls(meanings.ownerOf(["89026909902", "9902"])), []);
});

test("what most words name is said to be missing beside help with the rest", () => {
  assert.deepEqual(read("потерялась собака, и нужна сиделка").lacking, ["Животным не помогают."]);
  assert.deepEqual(read("сиделка и одежда").lacking, []);
});

test("an adjective names its noun, a verb for a while its verb", () => {
  assert.deepEqual(urls(read("бабушкин").pages), ["for-elderly/"]);
  assert.equal(lexicon.plain("погулять"), "гулять");
  assert.equal(lexicon.plain("погудеть"), "");
});

test("vague words and mere qualities are not worth a search of their own", () => {
  assert.ok(meanings.isTelling(["сиделка"]));
  for (const word of ["паспорт", "работа", "дело", "помощь", "детский"]) assert.ok(!meanings.isTelling([word]), word);
});

test("where nobody does it, those who work for the people named are shown", () => {
  const told = read("одежда для пенсионера");
  assert.deepEqual(told.lacking, ["Одежды нет."]);
  assert.deepEqual(urls(told.pages), ["for-elderly/"]);
});

test("an adjective that people are called by is a matter of its own", () => {
  const data = { ...DATA, audiences: [[["бездомные", "бездомный"], 3, ""], [["дети", "детский"], 1, ""]] };
  const lexicon = new Lexicon({ pages: 100, complete: true, words: "0дети", synonyms: [], meanings: data });
  const known = new Meanings(data, lexicon);
  assert.ok(known.isTelling(["бездомный"]));
  assert.ok(known.isTelling(["бездомному"]));
  assert.ok(!known.isTelling(["детский"]));
});

test("an adjective finds its noun", () => {
  const roots = { детск: "дет", футбольн: "футбол", ветеранск: "ветеран", молодежн: "молодеж", спортивн: "спорт" };
  for (const [adjective, noun] of Object.entries(roots)) assert.equal(nounRoot(adjective), noun);
  assert.equal(nounRoot("сиделк"), "");
});
