/* Words: their stems, and the list of the site's words that mends queries. Pure; no page is touched here. */

/* Snowball's stemmer for Russian (snowballstem.org): the common part of a word's forms. No lookbehind: old phones. */
const GERUND = /(?:([ая])(?:вшись|вши|в)|(?:ившись|ывшись|ивши|ывши|ив|ыв))$/;
const REFLEXIVE = /(?:ся|сь)$/;
const ADJECTIVE = /(?:ими|ыми|его|ого|ему|ому|ее|ие|ые|ое|ей|ий|ый|ой|ем|им|ым|ом|их|ых|ую|юю|ая|яя|ою|ею)$/;
const PARTICIPLE = /(?:([ая])(?:ем|нн|вш|ющ|щ)|(?:ивш|ывш|ующ))$/;
const VERB = new RegExp(
  "(?:([ая])(?:ете|йте|ешь|нно|ла|на|ли|ем|ло|но|ет|ют|ны|ть|й|л|н)|" +
  "(?:ейте|уйте|ила|ыла|ена|ите|или|ыли|ило|ыло|ено|ует|уют|ены|ить|ыть|ишь|ей|уй|ил|ыл|им|ым|ен|ят|ит|ыт|ую|ю))$"
);
const NOUN = new RegExp(
  "(?:иями|ями|ами|ией|иям|ием|иях|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ах|ях|ию|ью|ия|ья|а|е|и|й|о|у|ы|ь|ю|я)$"
);
const cache = new Map();

/* The part an ending is looked for in: what follows the first vowel. */
function tailStart(word) {
  return word.search(/[аеиоуыэюя]/) + 1;
}

/* Where the derivational ending may begin: behind the second vowel-consonant pair. */
function derivedStart(word) {
  const found = /^[^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя][^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя]/.exec(word);
  return found ? found[0].length : word.length;
}

function stripInflection(tail) {
  const gerund = tail.replace(GERUND, "$1");
  if (gerund !== tail) return gerund;
  const plain = tail.replace(REFLEXIVE, "");
  const adjective = plain.replace(ADJECTIVE, "");
  if (adjective !== plain) return adjective.replace(PARTICIPLE, "$1");
  const verb = plain.replace(VERB, "$1");
  return verb !== plain ? verb : plain.replace(NOUN, "");
}

function compute(word) {
  const start = tailStart(word);
  if (!start) return word;
  let tail = stripInflection(word.slice(start)).replace(/и$/, "");
  const derived = Math.max(derivedStart(word) - start, 0);
  if (tail.length >= derived) tail = tail.slice(0, derived) + tail.slice(derived).replace(/ость?$/, "");
  const calm = tail.replace(/ейше?$/, "");
  if (calm !== tail) return word.slice(0, start) + calm.replace(/нн$/, "н");
  if (/нн$/.test(tail)) return word.slice(0, start) + tail.slice(0, -1);
  return word.slice(0, start) + tail.replace(/ь$/, "");
}

/* The stem of a word in lower case, ё already folded. */
export function stem(word) {
  if (!cache.has(word)) cache.set(word, compute(word));
  return cache.get(word);
}

/* Words that say nothing of what is looked for. */
const STOP = new Set((
  "а без бы был была были было быть в вам вас ваш во вот все всего всех вы где да дайте для до его ее если есть еще ж же " +
  "за и из из-за или им их к как какая какие какой какую кем ко когда кого кому которая которые который кто куда ли " +
  "меня мне много может можно мой моя моего моей мою мы на над надо найти нам нас наш наша не него нее нет ни них но ну " +
  "нужен нужна нужно нужны о об он она они от очень по под подскажите пожалуйста при про с сам свое своего своей свой " +
  "свою себе себя со так такое там те тебе того тоже той только том тот ту тут ты у уже хотел хотела хотим хочет хочется " +
  "хочу чего чей чем что чтобы чья эта эти это этот я узнать ищу искать интересует какого либо нибудь получить получать сделать взять ближайший ближайшая ближайшее ближайшие сейчас сегодня"
).split(" "));

function fold(text) {
  return text.toLowerCase().replace(/ё/g, "е").replace(/[\u2010\u2011\u2013]/g, "-").normalize("NFC");
}

/* What a word sounds like, near enough to compare Latin spellings: й и ы, э е, ь ъ and doubled letters are one. */
function sound(word) {
  return word.replace(/[йы]/g, "и").replace(/э/g, "е").replace(/[ьъ]/g, "").replace(/щ/g, "ш").replace(/(.)\1+/g, "$1");
}

/* One for the stems of a word in which a vowel comes and goes: «ребёнок», «ребёнка»; «доброволец», «добровольца». */
function kindred(root) {
  return root.length < 5 ? root : root.replace(/ь/g, "").replace(/[оей]([^аеиоуыэюя])$/, "$1");
}

