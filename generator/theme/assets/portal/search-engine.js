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
 * search/words.json, made by generator/search. `sets`: kinds of pages, their worth, and ends of their names, which all
 * begin with `names`.
 * @typedef {{names: string, sets: [kind: string, worth: number, names: string][]}} Sets
 * @typedef {import("./words.js").Data & Sets & {meanings: import("./meanings.js").Data}} Data
 */

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */

const root = new URL("../../", import.meta.url);
const FIRST = 10; // results whose titles are looked at
const FEWEST = 3; // with fewer, words that only carry a question are left out
const NAMED = 0.3; // how near a title must be to be named by what is left of a query
const FEW = 0.5; // the worth of pages for residents is above it
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
  const [words, query, meaning, rank, pagefind, data] = await Promise.all([
    import("./words.js"), import("./query.js"), import("./meanings.js"), import("./rank.js"), engineOfPages, fetchData()
  ]);
  const lexicon = new words.Lexicon(data);
  await pagefind.options({
    noWorker: data.pages < HEAVY,
    ranking: { metaWeights: { title: 5, words: 0.4, lead: 1, over: 0.5, line: 0.5, offers: 0.1 } }
  });
  try {
    await pagefind.init();
  } catch (error) {
    await pagefind.destroy();
    throw error;
  }
  /** @type {Map<string, string>} */
  const kindOf = new Map();
  /** @type {Map<string, number>} */
  const worths = new Map();
  for (const [kind, worth, names] of data.sets) {
    for (const name of names.split(" ")) {
      kindOf.set(data.names + name, kind);
      if (worth < 1) worths.set(data.names + name, worth);
    }
  }
  /** @type {import("./meanings.js").Target[]} */
  const pages = data.meanings.pages.map(
    ([name, url, title, over, line]) => [name ? data.names + name : url, url, title, over, line]
  );
  pages.filter(([id]) => !kindOf.has(id)).forEach(([id]) => kindOf.set(id, "need"));
  const meanings = new meaning.Meanings({ ...data.meanings, pages }, lexicon);
  return { ...rank, understand: query.understand, lexicon, meanings, pagefind, kindOf, worths };
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

/** @typedef {{id: string, score: number, near?: number, load: () => Promise<Page>}} Found */

/**
 * Pages that have what the groups ask for, by worth. With `few` a handful is enough: others stand before them.
 * @param {import("./query.js").Term[][]} groups
 * @param {Engine} engine
 * @param {boolean} [few]
 * @returns {Promise<Found[]>}
 */
async function askAll(groups, { lexicon, rank, closeness, pagefind, worths }, few = false) {
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
    Promise.all(groups.map((terms) => Promise.all(terms.slice(0, most).map(weigh))));
  // In a large site each word is a download: other words for the same are asked when those typed find little.
  let ranked = rank(await answer(lexicon.pages < LARGE ? Infinity : 1), lexicon.pages, worths);
  const enough = ranked.length >= FIRST || few;
  if (lexicon.pages >= LARGE && !enough) ranked = rank(await answer(Infinity), lexicon.pages, worths);
  const list = ranked.map((page) => ({ ...page, load: loaders.get(page.id) || gone }));
  // Titles come with the pages: the first ones are put in order once more.
  const things = thingsOf(groups);
  const first = await Promise.all(list.slice(0, FIRST).map(async (page) => {
    const near = closeness((await page.load()).meta.title, things, lexicon.stem);
    return { ...page, score: page.score * (1 + TITLE * near), near };
  }));
  first.sort((a, b) => b.score - a.score);
  return [...first, ...list.slice(FIRST)];
}

/**
 * For each thing asked its ways to say it.
 * @param {import("./query.js").Term[][]} groups
 */
function thingsOf(groups) {
  return groups.map((terms) => terms.map((term) => term.roots || []).filter((roots) => roots.length))
    .filter((ways) => ways.length);
}

/**
 * @param {import("./meanings.js").Target} target
 * @returns {Found}
 */
function shown([id, url, title, over, line]) {
  return { id, score: 1, load: async () => ({ meta: { title, over, line }, raw_url: url, content: "" }) };
}

/**
 * What the query means, then what has its words: of an errand the best page first, its others behind the nearest two.
 * @param {import("./meanings.js").Told} told
 * @param {Found[]} list
 */
function firstThese({ pages, others }, list) {
  const known = new Map(list.map((page) => [page.id, page]));
  const [first, more] = [pages, others].map((targets) => targets.map((one) => known.get(one[0]) || shown(one)));
  const ids = new Set(first.map((page) => page.id)), rest = list.filter((page) => !ids.has(page.id));
  // What is called so itself stands behind the first meaning: «площадка для собак» is a decision too.
  const called = rest.filter((page) => (page.near || 0) > NAMED).slice(0, 1);
  const all = [...first.slice(0, 1), ...called, ...first.slice(1), ...rest.slice(0, 2), ...more, ...rest.slice(2)];
  return [...new Map(all.map((page) => [page.id, page])).values()];
}

/** @param {import("./meanings.js").Told} told */
const withHints = (told) => ({ ...told, pages: [...told.pages, ...told.hints] });

