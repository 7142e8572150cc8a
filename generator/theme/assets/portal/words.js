/* The list of the site's words, which corrects queries. Touches no page. */
import { stem } from "./stemmer.js";

/* Words that say nothing about what is sought. */
const STOP = new Set((
  "а без бы был была были было быть в вам вас ваш во вот все всего всех вы где да дайте для до его ее если есть " +
  "еще ж же за и из из-за или им их к как какая какие какой какую кем ко когда кого кому которая которые " +
  "который кто куда ли меня мне много может можно мой моя моего моей мою мы на над надо найти нам нас наш наша " +
  "не него нее нет ни них но ну нужен нужна нужно нужны о об он она они от очень по под подскажите пожалуйста " +
  "при про с сам свое своего своей свой свою себе себя со так такое там те тебе того тоже той только том тот ту " +
  "тут ты у уже хотел хотела хотим хочет хочется хочу чего чей чем что чтобы чья эта эти это этот я узнать ищу " +
  "искать интересует какого либо нибудь получить получать сделать взять ближайший ближайшая ближайшее ближайшие " +
  "сейчас сегодня деть девать"
).split(" "));

/* Words that say that something is not so: «не хочу жить» is not «хочу жить». */
const DENYING = new Set("не ни нет нету без нельзя никак никто никого никуда нечего некому некуда некем".split(" "));

const DENIED = "не ";

/** @param {string} text */
function fold(text) {
  return text.toLowerCase().replace(/ё/g, "е").replace(/[\u2010\u2011\u2013]/g, "-").normalize("NFC");
}

/**
 * Returns a word's rough sound, to compare Latin spellings: й и ы, э е, ь ъ and doubled letters are one.
 * @param {string} word
 */
function sound(word) {
  const plain = word.replace(/[йы]/g, "и").replace(/э/g, "е").replace(/[ьъ]/g, "").replace(/щ/g, "ш");
  return plain.replace(/(.)\1+/g, "$1");
}

/**
 * Returns the same key for stems with a fleeting vowel: «ребёнок», «ребёнка»; «доброволец», «добровольца».
 * @param {string} root
 */
function kindred(root) {
  return root.length < 5 ? root : root.replace(/ь/g, "").replace(/[оей]([^аеиоуыэюя])$/, "$1");
}

/**
 * Returns the stem of an adjective's noun, judged by its form: «детск» → «дет», «футбольн» → «футбол».
 * @param {string} root
 */
export function nounRoot(root) {
  const found = /^(.{3,}?)(?:ическ|еск|ск|ивн|альн|онн|енн|ьн|н|ов|ев)$/.exec(root);
  return found ? found[1] : "";
}

/* Endings of diminutive and feminine forms, and the sounds they change: «собачка», «ветеранчик», «психологиня». */
const SMALL = /^(?:[ео]?ньк|[еи]чк|[юу]шк|ышк|[ео]нок|чик|ист|ник|[еои]к|к|ниц|иц|ин|ш)$/;
/** @type {Record<string, string>} */
const HARD = { "ч": "к", "ж": "г", "ш": "х" };

/**
 * Returns a stem with the last sound it has in a noun, «тревож» → «тревог»; empty if it is no other.
 * @param {string} root
 */
export function hardened(root) {
  const sound = HARD[root[root.length - 1]];
  return sound ? root.slice(0, -1) + sound : "";
}

/**
 * Returns stems whose diminutive or feminine form a word may be, longest first: «ребеночек» → «ребенок», «ребеноч».
 * @param {string} root
 */
export function plainRoots(root) {
  const cuts = [];
  for (let size = root.length - 1; size > Math.max(2, root.length - 5); size -= 1) {
    if (SMALL.test(root.slice(size))) cuts.push(root.slice(0, size));
  }
  return [...cuts.map(hardened).filter(Boolean), ...cuts];
}

/**
 * Whether the words differ by one slip: a letter missed, added, changed, or two swapped. In short words only a vowel
 * may be changed: «сдать» is not «стать».
 * @param {string} a
 * @param {string} b
 */
