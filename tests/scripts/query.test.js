import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLatin, otherLayout, understand } from "../../generator/theme/assets/portal/query.js";
import { Lexicon } from "../../generator/theme/assets/portal/words.js";

const WORDS = ["волонтер", "коляска", "пенсионер", "помощь", "психолог", "ребенок", "центр"];
const SYNONYMS = [["пенсионер", "пожилой человек"], ["доброволец", "волонтёр"]];
const lexicon = new Lexicon({ pages: 100, complete: true, words: WORDS.map((word) => `0${word}`).join("\n"),
  synonyms: SYNONYMS });
const own = { pages: 100, complete: true, synonyms: [] };
const reading = (query, words) => understand(query, new Lexicon({ ...own, words })).asked.map(({ text }) => text);
const texts = (query) => understand(query, lexicon).groups.map((group) => group.terms.map((term) => term.text));

test("letters typed in the other layout, or in Latin ones", () => {
  assert.equal(otherLayout("gcb[jkju"), "психолог");
  assert.equal(fromLatin("schastye"), "щасте");
  assert.deepEqual(texts("gcb[jkju"), [["психолог"]]);
  assert.deepEqual(texts("psiholog"), [["психолог"]]);
});

test("small words are left out, unless there are no others", () => {
  assert.deepEqual(texts("нужна помощь для ребёнка"), [["помощ"], ["ребенок"]]);
  assert.equal(texts("для").length, 1);
});

test("a slip is mended and said", () => {
  const { corrected } = understand("псехолог", lexicon);
  assert.equal(corrected, "психолог");
  assert.equal(understand("психолог", lexicon).corrected, "");
});

test("small and women's forms find the word they are made of", () => {
  const plain = { ребеночек: "ребенок", психологиня: "психолог", волонтерша: "волонтер", пенсионерка: "пенсионер",
    волонтерчики: "волонтер" };
  for (const [typed, meant] of Object.entries(plain)) assert.deepEqual(texts(typed), texts(meant), typed);
  for (const other of ["волосок", "пенка", "психика", "банк"]) assert.equal(lexicon.plain(other), "", other);
});

test("an unknown word finds what it begins with, and two letters wrong in a long one are a slip", () => {
  assert.equal(lexicon.head("центробежный"), "центр");
  assert.equal(lexicon.head("ценник"), "");
  assert.equal(understand("пинсеанер", lexicon).corrected, "");
  assert.equal(understand("пенсеанер", lexicon).corrected, "пенсионер");
});

test("another word for the same weighs less than the one typed", () => {
  const [{ terms }] = understand("доброволец", lexicon).groups;
  assert.ok(terms.some((term) => term.text === lexicon.stem("волонтер") && term.weight < 1));
});

test("a number is looked for as it may be written", () => {
  const [terms] = texts("+7 (39169) 0-00-29");
  assert.ok(terms.includes('"73916900029"'));
  assert.ok(terms.includes('"900029"'));
});

test("a mailbox or a site is one word, as the index has it", () => {
  assert.deepEqual(texts("Primer-1@Example.org")[0][0], '"primer1exampleorg"');
  assert.deepEqual(texts("https://m.vk.com/club_1/")[0][0], '"vkcomclub1"');
});

test("what the site has no word for finds nothing, and is known as such", () => {
  const { groups, asked } = understand("помощь бурундуку", lexicon);
  assert.deepEqual(groups.map((group) => group.terms.length > 0), [true, false]);
  assert.deepEqual(asked.map((word) => [word.shown, word.group]), [["помощь", 0], ["бурундуку", 1]]);
});

test("two letters that changed places in a longer word are a slip, in a short one they are not", () => {
  assert.equal(understand("валентор", new Lexicon({ ...own, words: "0валонтер" })).corrected, "валонтер");
  assert.deepEqual(new Lexicon({ ...own, words: "0кот\n0ток" }).near("кто"), []);
});

test("a reading by sound is a guess: letters of the other layout are likelier", () => {
  assert.deepEqual(reading("[jh", "0их9\n0хор"), ["хор"]);
});

test("whom a question is not limited to, and an age, need not be on a page", () => {
  const words = (query) => understand(query, lexicon).asked.map((word) => word.text);
  assert.deepEqual(words("помощь не только для ребёнка"), ["помощь"]);
  assert.deepEqual(words("психолог не для ребёнка, а для пенсионера"), ["психолог", "пенсионера"]);
  assert.deepEqual(words("не только ребёнок"), ["ребенок"]);
  assert.deepEqual(words("психолог ребёнку 7 лет"), ["психолог", "ребенок"]);
  assert.deepEqual(words("центр 2018 год").slice(0, 2), ["центр", "2018"]);
});

test("a named word is not taken apart", () => {
  const shop = new Lexicon({ ...own, words: "0мастер\n0спорт" });
  assert.equal(understand("спортмастер", shop).asked.length, 2);
  shop.name(["спортмастер"]);
  assert.equal(understand("спортмастер", shop).asked.length, 1);
});

test("a small word is not glued to the one it stands before", () => {
  assert.equal(understand("в центр", lexicon).corrected, "");
});

test("a wording that denies serves only a query that denies", () => {
  const own = new Lexicon({
    pages: 100, complete: true, words: "0жить\n0помощь\n0психолог", synonyms: [["помощь психолога", "не хочу жить"]]
  });
  const terms = (query) => understand(query, own).groups.flatMap((group) => group.terms).length;
  assert.ok(terms("не хочу жить") > terms("хочу жить"));
});

test("a query tells whether it denies, and the letter it asks for", () => {
  assert.ok(understand("не хочу жить", lexicon).denied);
  assert.ok(!understand("хочу жить", lexicon).denied);
  lexicon.name(["кбуква"]);
  const words = (query) => understand(query, lexicon).asked.map((word) => word.text);
  for (const query of ["на букву К", "на букву «К»", "буква к"]) assert.equal(words(query)[1], "кбуква");
  for (const query of ["буква книги", "на букву ы"]) assert.equal(words(query).length, 2);
});
