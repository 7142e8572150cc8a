/* What a query means: errands with their best pages, kinds of help, people. Touches no page; see search/meanings.py. */

import { SAME } from "./same.js";
import { stem } from "./stemmer.js";
import { hardened, nounRoot } from "./words.js";

/** @typedef {import("./words.js").Lexicon} Lexicon */
/** @typedef {[id: string, url: string, title: string, over: string, line: string]} Target */
/** @typedef {[phrases: string[], page: number, lacking: string]} Group page -1: nobody does it, which `lacking` says */

/**
 * Part of search/words.json; pages are indexes into `pages`. `answers`: phrases, pages, what to say if the first page
 * would be of helpers and there are none. `pairs`: a kind of help, an audience, their page. `elsewhere`: words of shops
 * and offices: with one of them, an answer to a part of the question is no answer.
 * @typedef {{pages: Target[], answers: [string[], number[], string][], needs: Group[], audiences: Group[],
 *   pairs: [number, number, number][], contacts: [string, number][], elsewhere: string[]}} Data
 */

/**
 * @typedef {"answers" | "needs" | "audiences" | "elsewhere"} Kind
 * @typedef {{kind: Kind, place: number, keys: string[], denied: boolean}} Phrase
 * @typedef {{kind: Kind, place: number, covered: Set<number>}} Hit
 */

/**
 * `pages`: best first, `others`: an errand's other pages, `hints`: errands that one word of a longer question may mean.
 * `whole`: nothing of the question is left over, or little after an errand of several words. `covered`: indexes of
 * the words understood, `foreign`: of other words, those that belong to a shop or an office; `ours`: whether there are
 * none. `telling`: whether the words understood name something, by a phrase or by a word.
 * @typedef {{pages: Target[], others: Target[], hints: Target[], whole: boolean, covered: number[], telling: boolean,
 *   foreign: number[], ours: boolean, lacking: string[]}} Meaning
 */

/* Words that only carry a question: without them it means the same. */
const EMPTY = (
  "помощь помочь поможет помогите поддержка куда где найти искать сдать отдать обратиться сходить пойти записаться " +
  "позвонить можно нужен нужно нужный прием пункт центр город человек люди организация услуга служба бесплатный " +
  "после бесплатно даром задаром халява нахаляву раздают срочно " +
  "рядом близкий хороший какой телефон адрес контакты номер " +
  "делать сделать помогать дать отвезти проект плохо тяжело трудно сложно сильно совсем"
).split(" ");
/* Vague words: one of them alone is never the rest of a query. */
const VAGUE = (
  "работа дело паспорт городской житель дом день год место время вопрос проблема документ страница портал новый " +
  "купить продать заказать вызвать цена стоимость недорого онлайн список расписание курс билет область край улица " +
  "общий права жизнь друг школа машина взрослый старый лучший просить выходной неделя завтра сегодня лет погода свет " +
  "вода поменять менять выбрать выборы почта сколько стоить стоит"
).split(" ");

/**
 * Whether two keys belong to one word: stemming may leave a letter or two of an ending.
 * @param {string} a
 * @param {string} b
 */
function isSame(a, b) {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 2) return false;
  return a.startsWith(b) || b.startsWith(a);
}

/**
 * Whether a word is an adjective from a noun: «детский», not «выселение».
 * @param {string} word
 */
function isQuality(word) {
  if (/[еа]ни(?:е|я|ю|ем|и|й)$/.test(word)) return false;
  return nounRoot(stem(word)) !== "" && /(?:[ыио]й|[ая]я|[ое]е|[ыи]е|[ое]го|[ое]му|[ую]ю|[ыи]х|[ыи]ми?)$/.test(word);
}

/**
 * Returns keys of the nouns an adjective may come from: «тревожн» → «тревож», «тревог».
 * @param {string} root
 * @param {Lexicon} lexicon
 */
function nounKeys(root, lexicon) {
  const noun = nounRoot(root);
  return noun ? [noun, hardened(noun)].filter(Boolean).map((text) => lexicon.key([text])) : [];
}