function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const left = a.slice(head, a.length - tail), right = b.slice(head, b.length - tail);
  if (left.length === 1 && right.length === 1) return a.length > 5 || /^[аеиоуыэюя]{2}$/.test(left + right);
  if (left.length < 2 && right.length < 2) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/**
 * Whether two letters of a longer word changed places: «сименар» and «семинар».
 * @param {string} a
 * @param {string} b
 */
function isSwapped(a, b) {
  if (a.length !== b.length || a.length < 6) return false;
  const [first, second, ...more] = [...a].map((_, i) => i).filter((i) => a[i] !== b[i]);
  return second > first && !more.length && a[first] === b[second] && a[second] === b[first];
}

/**
 * Whether two long words that begin alike differ by two letters, «солнышный», «солнечный», or one has lost two
 * letters inside: «роботехника».
 * @param {string} a
 * @param {string} b
 */
function isFarther(a, b) {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length > 9 && long.length - short.length === 2) {
    let head = 0;
    while (head < short.length && short[head] === long[head]) head += 1;
    return head > 3 && long.endsWith(short.slice(head));
  }
  if (a.length !== b.length || a.length < 9 || a.slice(0, 4) !== b.slice(0, 4)) return false;
  return [...a].filter((letter, i) => letter !== b[i]).length === 2;
}

/**
 * The same for long words with different endings: compares their stems, or one with the start of the other.
 * @param {string} form
 * @param {string} word
 */
function isNearInside(form, word) {
  const root = stem(word), other = stem(form);
  if (root.length < 6 || Math.abs(form.length - word.length) > 4) return false;
  if ((root.length > 6 || other.length !== root.length) && isNear(other, root)) return true;
  return word.length > 8 && [-1, 0, 1].some((more) => isNear(form.slice(0, word.length + more), word));
}

/**
 * The words in search/words.json. A line of `words`: the length shared with the word before, the rest, how
 * common it is. `complete`: whether all words of the site are there.
 * @typedef {{pages: number, complete: boolean, words: string, synonyms: string[][], meanings?: Groups}} Data
 * @typedef {[phrases: string[], ...unknown[]][]} Phrases
 * @typedef {{answers?: Phrases, needs: Phrases, audiences: Phrases}} Groups
 */

export class Lexicon {
  /** @param {Data} data */
  constructor(data) {
    this.pages = data.pages;
    this.complete = data.complete;
    /** @type {Map<string, number>} word → how common it is */
    this.common = new Map();
    /** @type {Map<string, string[]>} stem → its words */
    this.stems = new Map();
    /** @type {Map<string, string[]>} key shared by stems of one word → the stems */
    this.kindred = new Map();
    let before = "";
    for (const line of data.words.split("\n")) {
      const rest = line.slice(1).replace(/\d$/, "");
      const word = before.slice(0, parseInt(line[0], 36)) + rest;
      this.common.set(word, Number(line.slice(1 + rest.length) || 0));
      const root = stem(word), kin = kindred(root), forms = this.stems.get(root);
      if (forms) forms.push(word);
      else {
        this.stems.set(root, [word]);
        this.kindred.set(kin, [...(this.kindred.get(kin) || []), root]);
      }
      before = word;
    }
    /** @type {Map<string, string[][]>} key of a phrase → other ways to say it */
    this.names = new Map();
    /** @type {Set<string>} */
    this.named = new Set();
    /** @type {Map<string, number>} words of synonyms that the site lacks */
    this.extra = new Map();
    this.longest = 1;
    data.synonyms.forEach((group) => this.addSynonyms(group, (words, all) => all.filter((other) => other !== words)));
    // Records have the label of what they do, so its synonyms lead to it.
    const { answers, needs, audiences } = data.meanings || { answers: [], needs: [], audiences: [] };
    (answers || []).forEach(([phrases]) => phrases.forEach((text) => this.name(this.split(text))));
    [...needs, ...audiences].forEach(([group]) => this.addSynonyms(group, (words, [label]) =>
      (words === label ? [] : [label])));
  }