/* Whether one slip parts the words: a letter missed, added, changed, or two swapped. In short words only a vowel is
   taken for another: «сдать» is not «стать». */
function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const left = a.slice(head, a.length - tail), right = b.slice(head, b.length - tail);
  if (left.length === 1 && right.length === 1) return a.length > 5 || (/[аеиоуыэюя]/.test(left) && /[аеиоуыэюя]/.test(right));
  if (left.length < 2 && right.length < 2) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/* The same of long words whose endings may differ: their stems, or one and the start of the other. */
function isNearInside(form, word) {
  const root = stem(word), other = stem(form);
  if (root.length < 6 || Math.abs(form.length - word.length) > 4) return false;
  if ((root.length > 6 || other.length !== root.length) && isNear(other, root)) return true;
  return word.length > 8 && [-1, 0, 1].some((more) => isNear(form.slice(0, word.length + more), word));
}

export class Lexicon {
  /* data: search/words.json; a line is what a word shares with the one before, its rest, how common it is. */
  constructor(data) {
    this.pages = data.pages;
    this.complete = data.complete;
    this.common = new Map();
    this.stems = new Map();
    this.kindred = new Map();
    let before = "";
    for (const line of data.words.split("\n")) {
      const rest = line.slice(1).replace(/\d$/, "");
      const word = before.slice(0, parseInt(line[0], 36)) + rest;
      this.common.set(word, Number(line.slice(1 + rest.length) || 0));
      const root = stem(word);
      if (!this.stems.has(root)) {
        this.stems.set(root, []);
        this.kindred.set(kindred(root), [...(this.kindred.get(kindred(root)) || []), root]);
      }
      this.stems.get(root).push(word);
      before = word;
    }
    this.names = new Map();
    this.named = new Set();
    this.extra = new Map();
    this.longest = 1;
    data.synonyms.forEach((group) => this.addSynonyms(group.map((text) => fold(text).split(/[\s-]+/))));
  }

  addSynonyms(phrases) {
    const group = phrases.map((phrase) => phrase.filter((word) => !STOP.has(word)));
    for (const words of group) {
      const key = this.key(words);
      words.forEach((word) => this.named.add(kindred(stem(word))));
      words.forEach((word) => this.common.has(word) || this.extra.set(word, 0));
      this.names.set(key, [...(this.names.get(key) || []), ...group.filter((other) => other !== words)]);
      this.longest = Math.max(this.longest, words.length);
    }
  }

  fold(text) { return fold(text); }

  isStop(word) { return STOP.has(word); }

  stem(word) { return stem(word); }

  knows(word) { return this.stems.has(stem(word)); }

  /* Whether it is a word of the synonyms, known to the site or not. */
  isNamed(word) { return this.named.has(kindred(stem(word))); }

  /* Other known stems of the same word: «колясок» beside «коляска». */
  kinRoots(word) {
    const own = stem(word);
    return (this.kindred.get(kindred(own)) || []).filter((root) => root !== own);
  }

  begins(word) {
    if (word.length < 4) return false;
    for (const form of this.common.keys()) if (form.startsWith(word)) return true;
    return false;
  }

  /* Other ways to say the phrase, as lists of words. */
  synonyms(words) { return this.names.get(this.key(words)) || []; }

  key(words) { return words.map((word) => kindred(stem(word))).join(" "); }

  /* The site's words one slip away, likeliest first. Short words are too near to everything. */
  near(word) {
    const found = new Map();
    for (const [form, common] of [...this.common, ...this.extra]) {
      if (Math.max(form.length, word.length) < 5 || (form[0] !== word[0] && word.length < 7)) continue;
      const likely = isNear(form, word) ? 4 : isNearInside(form, word) ? 1 : 0;
      if (likely) found.set(form, likely + common / 3 + (form[0] === word[0] ? 2 : 0));
    }
    return [...found].sort((a, b) => b[1] - a[1]).map((pair) => pair[0]);
  }

  /* The site's word that this long one is but for a slip, begun alike; "" when there is none. */
  slip(word) {
    return word.length > 7 ? [...this.common.keys()].find((form) => form[0] === word[0] && isNear(form, word)) || "" : "";
  }

  /* The site's words that sound like a word spelt in other letters. */
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

  /* The shortest stem that stands for all forms of the word. Stemming parts «ветераны» (ветера) from «ветеранов». */
  root(word) {
    const own = stem(word);
    for (let size = Math.max(own.length - 2, 5); size < own.length; size += 1) {
      if (this.stems.has(own.slice(0, size))) return own.slice(0, size);
    }
    return own;
  }

  /* Forms of a short stem that begins other words too («сем»: семья, семинар): looked for one by one. */
  forms(root) {
    if (root.length > 3) return null;
    const own = this.stems.get(root) || [];
    for (const form of this.common.keys()) if (form.startsWith(root) && !own.includes(form)) return own;
    return null;
  }
}