export class Meanings {
  /**
   * @param {Data} data
   * @param {Lexicon} lexicon
   */
  constructor(data, lexicon) {
    this.data = data;
    this.lexicon = lexicon;
    const foreign = data.elsewhere.flatMap((text) => lexicon.split(text));
    lexicon.name([...EMPTY, ...VAGUE, ...foreign, ...SAME.flatMap((forms) => forms.replace(/=/g, "").split(" "))]);
    /** @type {Map<string, string>} */
    this.same = new Map(SAME.flatMap((text) => {
      const words = text.split(" "), first = lexicon.key([words[0]]);
      const keyOf = (/** @type {string} */ word) => (word[0] === "=" ? word : lexicon.key([word]));
      return words.map((word) => /** @type {[string, string]} */ ([keyOf(word), first]));
    }));
    this.empty = new Set(EMPTY.map((word) => lexicon.key([word])));
    this.vague = new Set(VAGUE.map((word) => lexicon.key([word])));
    /** @type {Map<string, number>} */
    this.pairs = new Map(data.pairs.map(([need, audience, page]) => [`${need} ${audience}`, page]));
    /** @type {Set<string>} single words for people, adjectives too: «бездомный» */
    this.alone = new Set();
    /** @type {Phrase[]} */
    this.phrases = [];
    const elsewhere = data.elsewhere.map((text) => [[text]]);
    for (const kind of /** @type {Kind[]} */ (["answers", "needs", "audiences", "elsewhere"])) {
      ({ ...data, elsewhere }[kind]).forEach(([texts], place) => texts.forEach((text) => {
        const keys = lexicon.split(text).map((word) => this.keyOf(word));
        const denied = lexicon.isDenial(text);
        if (keys.length) this.phrases.push({ kind, place, keys, denied });
        if (keys.length === 1 && (kind === "needs" || kind === "audiences")) this.alone.add(lexicon.split(text)[0]);
      }));
    }
  }

  /**
   * Returns the page of whose phone or mailbox the query is: the operator's are on many pages, crisis lines' on a few.
   * @param {string[]} typed
   * @returns {Target[]}
   */
  ownerOf(typed) {
    const isOwn = (/** @type {string} */ contact) =>
      typed.some((text) => contact === text || (text.length > 4 && contact.endsWith(text)));
    const places = this.data.contacts.filter(([contact]) => isOwn(contact)).map(([, place]) => place);
    return [...new Set(places)].map((place) => this.data.pages[place]).filter(Boolean);
  }

  /** @param {string} word */
  keyOf(word) {
    const key = this.lexicon.key([word]);
    return this.same.get(`=${word}`) || this.same.get(key) || key;
  }

  /** @param {string} word */
  isEmpty(word) { return /^\d{1,2}$/.test(word) || this.empty.has(this.lexicon.key([word])); }

  /** @param {string} word */
  isVague(word) { return this.isEmpty(word) || this.vague.has(this.lexicon.key([word])); }

  /**
   * Whether the rest of a query names something: a word that is neither vague nor a mere quality.
   * @param {string[]} words
   */
  isTelling(words) {
    return words.some((word) => !this.isVague(word) && (!isQuality(word) || this.isPerson(word)));
  }

  /**
   * Whether an adjective names people: «бездомный», but not «детский», which comes from «дети».
   * @param {string} word
   */
  isPerson(word) {
    const key = this.keyOf(word), noun = nounRoot(stem(word)), names = [...this.alone].map((name) => stem(name));
    const made = names.some((name) => name.length > 2 && name !== stem(word)
      && (name.startsWith(noun) || noun.startsWith(name)));
    return !made && [...this.alone].some((name) => this.keyOf(name) === key);
  }

  /**
   * Returns where a phrase's words are, in any order; null if one is missing. Words of `elsewhere` are not guessed.
   * @param {string[]} keys
   * @param {string[]} asked
   * @param {string[][]} nouns of each, if it is an adjective
   * @param {boolean} exact
   */
  cover(keys, asked, nouns, exact) {
    /** @type {Set<number>} */
    const covered = new Set();
    for (const key of keys) {
      const place = asked.findIndex((own, i) => !covered.has(i)
        && (exact ? own === key : isSame(own, key) || nouns[i].includes(key)));
      if (place < 0) return null;
      covered.add(place);
    }
    return covered;
  }

  /**
   * Returns meanings that the words name, without those named by a part of another's words; of people whom nobody is
   * there for, also the wider ones: families, for large families.
   * @param {string[]} asked
   * @param {boolean} denied
   */
  find(asked, denied) {
    /** @type {Map<string, Hit>} */
    const found = new Map();
    const nouns = asked.map((word) => nounKeys(word, this.lexicon).map((key) => this.same.get(key) || key));
    for (const { kind, place, keys } of this.phrases.filter((phrase) => denied || !phrase.denied)) {
      const covered = this.cover(keys, asked, nouns, kind === "elsewhere"), known = found.get(`${kind} ${place}`);
      if (covered) {
        const all = new Set([...covered, ...(known ? known.covered : [])]);
        found.set(`${kind} ${place}`, { kind, place, covered: all });
      }
    }
    const hits = [...found.values()];
    const unmet = (/** @type {Hit} */ hit) => hit.kind === "audiences" && this.data.audiences[hit.place][1] < 0;
    const within = (/** @type {Hit} */ hit) => hits.some((other) =>
      !(hit.kind === "audiences" && unmet(other)) && other.covered.size > hit.covered.size
      && [...hit.covered].every((place) => other.covered.has(place)));
    return hits.filter((hit) => !within(hit));
  }