  /**
   * @param {string[]} phrases
   * @param {(words: string[], all: string[][]) => string[][]} others other phrases to search for
   */
  addSynonyms(phrases, others) {
    const group = phrases.map((text) => this.split(text));
    for (const [place, words] of group.entries()) {
      if (!words.length) continue;
      const denied = this.isDenial(phrases[place]);
      const key = (denied ? DENIED : "") + this.key(words), known = this.names.get(key) || [];
      this.name(words);
      this.names.set(key, [...known, ...others(words, group)]);
      this.longest = Math.max(this.longest, words.length);
    }
  }

  /**
   * Remembers words that people may type although no page has them, so that they are not taken for misprints.
   * @param {string[]} words
   */
  name(words) {
    words.forEach((word) => this.named.add(this.key([word])));
    words.filter((word) => !this.common.has(word)).forEach((word) => this.extra.set(word, 0));
  }

  /**
   * Returns the telling words of a phrase.
   * @param {string} text
   */
  split(text) {
    const words = fold(text).match(/[\p{L}\d]+(?:-[\p{L}\d]+)*/gu) || [];
    const parts = words.flatMap((word) => (/\d/.test(word) ? [word.replace(/-/g, "")] : word.split("-")));
    return parts.filter((word) => !STOP.has(word));
  }

  /** @param {string} text */
  fold(text) { return fold(text); }

  /** @param {string} word */
  isStop(word) { return STOP.has(word); }

  /** @param {string} word */
  denies(word) { return DENYING.has(word); }

  /** @param {string} phrase */
  isDenial(phrase) { return phrase.split(" ").some((word) => this.denies(word)); }

  /** @param {string} word */
  stem(word) { return stem(word); }

  /** @param {string} word */
  knows(word) { return this.stems.has(stem(word)); }

  /**
   * Whether it is a word of a synonym, known to the site or not.
   * @param {string} word
   */
  isNamed(word) { return this.named.has(this.key([word])); }

  /**
   * Returns other known stems of the same word: «колясок» for «коляска».
   * @param {string} word
   */
  kinRoots(word) {
    const own = stem(word);
    return (this.kindred.get(kindred(own)) || []).filter((root) => root !== own);
  }

  /**
   * Returns the known stem of an adjective's noun: «детский» finds texts with «дети».
   * @param {string} word
   */
  nounOf(word) {
    const root = nounRoot(stem(word));
    return this.stems.has(root) ? root : "";
  }

  /**
   * Returns the word whose diminutive or feminine form an unknown one is, or the verb done «for a while», as
   * «порисовать»; otherwise an empty text.
   * @param {string} word
   */
  plain(word) {
    const verb = word.slice(2);
    if (/^по.{2,}ть$/.test(word) && (this.common.has(verb) || this.extra.has(verb))) return verb;
    for (const root of plainRoots(stem(word))) {
      const kin = kindred(stem(root)), [known] = this.kindred.get(kin) || [];
      if (known) return (this.stems.get(known) || [word])[0];
      if (root.length > 3 && this.named.has(kin)) return root;
    }
    return "";
  }

  /**
   * Returns the longest word that begins an unknown one: «киберспортивный» and «кибер»; empty if there is none.
   * @param {string} word
   */
  head(word) {
    for (let size = word.length - 5; size >= 5; size -= 1) { // the rest must be a word too, not an ending
      if (this.common.has(word.slice(0, size)) && !STOP.has(word.slice(0, size))) return word.slice(0, size);
    }
    return "";
  }

  /**
   * Returns the word that ends an unknown one after a linking vowel: «экотропа» and «тропа»; empty if there is none.
   * @param {string} word
   */
  tail(word) {
    for (let from = 2; from < 6 && word.length - from > 4; from += 1) {
      const rest = word.slice(from);
      if (/[ое]/.test(word[from - 1]) && this.common.has(rest) && !STOP.has(rest)) return rest;
    }
    return "";
  }

