/* What a reader meant: a query as typed → groups of terms to search for. Touches no page; words.js has the lexicon. */

const ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю";
/** @type {[latin: string, russian: string][]} */
const LATIN = [
  ["shch", "щ"], ["sch", "щ"], ["zh", "ж"], ["kh", "х"], ["ts", "ц"], ["tz", "ц"], ["ch", "ч"], ["sh", "ш"],
  ["yu", "ю"], ["ju", "ю"], ["ya", "я"], ["ja", "я"], ["yo", "е"], ["jo", "е"], ["ye", "е"], ["je", "е"], ["eh", "э"],
  ["a", "а"], ["b", "б"], ["c", "ц"], ["d", "д"], ["e", "е"], ["f", "ф"], ["g", "г"], ["h", "х"], ["i", "и"],
  ["j", "й"], ["k", "к"], ["l", "л"], ["m", "м"], ["n", "н"], ["o", "о"], ["p", "п"], ["q", "к"], ["r", "р"],
  ["s", "с"], ["t", "т"], ["u", "у"], ["v", "в"], ["w", "в"], ["x", "х"], ["y", "ы"], ["z", "з"], ["'", "ь"]
];
const WORD = /[\p{L}\d]+(?:-[\p{L}\d]+)*/gu;
const ADDRESS = new RegExp(
  "(?:https?://|www\\.)\\S+|[\\w.-]+@[\\w.-]+|" +
  "[\\w-]+(?:\\.[\\w-]+)*\\.(?:ru|рф|su|com|org|net|info|me|example)(?:/\\S*)?", "g"
);
/* Whom the question is not limited to: «не только для молодёжи», «кроме детей». */
const BESIDES =
  /(?:^|\s)(?:не\s+только|не\s+для|кроме)(?:\s+(?:для|со?|у|на|во?|из|ко?|по|от))?\s+\p{L}+(?![\p{L}-])/gu;
const AGE = /(^|[^\d-])(\d{1,2})(?:\s*-\s*\d{1,2})?\s+(?:лет|год[а-я]*|мес[а-я]*)(?!\p{L})/gu;
const NUMBER = /\+?\d[\d\s()-]{4,}\d/g;

/** @typedef {import("./words.js").Lexicon} Lexicon */

/**
 * A unit of the search: `text` for Pagefind; `roots`: how matching words begin; `forms`: the
 * only words that count, if the root also begins others.
 * @typedef {{text: string, weight: number, roots?: string[], forms?: string[] | null}} Term
 */

/** @typedef {{text: string, shown: string, group: number}} Asked */

/**
 * A word as the site knows it. `weight`: 0 if the site has nothing like it; `joined`: it with an adjacent word.
 * @typedef {{text: string, shown: string, weight: number, joined: string[]}} Item
 */

const GUESSED = 0.9, SYNONYM = 0.7, SLIP = 0.9, PREFIX = 0.8, PHRASE = 0.6;

/**
 * Returns the text as typed in the other keyboard layout.
 * @param {string} text
 * @param {string} [from]
 * @param {string} [to]
 */
export function otherLayout(text, from = ENGLISH, to = RUSSIAN) {
  return [...text].map((sign) => (from.includes(sign) ? to[from.indexOf(sign)] : sign)).join("");
}

/** @param {string} text */
export function fromLatin(text) {
  let rest = text, made = "";
  while (rest) {
    const [latin, russian] = LATIN.find(([letters]) => rest.startsWith(letters)) || [rest[0], rest[0]];
    made += russian;
    rest = rest.slice(latin.length);
  }
  return made;
}

/**
 * Splits a piece into words: as typed, in the other layout, or from Latin letters; the best known reading wins.
 * @param {string} piece
 * @param {Lexicon} lexicon
 * @returns {string[]}
 */
function readPiece(piece, lexicon) {
  /** @type {string[]} */
  const typed = piece.match(WORD) || [];
  if (!/[a-z]/.test(piece)) return typed;
  const spelt = (fromLatin(piece).match(WORD) || [])
    .map((word) => (lexicon.common.has(word) ? word : lexicon.alike(word) || word));
  /** @type {string[][]} */
  const readings = [typed, lexicon.fold(otherLayout(piece)).match(WORD) || [], spelt];
  // A reading by sound is a guess: «[jh» is «хор», not «их».
  const score = (/** @type {string[]} */ words) => {
    const trust = (words === spelt ? GUESSED : 1) / (words.length || 1);
    const known = words.filter((word) => isKnown(word, lexicon)).length * trust;
    return known + words.reduce((sum, word) => sum + (lexicon.common.get(word) || 0), 0) / 1000;
  };
  const best = readings.reduce((kept, words) => (score(words) > score(kept) ? words : kept), typed);
  if (best.some((word) => isKnown(word, lexicon))) return best;
  // No reading is known: a slip in the other layout is the last guess.
  const mended = readings[1].map((word) => lexicon.near(word)[0]);
  return mended.length && mended.every(Boolean) ? mended : typed;
}