/**
 * Pages that have the words of a question, which means more than what is known of it: behind those whose titles name
 * it, and the organisation that has them best, stands what its known part means, before texts that only have the words.
 * @param {import("./meanings.js").Told} told
 * @param {Found[]} list
 * @param {Engine} engine
 */
function amongThese(told, list, { kindOf }) {
  if (!told.telling) return list;
  const best = list.filter((page, place) => (page.near || 0) > NAMED || (!place && kindOf.get(page.id) === "ngo"));
  const named = best.slice(0, 2);
  return [...named, ...firstThese(withHints(told), list).filter((page) => !named.includes(page))];
}

/**
 * When no page has all of what was asked: what is left without the words that the site does not know, if that names
 * something; and those words.
 * @param {import("./query.js").Asked[]} asked
 * @param {import("./query.js").Term[][]} groups
 * @param {import("./meanings.js").Told} told
 * @param {Engine} engine
 * @returns {Promise<{list: Found[], kept: string[]}>}
 */
async function askLess(asked, groups, told, engine) {
  const { meanings } = engine;
  if (asked.some((word) => meanings.isElsewhere(word.text))) return { list: [], kept: [] };
  const worthwhile = (/** @type {import("./query.js").Asked[]} */ words, telling = false) => {
    const known = asked.filter((word) => groups[word.group].length && !meanings.isEmpty(word.text));
    const left = known.filter((word) => !words.includes(word));
    return left.length <= words.length && (telling || meanings.isTelling(words.map((word) => word.text)));
  };
  const meant = asked.filter((word, i) => told.covered.includes(i));
  const known = asked.filter((word) => groups[word.group].length);
  const part = known.length / asked.length; // a title is as near as it says the whole question
  const named = part < 1 && worthwhile(known)
    ? (await askAll(groups.filter((terms) => terms.length), engine)).filter((page) => (page.near || 0) * part > NAMED)
    : [];
  const full = withHints(told);
  if (full.pages.length && worthwhile(meant, told.telling)) {
    return { list: firstThese(full, named), kept: meant.map(typed) };
  }
  return { list: named, kept: named.length ? known.map(typed) : [] };
}

/**
 * Places of the groups that only carry the question; none where all do.
 * @param {import("./query.js").Asked[]} asked
 * @param {Engine} engine
 */
function emptyGroups(asked, { meanings }) {
  const telling = new Set(asked.filter((word) => !meanings.isEmpty(word.text)).map((word) => word.group));
  return new Set(telling.size ? asked.map((word) => word.group).filter((group) => !telling.has(group)) : []);
}

const typed = (/** @type {import("./query.js").Asked} */ word) => word.shown;

/**
 * Pages by worth, each with what loads it, and how the query was understood: `kept` are the words that were looked for
 * where not all could be, `lacking` what the registry has nobody for.
 * @param {string} text
 * @param {Engine} engine
 */
export async function search(text, engine) {
  const understood = engine.understand(text, engine.lexicon), { asked, corrected } = understood;
  const groups = understood.groups.map(({ terms }) => terms);
  const told = engine.meanings.read(asked.map((word) => word.text));
  const exact = asked.every(({ text }) => /^\d+$/.test(text));
  if (exact) told.pages = engine.meanings.ownerOf(groups.flat().map(({ text }) => text.replace(/"/g, "")));
  // Marked in excerpts: what was typed, and single words for the same; a label of many words would mark half a page.
  const marked = groups.map((terms) => terms.filter((term, i) => !i || (term.roots || []).length < 2));
  const roots = thingsOf(marked).flat(2), empty = emptyGroups(asked, engine);
  const few = told.whole && told.pages.length > 0;
  let all = await askAll(groups, engine, few);
  if (all.length < FEWEST && empty.size) {  // pages that have all but the words that only carry a question
    const more = await askAll(groups.filter((_, place) => !empty.has(place)), engine, few);
    all = [...all, ...more.filter((page) => !all.some(({ id }) => id === page.id))];
  }
  const { lacking } = told;
  // Nobody does what was asked: pages that only have its words would be no help.
  const known = asked.filter((word) => groups[word.group].length);
  const loose = known.every(({ text }) => engine.meanings.isVague(text));
  const vague = !exact && loose && (!told.covered.length || known.length < asked.length);
  // Texts of few readers that only happen to have the words are no answer.
  const useful = all.some((page) => (page.near || 0) > NAMED || (engine.worths.get(page.id) || 1) > FEW);
  const named = all.filter((page) => (page.near || 0) > NAMED);
  const helpers = () => all.filter((page) => named.includes(page) || engine.kindOf.get(page.id) === "ngo");
  const unsaid = lacking.length && !told.whole && !vague && useful ? helpers() : named;
  const fit = vague || !useful || lacking.length ? unsaid : all;
  if (told.whole || fit.length) {
    const list = told.whole || exact ? firstThese(withHints(told), fit) : amongThese(told, fit, engine);
    return { list, corrected, kept: [], lacking, roots };
  }
  return { ...await askLess(asked, groups, told, engine), corrected, lacking, roots };
}
