/* What answers a search: the words of the site, the meaning of the query, Pagefind, and the order of what it finds. */

/**
 * What is used of Pagefind, which comes with its index.
 * @typedef {{meta: Record<string, string>, raw_url: string, content: string}} Page
 * @typedef {{id: string, score: number, data: () => Promise<Page>}} Result
 * @typedef {object} Pagefind
 * @property {(options: object) => Promise<void>} options
 * @property {() => Promise<void>} init
 * @property {() => Promise<void>} destroy
 * @property {(text: string) => Promise<{results: Result[]}>} search
 */

/**
 * search/words.json, made by generator/search. `sets`: kinds of pages, whether they stand behind the rest, and ends of
 * their names, which all begin with `names`.
 * @typedef {import("./words.js").Data & {names: string, sets: [kind: string, aside: boolean, names: string][]}} Data
 */

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */

const root = new URL("../../", import.meta.url);
const FIRST = 10; // results whose titles are looked at
const TITLE = 1; // what a title that is all that was asked adds
const LARGE = 500; // pages from which a reader should not download all words of a meaning
const HEAVY = 2000; // pages from which a search is worth a thread of its own

/** @returns {Promise<Data>} */
async function fetchData() {
  const answer = await fetch(new URL("search/words.json", root).href, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`search/words.json: ${answer.status}`);
  return answer.json();
}

/** All that a search needs; loaded when there is something to look for. */
export async function start() {
  const version = new URL(import.meta.url).search;
  /** @type {Promise<Pagefind>} */
  const engineOfPages = import(new URL(`pagefind/pagefind.js${version}`, root).href);
  const [words, query, rank, pagefind, data] = await Promise.all(
    [import("./words.js"), import("./query.js"), import("./rank.js"), engineOfPages, fetchData()]
  );
  const lexicon = new words.Lexicon(data);
  await pagefind.options({
    noWorker: data.pages < HEAVY,
    ranking: { metaWeights: { title: 5, words: 0.4, lead: 1, over: 0.5, line: 0.5 } }
  });
  try {
    await pagefind.init();
  } catch (error) {
    await pagefind.destroy();
    throw error;
  }
  /** @type {Map<string, string>} */
  const kindOf = new Map();
  /** @type {Set<string>} */
  const aside = new Set();
  for (const [kind, isAside, names] of data.sets) {
    for (const name of names.split(" ")) {
      kindOf.set(data.names + name, kind);
      if (isAside) aside.add(data.names + name);
    }
  }
  return { ...rank, understand: query.understand, lexicon, pagefind, kindOf, aside };
}

/**
 * @param {import("./query.js").Term} term
 * @param {Pagefind} pagefind
 */
async function ask(term, pagefind) {
  const found = (await pagefind.search(term.text)).results;
  if (!term.forms) return found;
  const exact = await Promise.all(term.forms.map((form) => pagefind.search(`"${form}"`)));
  const ids = new Set(exact.flatMap((answer) => answer.results.map((result) => result.id)));
  return found.filter((result) => ids.has(result.id));
}

/** @returns {Promise<Page>} */
const gone = () => Promise.reject(new Error("a page that was not found"));

/**
 * Pages by worth, each with what loads it; and how the query was understood.
 * @param {string} text
 * @param {Engine} engine
 */
export async function search(text, { lexicon, understand, rank, closeness, pagefind, aside }) {
  const { groups, corrected, known } = understand(text, lexicon);
  /** @type {Map<string, () => Promise<Page>>} */
  const loaders = new Map();
  /**
   * @param {import("./query.js").Term} term
   * @returns {Promise<[weight: number, found: Result[]]>}
   */
  const weigh = async (term) => {
    const found = await ask(term, pagefind);
    found.forEach((result) => loaders.set(result.id, () => result.data()));
    return [term.weight, found];
  };
  const answer = (/** @type {number} */ most) =>
    Promise.all(groups.map((group) => Promise.all(group.terms.slice(0, most).map(weigh))));
  const things = groups.map((group) => group.terms.map((term) => term.roots || []).filter((roots) => roots.length))
    .filter((ways) => ways.length);
  // In a large site each word is a download: other words for the same are asked when those typed find little.
  let ranked = rank(await answer(lexicon.pages < LARGE ? Infinity : 1), lexicon.pages, aside);
  if (lexicon.pages >= LARGE && ranked.length < FIRST) ranked = rank(await answer(Infinity), lexicon.pages, aside);
  const list = ranked.map((page) => ({ ...page, load: loaders.get(page.id) || gone }));
  // Titles come with the pages: the first ones are put in order once more.
  const first = await Promise.all(list.slice(0, FIRST).map(async (page) => {
    const { meta } = await page.load();
    return { ...page, score: page.score * (1 + TITLE * closeness(meta.title, things, lexicon.stem)) };
  }));
  first.sort((a, b) => b.score - a.score);
  return { list: [...first, ...list.slice(FIRST)], corrected, known, roots: things.flat(2) };
}