/**
 * @param {string} word
 * @param {Lexicon} lexicon
 */
function isKnown(word, lexicon) {
  return word.split("-").every((part) => lexicon.knows(part)) || lexicon.knows(word.replace(/-/g, ""));
}

/**
 * Joins words, as people type hyphens and spaces freely: «кибер-атом», «кибер атом», «кибератом», «кибер атон».
 * @param {string[]} words
 * @param {Lexicon} lexicon
 */
function settleJoints(words, lexicon) {
  const parts = words.flatMap((word) => {
    const joined = word.replace(/-/g, "");
    return /\d/.test(word) || !word.includes("-") || lexicon.common.has(joined) ? [joined] : word.split("-");
  });
  const settled = [];
  for (let i = 0; i < parts.length; i += 1) {
    const pair = parts[i] + (parts[i + 1] || "");
    const beside = parts.slice(i, i + 2);
    const strange = beside.length > 1 && !beside.every((part) => lexicon.knows(part)) && !beside.some(lexicon.isStop);
    const joint = strange && (lexicon.common.has(pair) || lexicon.extra.has(pair) ? pair : lexicon.slip(pair));
    settled.push(...(joint ? [joint] : unglue(parts[i], lexicon)));
    if (joint) i += 1;
  }
  return settled;
}

/**
 * @param {string} word
 * @param {Lexicon} lexicon
 */
function unglue(word, lexicon) {
  if (lexicon.knows(word) || lexicon.isNamed(word) || /[\da-z]/.test(word)) return [word];
  for (let cut = word.length - 3; cut > 2; cut -= 1) {
    const pair = [word.slice(0, cut), word.slice(cut)];
    if (pair.every((part) => lexicon.common.has(part) && !lexicon.isStop(part))) return pair;
  }
  return [word];
}

/**
 * @param {string} word
 * @param {Lexicon} lexicon
 * @returns {Item}
 */
function settleWord(word, lexicon) {
  const item = (/** @type {string} */ text, /** @type {number} */ weight, shown = text) =>
    ({ text, shown, weight, joined: [] });
  if (/\d/.test(word) || lexicon.knows(word) || lexicon.isStop(word)) return item(word, 1);
  const kin = lexicon.kinRoots(word)[0];
  if (kin) return item((lexicon.stems.get(kin) || [word])[0], 1, word);
  if (lexicon.begins(word)) return item(word, PREFIX);
  if (lexicon.isNamed(word)) return item(word, 0);
  const latin = otherLayout(word, RUSSIAN, ENGLISH);
  if (/^[a-z]+$/.test(latin) && lexicon.common.has(latin)) return item(latin, 1);
  if (!lexicon.complete) return item(word, 1);
  const plain = lexicon.plain(word);
  if (plain) return item(plain, lexicon.knows(plain) ? 1 : 0, word);
  const near = lexicon.near(word)[0];
  if (near) return item(near, lexicon.knows(near) ? SLIP : 0);
  const head = lexicon.derived(word) || lexicon.head(word) || lexicon.tail(word);
  return head ? item(head, PREFIX, word) : item(word, 0);
}

/**
 * Returns a phone number in all its notations: with or without +7 and the area code.
 * @param {string} digits
 * @returns {Term[]}
 */
function numberTerms(digits) {
  const phone = digits.length === 10 || digits.length === 11;
  const ways = phone ? [digits, ...[10, 7, 6, 5].map((size) => digits.slice(-size))] : [digits];
  return [...new Set(ways)].map((text) => ({ text: `"${text}"`, weight: 1 }));
}

/**
 * Returns a mailbox or a site as one word, as in the index (`join_address` in pages/search_entries.py).
 * @param {string} text
 */
export function joinAddress(text) {
  return text.toLowerCase().replace(/^(?:https?:\/\/)?(?:www\.|m\.)?/, "").replace(/[^0-9a-zа-я]/g, "");
}

/**
 * @param {string} word
 * @param {number} weight
 * @returns {Term}
 */
function exactTerm(word, weight) {
  return { text: `"${word}"`, weight, roots: [word] };
}

/**
 * Returns a term of one or more words, all required.
 * @param {string[]} words
 * @param {number} weight
 * @param {Lexicon} lexicon
 * @returns {Term}
 */
function makeTerm(words, weight, lexicon) {
  const roots = words.map((word) => (lexicon.knows(word) ? lexicon.root(word) : word));
  const forms = roots.length === 1 ? lexicon.forms(roots[0]) : null;
  return { text: roots.join(" "), weight, roots, forms };
}

/**
 * @param {Item[]} items
 * @param {Lexicon} lexicon
 * @param {boolean} denied
 */
