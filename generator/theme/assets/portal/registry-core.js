/* Searches the registry's index and writes what was found. Touches no page; see registry.js.
   A value's key is «facet.code». The index is made by exports/registry.py. */
import { writeCsv } from "./csv.js";
import { stem } from "./stemmer.js";
import { fold } from "./text.js";

export const QUERY = 1; // the bit of the search field among those of the facets
const SMALL_WORDS = ["для", "или", "при", "что", "кто", "как", "где"];

/**
 * The index as fetched: columns of equal length in the order of names.
 * @typedef {object} Raw
 * @property {[facet: string, title: string][]} facets
 * @property {[facet: string, code: string, label: string, words: string][]} values
 * @property {number[][]} codes for each record its values, as indexes into `values`
 * @property {string[]} words
 * @property {string[]} ids
 * @property {string[]} emblems of each record: tone (a digit) and letters
 * @property {string[]} titles
 * @property {string[]} summaries
 * @property {string[]} phones
 * @property {string[]} addresses
 * @property {string[]} confirmed
 */

/**
 * What a reader has chosen.
 * @typedef {{chosen: Set<string>, query: string, sort: string}} Choice
 */

/** @typedef {ReturnType<typeof prepare>} Index */

/**
 * Returns folded words with a space before each, so that any word's beginning can be searched for.
 * @param {string} text
 */
const words = (text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;

/**
 * Returns beginnings to search for: stems of words; small words count only if there are no others.
 * @param {string} query
 */
export function beginnings(query) {
  const said = words(query).split(" ").filter(Boolean);
  const telling = said.filter((word) => word.length > 2 && !SMALL_WORDS.includes(word));
  return (telling.length ? telling : said).map((word) => ` ${stem(word).length > 2 ? stem(word) : word}`);
}

/**
 * Adds to the fetched index what searching and sorting need.
 * @param {Raw} raw
 */
export function prepare(raw) {
  const bits = new Map(raw.facets.map(([facet], place) => [facet, QUERY << (place + 1)]));
  const numbers = new Map(raw.values.map(([facet, code], number) => [`${facet}.${code}`, number]));
  const holds = (/** @type {number} */ i, /** @type {string} */ key) => {
    const number = numbers.get(key);
    return number !== undefined && raw.codes[i].includes(number);
  };
  const life = (/** @type {number} */ i) => {
    if (holds(i, "status.liquidated")) return 3;
    return holds(i, "alive.active") ? 0 : holds(i, "alive.dormant") ? 2 : 1;
  };
  /** @type {Record<string, number[]>} */
  const ranks = {
    fresh: raw.confirmed.map((day) => -Number(day.replace(/-/g, ""))),
    active: raw.codes.map((_, i) => life(i))
  };
  return {
    ...raw, bits, numbers, holds, ranks,
    closed: (/** @type {number} */ i) => holds(i, "status.liquidated") || holds(i, "alive.dormant"),
    bitOf: raw.values.map(([facet]) => bits.get(facet) || 0),
    spoken: raw.values.map((value) => words(value[3])),
    texts: raw.titles.map((title, i) => words(`${title} ${raw.summaries[i]} ${raw.words[i]}`))
  };
}

/**
 * Returns what a choice finds, sorted; how many each value would give; how many without one facet (by its bit).
 * @param {Index} index
 * @param {Choice} choice
 */
export function sift(index, { chosen, query, sort }) {
  const { codes, bitOf, texts } = index;
  /** @type {[word: string, held: boolean[]][]} */
  const sought = beginnings(query).map((word) => [word, index.spoken.map((text) => text.includes(word))]);
  const says = (/** @type {number} */ i) =>
    sought.every(([word, held]) => texts[i].includes(word) || codes[i].some((code) => held[code]));
  const picked = new Uint8Array(bitOf.length);
  let asked = 0;
  chosen.forEach((key) => {
    const number = index.numbers.get(key);
    if (number !== undefined) { picked[number] = 1; asked |= bitOf[number]; }
  });
  /** @type {number[]} */
  const found = [];
  /** @type {Map<number, number>} */
  const without = new Map();
  const counts = new Uint32Array(bitOf.length);
  for (let i = 0; i < codes.length; i++) {
    let missed = asked;
    for (const code of codes[i]) if (picked[code]) missed &= ~bitOf[code];
    if (missed & (missed - 1)) continue; // fails two conditions, so it counts nowhere
    if (sought.length && !says(i)) missed |= QUERY;
    if (missed & (missed - 1)) continue;
    if (missed) without.set(missed, (without.get(missed) || 0) + 1); else found.push(i);
    for (const code of codes[i]) if (!missed || bitOf[code] === missed) counts[code]++;
  }
  const rank = index.ranks[sort];
  if (rank) found.sort((a, b) => rank[a] - rank[b] || a - b);
  return { found, counts, without };
}

/**
 * Writes records as CSV. A phone stays text, because its plus is in brackets.
 * @param {Index} index
 * @param {number[]} found
 * @param {(i: number) => string} addressOf
 */
export function toCsv(index, found, addressOf) {
  const labels = (/** @type {number} */ i, /** @type {string} */ facet) => index.codes[i]
    .map((code) => index.values[code]).filter((value) => value[0] === facet).map((value) => value[2]).join("; ");
  const titles = index.facets.map((facet) => facet[1]);
  const head = ["Название", "Чем занимается", ...titles, "Телефон", "Адрес", "Подтверждено", "Страница"];
  const rows = found.map((i) => [
    index.titles[i],
    index.summaries[i],
    ...index.facets.map(([facet]) => labels(i, facet)),
    index.phones[i].replace(/^\+(\d+)/, "(+$1)").replace(/\u00a0/g, " "),
    index.addresses[i],
    index.confirmed[i],
    addressOf(i)
  ]);
  return writeCsv([head, ...rows]);
}