  /**
   * Returns a word of the same stem with one more suffix: «посадить» and «посадка»; empty if there is none.
   * @param {string} word
   */
  derived(word) {
    const own = stem(word), near = [...this.stems.keys()].filter((root) => root.startsWith(own));
    const more = own.length < 8 ? 3 : 5;
    const best = own.length < 5 ? undefined : near.filter((root) => root.length - own.length < more).sort()[0];
    return best ? (this.stems.get(best) || [""])[0] : "";
  }

  /** @param {string} word */
  begins(word) {
    if (word.length < 4) return false;
    for (const form of this.common.keys()) if (form.startsWith(word)) return true;
    return false;
  }

  /**
   * Returns other wordings of the phrase, as lists of words; those of what is not so only if `denied`.
   * @param {string[]} words
   * @param {boolean} [denied]
   */
  synonyms(words, denied = false) {
    const key = this.key(words);
    return [key, ...(denied ? [DENIED + key] : [])].flatMap((one) => this.names.get(one) || []);
  }

  /** @param {string[]} words */
  key(words) { return words.map((word) => kindred(this.wordStem(word))).join(" "); }

  /**
   * Returns the stem of a word the stemmer takes for another: «запись» is no «запой», «котят» is «котята», «отдых» has
   * no ending.
   * @param {string} word
   */
  wordStem(word) {
    if (word.endsWith("пись")) return word.slice(0, -1);
    if (word === "отдых") return word;
    const young = `${word}а`, isYoung = word.endsWith("ят") && (this.common.has(young) || this.extra.has(young));
    return stem(isYoung ? young : word);
  }

  /**
   * Returns the site's words one slip away, likeliest first; none for short words, which resemble everything.
   * @param {string} word
   */
  near(word) {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const [form, common] of [...this.common, ...this.extra]) {
      if (Math.max(form.length, word.length) < 5 || (form[0] !== word[0] && form[0] !== word[1])) continue;
      const slip = isNear(form, word) || isSwapped(form, word);
      const likely = slip ? 4 : isNearInside(form, word) ? 1 : isFarther(form, word) ? 0.5 : 0;
      if (likely) found.set(form, likely + common / 3 + (form[0] === word[0] ? 2 : 0));
    }
    return [...found].sort((a, b) => b[1] - a[1]).map((pair) => pair[0]);
  }

  /**
   * Returns the site's word that a long one misspells after a correct start; "" if there is none.
   * @param {string} word
   */
  slip(word) {
    if (word.length < 8) return "";
    return [...this.common.keys()].find((form) => form[0] === word[0] && isNear(form, word)) || "";
  }

  /**
   * Returns the site's words that sound like a word in other letters.
   * @param {string} word
   */
  alike(word) {
    const key = sound(word);
    let best = "", likely = -1;
    for (const [form, common] of this.common) {
      const other = sound(form);
      const match = other === key ? 20 : key.length > 5 && other[0] === key[0] && isNear(other, key) ? 5 : 0;
      if (match && match + common > likely) { best = form; likely = match + common; }
    }
    return best;
  }

  /**
   * Returns the shortest stem of all forms of the word. Stemming separates «ветераны» (ветера) from «ветеранов».
   * @param {string} word
   */
  root(word) {
    const own = stem(word);
    for (let size = Math.max(own.length - 2, 5); size < own.length; size += 1) {
      if (this.stems.has(own.slice(0, size))) return own.slice(0, size);
    }
    return own;
  }

  /**
   * Returns forms of a short stem that also begins other words («сем»: семья, семинар), to search for one by one.
   * @param {string} root
   */
  forms(root) {
    if (root.length > 3) return null;
    const own = this.stems.get(root) || [];
    for (const form of this.common.keys()) if (form.startsWith(root) && !own.includes(form)) return own;
    return null;
  }
}
