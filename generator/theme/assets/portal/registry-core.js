/* What the registry's script knows of Russian text, of its index and of CSV. Touches no page; see registry.js.
   A choice is known by its key, «facet.code». The index is made by exports/registry.py. */
(() => {
  "use strict";
  const QUERY = 1; // the bit of the search field among those of the facets
  const SMALL_WORDS = ["для", "или", "при", "что", "кто", "как", "где"];
  const ENDINGS = "ами ями ого его ому ему ыми ими иям иях ией ий ый ой ей ая яя ое ее ые ие ия ию ии " +
    "ам ям ах ях ом ем ов ев а я о е ы и у ю ь й";
  const ENDING = new RegExp(`(?:${ENDINGS.split(" ").join("|")})$`);

  /** Text for comparing, as generator/text.py folds it. */
  function fold(text) {
    const plain = text.toLowerCase().replace(/ё/g, "е").replace(/[«»„“”"'’]/g, "");
    return plain.replace(/\s+/g, " ").trim();
  }

  /** Folded words with a space before each, so that the beginning of any of them can be looked for. */
  const words = (text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;

  /** Beginnings to look for: words without their endings; small words count only where there is no other. */
  function stems(query) {
    const said = words(query).split(" ").filter(Boolean);
    const telling = said.filter((word) => word.length > 2 && !SMALL_WORDS.includes(word));
    return (telling.length ? telling : said).map((word) => {
      const stem = word.replace(ENDING, "");
      return ` ${stem.length > 2 ? stem : word}`;
    });
  }

  /** The form of a noun after a whole number: 1 запись, 2 записи, 5 записей. */
  function plural(number, one, few, many) {
    const tail = number % 10, tens = number % 100;
    if (tail === 1 && tens !== 11) return one;
    return tail >= 2 && tail <= 4 && (tens < 12 || tens > 14) ? few : many;
  }

  /** A number with no-break spaces from 10 000 up. */
  const figure = (number) => number < 10000 ? String(number) : String(number).replace(/\B(?=(\d{3})+$)/g, "\u00a0");

  /** The fetched index with what searching and ordering need. */
  function prepare(raw) {
    const bits = new Map(raw.facets.map(([facet], place) => [facet, QUERY << (place + 1)]));
    const numbers = new Map(raw.values.map(([facet, code], number) => [`${facet}.${code}`, number]));
    const holds = (i, key) => raw.codes[i].includes(numbers.get(key));
    const life = (codes, i) => {
      if (holds(i, "status.liquidated")) return 3;
      return holds(i, "alive.active") ? 0 : holds(i, "alive.dormant") ? 2 : 1;
    };
    return {
      ...raw, bits, numbers, holds,
      bitOf: raw.values.map(([facet]) => bits.get(facet)),
      spoken: raw.values.map((value) => words(value[3])),
      texts: raw.titles.map((title, i) => words(`${title} ${raw.summaries[i]} ${raw.words[i]}`)),
      ranks: { fresh: raw.confirmed.map((day) => -Number(day.replace(/-/g, ""))), active: raw.codes.map(life) }
    };
  }

  /** What a choice finds, in its order; how many each value would give; how many without one facet (by its bit). */
  function sift(index, { chosen, query, sort }) {
    const { codes, bitOf, texts } = index;
    const sought = stems(query).map((word) => [word, index.spoken.map((text) => text.includes(word))]);
    const says = (i) => sought.every(([word, held]) => texts[i].includes(word) || codes[i].some((code) => held[code]));
    const picked = new Uint8Array(bitOf.length);
    let asked = 0;
    chosen.forEach((key) => {
      const number = index.numbers.get(key);
      if (number !== undefined) { picked[number] = 1; asked |= bitOf[number]; }
    });
    const found = [], counts = new Uint32Array(bitOf.length), without = new Map();
    for (let i = 0; i < codes.length; i++) {
      let missed = asked;
      for (const code of codes[i]) if (picked[code]) missed &= ~bitOf[code];
      if (missed & (missed - 1)) continue; // two conditions fail: it counts nowhere
      if (sought.length && !says(i)) missed |= QUERY;
      if (missed & (missed - 1)) continue;
      if (missed) without.set(missed, (without.get(missed) || 0) + 1); else found.push(i);
      for (const code of codes[i]) if (!missed || bitOf[code] === missed) counts[code]++;
    }
    const rank = index.ranks[sort];
    if (rank) found.sort((a, b) => rank[a] - rank[b] || a - b);
    return { found, counts, without };
  }

  /** What may begin a formula after any delimiter of a spreadsheet, as generator/records/csv_text.py has it. */
  const DANGER = /(?:^|[;,|\t\n\r"])[ \u00a0"]*(?=('*[=+\-@\t\r＝＋－＠])?)/g;
  const defuse = (text) => text.replace(DANGER, (found, opener) => opener === undefined ? found : `${found}'`);

  /** Records as CSV. Nothing in a cell begins a formula; a phone stays text, for its plus stands in brackets. */
  function toCsv(index, found, addressOf) {
    const cell = (text) => {
      const safe = defuse(text);
      return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
    };
    const labels = (i, facet) => index.codes[i].map((code) => index.values[code])
      .filter((value) => value[0] === facet).map((value) => value[2]).join("; ");
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
    return [head, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  globalThis.portalRegistry = { QUERY, fold, stems, plural, figure, prepare, sift, toCsv };
})();
