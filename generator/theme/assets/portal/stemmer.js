/* Snowball's stemmer for Russian (snowballstem.org): the part shared by a word's forms. Touches no page. */
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
/** @type {Map<string, string>} */
const cache = new Map();

/**
 * Returns the region RV: what follows the first vowel.
 * @param {string} word
 */
function tailStart(word) {
  return word.search(/[аеиоуыэюя]/) + 1;
}

/**
 * Returns where the region R2 begins: after the second vowel-consonant pair.
 * @param {string} word
 */
function derivedStart(word) {
  const found = /^[^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя][^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя]/.exec(word);
  return found ? found[0].length : word.length;
}

/** @param {string} tail */
function stripInflection(tail) {
  const gerund = tail.replace(GERUND, "$1");
  if (gerund !== tail) return gerund;
  const plain = tail.replace(REFLEXIVE, "");
  const adjective = plain.replace(ADJECTIVE, "");
  if (adjective !== plain) return adjective.replace(PARTICIPLE, "$1");
  const verb = plain.replace(VERB, "$1");
  return verb !== plain ? verb : plain.replace(NOUN, "");
}

/** @param {string} word */
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

/**
 * Returns the stem of a lower-case word without ё; always a prefix of the word.
 * @param {string} word
 */
export function stem(word) {
  let found = cache.get(word);
  if (found === undefined) {
    found = compute(word);
    cache.set(word, found);
  }
  return found;
}