function makeGroup(items, lexicon, denied) {
  const words = items.map((item) => item.text), weight = Math.min(...items.map((item) => item.weight));
  if (items.length === 1 && /\d/.test(words[0])) {
    return { terms: [words[0], ...items[0].joined].map((word) => exactTerm(word, 1)) };
  }
  const others = lexicon.synonyms(words, denied).filter((other) => other.every((word) => lexicon.knows(word)));
  const terms = others.map((other) => makeTerm(other, (weight || 1) * SYNONYM, lexicon));
  const strange = words.some((word) => !lexicon.knows(word) && !lexicon.begins(word));
  // The word list of a very large site is incomplete: such a word is searched for as typed.
  if (weight && strange && words.length === 1) terms.unshift(exactTerm(words[0], weight));
  else if (weight && !strange) terms.unshift(makeTerm(words, words.length > 1 ? weight * PHRASE : weight, lexicon));
  if (words.length === 1) {
    terms.push(...lexicon.kinRoots(words[0]).map((root) => makeTerm([root], 1, lexicon)));
    const noun = lexicon.nounOf(words[0]);
    if (noun) terms.push(makeTerm([noun], SYNONYM, lexicon));
  }
  return { terms };
}

/**
 * Returns the text with the letter after «на букву» as a word of its own: «на букву кбуква» (see `lettered` in
 * search/meanings.py), if a name begins with it.
 * @param {string} text
 * @param {Lexicon} lexicon
 */
function nameLetters(text, lexicon) {
  return text.replace(/(букв\p{L}*\s+)(\p{L})(?![\p{L}\d])/gu, (found, before, letter) =>
    (lexicon.isNamed(`${letter}буква`) ? `${before}${letter}буква` : found));
}

/**
 * Leaves out what a page need not say: whom the question is not limited to, and an age that names no people.
 * @param {string} text
 * @param {Lexicon} lexicon
 */
function leaveOut(text, lexicon) {
  const rest = text.replace(BESIDES, " ").replace(AGE, (age, before, years) =>
    (lexicon.synonyms([years, "лет"]).length ? age : `${before} `));
  return lexicon.split(rest).length ? rest : text;
}

/**
 * Takes mailboxes, sites and numbers out of a query; returns groups for them, and the rest of the text.
 * @param {string} query
 * @param {Lexicon} lexicon
 * @returns {[groups: {terms: Term[]}[], text: string]}
 */
function takeExact(query, lexicon) {
  /** @type {{terms: Term[]}[]} */
  const groups = [];
  const words = lexicon.fold(query.slice(0, 200)).replace(ADDRESS, (address) => {
    groups.push({ terms: [exactTerm(joinAddress(address), 1), exactTerm(address, 1)] });
    return " ";
  });
  const text = words.replace(NUMBER, (number) => {
    const digits = number.replace(/\D/g, "");
    if (digits.length < 5) return number;
    groups.push({ terms: numberTerms(digits) });
    return " ";
  });
  return [groups, leaveOut(nameLetters(text.replace(/["«»]/g, " "), lexicon), lexicon)];
}

/**
 * Returns groups of terms, each a thing asked for; `corrected`: the query as understood, if corrected;
 * `asked`: its telling words, as the site knows them and as typed, with the index of their group. `denied`: whether it
 * says that something is not so.
 * @param {string} query
 * @param {Lexicon} lexicon
 */
export function understand(query, lexicon) {
  const [groups, text] = takeExact(query, lexicon);
  const read = text.trim().split(/\s+/).flatMap((piece) => readPiece(piece, lexicon)).slice(0, 16);
  const items = settleJoints(read, lexicon).map((word) => settleWord(word, lexicon));
  // Pages have «7-ФЗ» for «7 ФЗ» and «ФЗ 7».
  items.forEach((item, i) => {
    const beside = [items[i - 1], items[i + 1]].filter((other) => other && /^\p{L}{1,3}$/u.test(other.text));
    item.joined = beside.map((other) => item.text + other.text);
  });
  const telling = items.filter((item) => !lexicon.isStop(item.text));
  const wanted = telling.length ? telling : items;
  const denied = items.some(({ text: word }) => lexicon.denies(word));
  const isPhrase = (/** @type {Item[]} */ part) =>
    lexicon.synonyms(part.map((item) => item.text), denied).length > 0;
  /** @type {Asked[]} */
  const asked = [];
  for (let i = 0; i < wanted.length;) {
    let size = Math.min(lexicon.longest, wanted.length - i);
    while (size > 1 && !isPhrase(wanted.slice(i, i + size))) size -= 1;
    const part = wanted.slice(i, i + size);
    asked.push(...part.map((item) => ({ text: item.text, shown: item.shown, group: groups.length })));
    groups.push(makeGroup(part, lexicon, denied));
    i += size;
  }
  const mended = items.map((item) => item.shown).join(" ");
  const plain = (/** @type {string} */ typed) => typed.replace(/[^\p{L}\d]+/gu, "");
  const known = asked.some(({ group }) => groups[group].terms.length);
  return { groups, asked, denied, corrected: known && plain(mended) !== plain(text) ? mended : "" };
}
