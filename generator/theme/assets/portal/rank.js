/* Results of single searches → one list, and the words of a page worth showing. Touches no page. */

/** @typedef {{id: string, score: number}} Result a page's id, and how well it matches */

const BASE = 0.25;

/**
 * @param {string} text
 * @returns {string[]}
 */
function lettersOf(text) {
  return text.toLowerCase().replace(/ё/g, "е").match(/[\p{L}\d]+/gu) || [];
}

/**
 * Returns how telling a thing is: what is on every page tells nothing.
 * @param {number} pages
 * @param {number} having
 */
function telling(pages, having) {
  return Math.log(1 + (pages - having + 0.5) / (having + 0.5));
}

/**
 * Returns the share of the question that a page must cover: all of a single thing, less of a long question; more if
 * the site lacks some of its words, lest «ремонт холодильников» find whatever was repaired.
 * @param {number} things
 * @param {boolean} strange
 */
function needed(things, strange) {
  const parts = strange ? [1, 1, 1, 0.6, 0.45, 0.35] : [1, 1, 0.6, 0.5, 0.4, 0.3];
  return parts[Math.min(things, 5)];
}

/**
 * Sorts pages by worth.
 * @template {Result} R
 * @param {[weight: number, results: R[]][][]} groups for each thing asked, results of its terms; empty if the site
 *     knows no such word
 * @param {number} pages
 * @param {Map<string, number>} worths of pages that rank behind their equals, below 1
 * @returns {Result[]}
 */
export function rank(groups, pages, worths) {
  /** @type {Map<string, {id: string, covered: number, worth: number}>} */
  const found = new Map();
  let whole = 0;
  groups.forEach((answers) => {
    /** @type {Map<string, number>} */
    const best = new Map();
    for (const [weight, results] of answers) {
      const top = Math.max(...results.map((result) => result.score), 1e-9);
      for (const result of results) {
        const worth = weight * (BASE + (1 - BASE) * (result.score / top));
        if (worth > (best.get(result.id) || 0)) best.set(result.id, worth);
      }
    }
    // A word unknown to the site weighs as much as a rare one.
    const weight = telling(pages, best.size || Math.max(1, pages / 60));
    whole += weight;
    for (const [id, worth] of best) {
      const page = found.get(id) || { id, covered: 0, worth: 0 };
      page.covered += weight;
      page.worth += weight * worth;
      found.set(id, page);
    }
  });
  const all = [...found.values()];
  const most = Math.max(...all.map((page) => page.covered), 0);
  const least = Math.max(needed(groups.length, groups.some((answers) => !answers.length)) * whole, most * 0.4) - 1e-6;
  return all
    .filter((page) => page.covered >= least)
    .map(({ id, worth, covered }) => ({ id, score: ((worth * covered) / whole ** 2) * (worths.get(id) || 1) }))
    .sort((a, b) => b.score - a.score);
}

/**
 * Returns how near a title is to the question: 1 if equal, less for a longer title that contains it.
 * @param {string} title
 * @param {string[][][]} things for each thing asked its wordings, each a list of roots; a wording counts if the
 *     title has all of it
 * @param {(word: string) => string} stem
 */
export function closeness(title, things, stem) {
  const words = lettersOf(title).filter((word) => word.length > 2);
  const says = (/** @type {string} */ root) => words.some((word) => isHit(word, [root], stem));
  const ways = things.map((group) => group.filter((roots) => roots.every(says)));
  const asked = ways.filter((group) => group.length).length;
  const said = words.filter((word) => isHit(word, ways.flat(2), stem)).length;
  return said ? (2 * said * asked) / (said * things.length + asked * words.length) : 0;
}

/**
 * Whether a word of a page was searched for.
 * @param {string} word
 * @param {string[]} roots
 * @param {(word: string) => string} stem
 */
export function isHit(word, roots, stem) {
  const own = stem(word);
  return roots.some((root) => own === root || (root.length > 3 && word.startsWith(root)));
}

/**
 * Returns the part of a text richest in hits, in pieces to be joined by spaces.
 * @param {string} content
 * @param {(word: string) => boolean} hit
 * @param {number} [size]
 * @returns {{text: string, hit: boolean}[]}
 */
export function excerpt(content, hit, size = 28) {
  const words = content.split(/\s+/);
  const hits = words.map((word) => lettersOf(word).some(hit));
  const worth = (/** @type {number} */ from) => {
    const kinds = words.slice(from, from + size).filter((_, i) => hits[from + i]).map((word) => word.slice(0, 5));
    return new Set(kinds).size;
  };
  let start = 0, best = worth(0);
  for (let i = 1; i + size <= words.length + 6; i += 1) {
    const here = hits[Math.min(i + 3, words.length - 1)] ? worth(i) : 0;
    if (here > best) {
      best = here;
      start = i;
    }
  }
  /** @type {{text: string, hit: boolean}[]} */
  const parts = [];
  words.slice(start, start + size).forEach((word, i) => {
    const marked = hits[start + i], last = parts[parts.length - 1];
    if (last && !last.hit && !marked) last.text += ` ${word}`;
    else parts.push({ text: word, hit: marked });
  });
  const more = { text: "…", hit: false };
  return [...(start ? [more] : []), ...parts, ...(start + size < words.length ? [more] : [])];
}