  /**
   * @param {string[]} words the telling words of the query, in order
   * @param {boolean} denied whether the query says that something is not so
   * @returns {Meaning}
   */
  read(words, denied) {
    const all = this.find(words.map((word) => this.keyOf(word)), denied);
    const hits = all.filter((hit) => hit.kind !== "elsewhere");
    const kind = (/** @type {Kind} */ name) => hits.filter((hit) => hit.kind === name);
    const covered = [...new Set(hits.flatMap((hit) => [...hit.covered]))].sort((a, b) => a - b);
    const left = words.filter((word, i) => !covered.includes(i) && !this.isEmpty(word));
    const needs = kind("needs"), audiences = kind("audiences"), alone = !needs.length && !audiences.length;
    // The errand named by most words wins; a single word names one only if nothing else was asked.
    const said = words.map((_, i) => i).filter((i) => !this.isEmpty(words[i]));
    const isAll = (/** @type {Hit} */ { covered: own }) => (said.length ? said.every((i) => own.has(i)) : alone);
    const answers = kind("answers").filter((hit) => hit.covered.size > 1 || isAll(hit));
    const hints = kind("answers").filter((hit) => !answers.includes(hit))
      .map((hit) => this.data.answers[hit.place][1][0]);
    const most = Math.max(...answers.map((hit) => hit.covered.size));
    const errands = answers.filter((hit) => hit.covered.size === most).map((hit) => this.data.answers[hit.place]);
    const best = errands.map(([, places]) => places), absent = errands.map((errand) => errand[2]).filter(Boolean);
    const [help, lacking] = this.helped(needs, audiences);
    // If nobody does it, an errand that a word may mean is better than nothing.
    const pages = [...best.map(([first]) => first), ...help, ...(lacking.length ? hints : [])];
    const sure = needs.some((hit) => hit.covered.size > 1);
    const foreign = all.filter((hit) => !hits.includes(hit)).map((hit) => [...hit.covered])
      .filter((places) => places.some((i) => !covered.includes(i))).flat();
    const ours = sure || !foreign.length;
    const whole = hits.length > 0 && ours && left.length < Math.max(1, best.length ? most : 0);
    const telling = hits.some((hit) => hit.covered.size > 1) || this.isTelling(covered.map((i) => words[i]));
    const targets = (/** @type {number[]} */ places) => [...new Set(places)].map((place) => this.data.pages[place]);
    return {
      pages: targets(pages.filter((place) => place !== undefined)),
      others: targets(best.flat()),
      hints: targets(hints.filter((place) => place !== undefined)),
      whole,
      covered,
      telling,
      foreign,
      ours,
      lacking: ours && (whole || telling) ? (best.length && !needs.length ? absent : lacking) : []
    };
  }

  /**
   * Returns what to say of groups nobody is there for, if more words name one of them than any other.
   * @param {Hit[]} hits
   * @param {Group[]} groups theirs
   * @returns {string[]}
   */
  unmet(hits, groups) {
    const sizeOf = (/** @type {boolean} */ met) =>
      Math.max(0, ...hits.filter((_, i) => (groups[i][1] >= 0) === met).map((hit) => hit.covered.size));
    return sizeOf(false) > sizeOf(true) ? groups.filter((group) => group[1] < 0).map((group) => group[2]) : [];
  }

  /**
   * Returns pages of helpers, by need and audience, else by need, else by audience; and what to say if nobody does it,
   * or nobody does what most words name.
   * @param {Hit[]} needs
   * @param {Hit[]} audiences
   * @returns {[pages: number[], lacking: string[]]}
   */
  helped(needs, audiences) {
    const pairs = needs.flatMap((need) => audiences.map((who) => this.pairs.get(`${need.place} ${who.place}`)));
    const helps = needs.map((need) => this.data.needs[need.place]);
    const people = audiences.map((who) => this.data.audiences[who.place]);
    const known = (/** @type {(number | undefined)[]} */ places) =>
      /** @type {number[]} */ (places.filter((page) => page !== undefined && page >= 0));
    const both = known(pairs), pages = known(helps.map((group) => group[1]));
    const of = known(people.map((group) => group[1]));
    if (both.length) return [[...both, ...pages], []];
    const nobody = of.length ? [] : people.map((group) => group[2]);
    if (pages.length) return [[...pages, ...of], [...this.unmet(needs, helps), ...nobody]];
    if (!helps.length && of.length) return [of, this.unmet(audiences, people)];
    return [of, (helps.length ? helps : people).map((group) => group[2])]; // nobody does it: other help for them
  }
}
