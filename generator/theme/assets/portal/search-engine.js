/* Answers a search: the site's words, the meaning of the query, Pagefind, and the order of its results. */

/**
 * The part of Pagefind used here; its script comes with the index.
 * @typedef {{meta: Record<string, string>, raw_url: string, content: string}} Page
 * @typedef {{id: string, score: number, data: () => Promise<Page>}} Result
 * @typedef {object} Pagefind
 * @property {(text: string) => Promise<void>} preload
 * @property {(options: object) => Promise<void>} options
 * @property {() => Promise<void>} init
 * @property {() => Promise<void>} destroy
 * @property {(text: string) => Promise<{results: Result[]}>} search
 */

/**
 * search/words.json, made by generator/search. `sets`: kinds of pages, their worth, and the ends of their names, all
 * beginning with `names`.
 * @typedef {{names: string, sets: [kind: string, worth: number, names: string][]}} Sets
 * @typedef {import("./words.js").Data & Sets & {meanings: import("./meanings.js").Data}} Data
 */

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */

const root = new URL("../../", import.meta.url);
const FIRST = 10; // results whose titles are compared
const LEFT = 1; // how many more words may be left over than were understood
const FEWEST = 3; // with fewer, words that only carry a question are ignored
const NAMED = 0.3; // how near a title must be to what is left of a query
const RESIDENT_WORTH = 0.5; // pages for residents are worth more
const OFFERED = 0.8; // the title of a service counts somewhat less than a page's own
const TITLE = 1; // bonus of a title equal to the question
const LARGE = 500; // in larger sites a reader should not download all words of a meaning
const HEAVY = 2000; // in larger sites a search is worth its own thread

/** @returns {Promise<Data>} */
async function fetchData() {
  const answer = await fetch(new URL("search/words.json", root).href, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`search/words.json: ${answer.status}`);
  const data = await answer.json(), { answers, needs, audiences, elsewhere } = data.meanings;
  for (const row of [...answers, ...needs, ...audiences]) row[0] = row[0].split("|"); // phrases travel as one text
  return { ...data, meanings: { ...data.meanings, elsewhere: elsewhere.split("|") } };
}

/**
 * Pagefind that searches for one thing at a time: of concurrent searches it sometimes loses pages. What they need is
 * still fetched concurrently.
 * @param {Pagefind} pagefind
 * @returns {Pagefind}
 */
export function inTurn(pagefind) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return {
    ...pagefind,
    search: (text) => {
      pagefind.preload(text).catch(() => {}); // the search itself reports what fails
      const found = last.then(() => pagefind.search(text));
      last = found.catch(() => {});
      return found;
    }
  };
}

/** Loads everything a search needs, once there is something to search for. */
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
  const oneByOne = inTurn(pagefind);
  return { ...rank, understand: query.understand, lexicon, meanings, pagefind: oneByOne, kindOf, worths };
}

/**
 * @param {import("./query.js").Term} term
 * @param {Pagefind} pagefind
 */
async function ask(term, pagefind) {
  const answer = (await pagefind.search(term.text)).results;
  // Pagefind scores a quoted word one way or another, by what it has loaded: a page has it or has it not.
  const found = term.text.startsWith('"') ? answer.map((result) => ({ ...result, score: 1 })) : answer;
  if (!term.forms) return found;
  const exact = await Promise.all(term.forms.map((form) => pagefind.search(`"${form}"`)));
  const ids = new Set(exact.flatMap((answer) => answer.results.map((result) => result.id)));
  return found.filter((result) => ids.has(result.id));
}

/** @returns {Promise<Page>} */
const gone = () => Promise.reject(new Error("a page that was not found"));

/** @typedef {{id: string, score: number, near?: number, load: () => Promise<Page>}} Found */

/**
 * Returns pages that match the groups, by worth. With `few` a handful is enough: others rank before them.
 * @param {import("./query.js").Term[][]} groups
 * @param {Engine} engine
 * @param {boolean} [few]
 * @returns {Promise<Found[]>}
 */
async function askAll(groups, { lexicon, rank, closeness, pagefind, worths, kindOf }, few = false) {
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
  // In a large site each word is a download: synonyms are only asked if the typed words find little.
  let ranked = rank(await answer(lexicon.pages < LARGE ? Infinity : 1), lexicon.pages, worths);
  const enough = ranked.length >= FIRST || few;
  if (lexicon.pages >= LARGE && !enough) ranked = rank(await answer(Infinity), lexicon.pages, worths);
  const list = ranked.map((page) => ({ ...page, load: loaders.get(page.id) || gone }));
  // Titles come with the pages: the first ones are sorted again, and forums, whose decisions outrank them.
  const things = thingsOf(groups);
  const forums = list.slice(FIRST).filter((page) => kindOf.get(page.id) === "forum").slice(0, 3);
  const first = await Promise.all([...list.slice(0, FIRST), ...forums].map(async (page) => {
    const { title, offers = "" } = (await page.load()).meta;
    const services = offers.split(" | ").map((offer) => offer.split(": ")[0]);
    const [own, ...offered] = [title, ...services].map((text) => closeness(text, things, lexicon.stem));
    const near = Math.max(own, ...offered.map((share) => share * OFFERED));
    return { ...page, score: page.score * (1 + TITLE * near), near };
  }));
  first.sort((a, b) => b.score - a.score);
  return [...first, ...list.slice(FIRST).filter((page) => !forums.includes(page))];
}

/**
 * Returns for each thing asked its wordings.
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
 * Returns what the query means, then what has its words; an errand's other pages follow the nearest two.
 * @param {import("./meanings.js").Meaning} meaning
 * @param {Found[]} list
 */
function firstThese({ pages, others }, list) {
  const known = new Map(list.map((page) => [page.id, page]));
  const [first, more] = [pages, others].map((targets) => targets.map((one) => known.get(one[0]) || shown(one)));
  const ids = new Set(first.map((page) => page.id)), rest = list.filter((page) => !ids.has(page.id));
  // A page with this very title follows the first meaning: «площадка для собак» is a decision too.
  const called = rest.filter((page) => (page.near || 0) > NAMED).slice(0, 1);
  const all = [...first.slice(0, 1), ...called, ...first.slice(1), ...rest.slice(0, 2), ...more, ...rest.slice(2)];
  return [...new Map(all.map((page) => [page.id, page])).values()];
}

/** @param {import("./meanings.js").Meaning} meaning */
const withHints = (meaning) => ({ ...meaning, pages: [...meaning.pages, ...meaning.hints] });

/**
 * Returns pages for a question only partly understood: first those whose titles name it and the organisation that
 * has its words best, then what the known part means, then texts that only have the words.
 * @param {import("./meanings.js").Meaning} meaning
 * @param {Found[]} list
 * @param {Engine} engine
 */
function amongThese(meaning, list, { kindOf }) {
  if (!meaning.telling) return list;
  const best = list.filter((page, place) => (page.near || 0) > NAMED || (!place && kindOf.get(page.id) === "ngo"));
  const named = best.slice(0, 2);
  return [...named, ...firstThese(withHints(meaning), list).filter((page) => !named.includes(page))];
}

/**
 * If no page has everything that was asked: results for the words the site knows, if these name something, and
 * those words.
 * @param {import("./query.js").Asked[]} asked
 * @param {import("./query.js").Term[][]} groups
 * @param {import("./meanings.js").Meaning} meaning
 * @param {Engine} engine
 * @returns {Promise<{list: Found[], kept: string[]}>}
 */
async function askLess(asked, groups, meaning, engine) {
  const { meanings, kindOf } = engine;
  if (!meaning.ours) return { list: [], kept: [] };
  const worthwhile = (/** @type {import("./query.js").Asked[]} */ words, sure = false) => {
    const known = asked.filter((word) => groups[word.group].length && !meanings.isEmpty(word.text));
    const left = known.filter((word) => !words.includes(word));
    return left.length <= words.length + LEFT && (sure || meanings.isTelling(words.map((word) => word.text)));
  };
  const meant = asked.filter((word, i) => meaning.covered.includes(i));
  const empty = emptyGroups(asked, engine), telling = asked.filter((word) => !empty.has(word.group));
  const known = telling.filter((word) => groups[word.group].length);
  const part = known.length / telling.length; // a title counts only for the known share of the question
  const found = part < 1 && worthwhile(known)
    ? await askAll(groups.filter((terms, i) => terms.length && !empty.has(i)), engine)
    : [];
  const named = found.filter((page) => (page.near || 0) * part > NAMED);
  const full = withHints(meaning);
  if (full.pages.length && worthwhile(meant, meaning.telling)) {
    // «Совет ветеранов» is not known, organisations of veterans are.
    const called = found.filter((page) => page.near && kindOf.get(page.id) === "ngo");
    return { list: firstThese(full, [...new Set([...named, ...called])]), kept: meant.map(typed) };
  }
  return { list: named, kept: named.length ? known.map(typed) : [] };
}

/**
 * Returns indexes of the groups that only carry the question; empty if all do.
 * @param {import("./query.js").Asked[]} asked
 * @param {Engine} engine
 */
function emptyGroups(asked, { meanings }) {
  const telling = new Set(asked.filter((word) => !meanings.isEmpty(word.text)).map((word) => word.group));
  return new Set(telling.size ? asked.map((word) => word.group).filter((group) => !telling.has(group)) : []);
}

const typed = (/** @type {import("./query.js").Asked} */ word) => word.shown;

/**
 * Returns pages by worth, each with its loader, and how the query was understood: `kept`: the words searched for
 * if not all could be, `lacking`: what nobody in the registry does.
 * @param {string} text
 * @param {Engine} engine
 */
export async function search(text, engine) {
  const understood = engine.understand(text, engine.lexicon), { asked, corrected } = understood;
  const groups = understood.groups.map(({ terms }) => terms);
  const meaning = engine.meanings.read(asked.map((word) => word.text), understood.denied);
  const exact = asked.every(({ text }) => /^\d+$/.test(text));
  if (exact) meaning.pages = engine.meanings.ownerOf(groups.flat().map(({ text }) => text.replace(/"/g, "")));
  // Excerpts mark what was typed and single-word synonyms; a label of many words would mark half a page.
  const marked = groups.map((terms) => terms.filter((term, i) => !i || (term.roots || []).length < 2));
  const roots = thingsOf(marked).flat(2), empty = emptyGroups(asked, engine);
  const few = meaning.whole && meaning.pages.length > 0;
  const having = async (/** @type {number[]} */ places, /** @type {Found[]} */ list) => {
    const own = [...new Set(places.map((place) => groups[asked[place].group]))];
    const ids = new Set((await askAll(own, engine, few)).map(({ id }) => id));
    return list.filter(({ id }) => ids.has(id));
  };
  let all = await askAll(groups, engine, few);
  if (all.length < FEWEST && empty.size) {  // pages with all words except those that only carry a question
    const more = await askAll(groups.filter((_, place) => !empty.has(place)), engine, few);
    all = [...all, ...more.filter((page) => !all.some(({ id }) => id === page.id))];
  }
  if (!meaning.ours) { // a page must have the word of a shop or an office itself, its title several of them
    const offers = meaning.foreign.length > 1 ? [] : ["ngo", "event", "partnership"];
    all = (await having(meaning.foreign, all))
      .filter(({ id, near }) => (near || 0) > NAMED || offers.includes(engine.kindOf.get(id) || ""));
  }
  const { lacking } = meaning;
  // Nobody does what was asked: pages that merely have its words would not help.
  const known = asked.filter((word) => groups[word.group].length);
  const loose = known.every(({ text }) => engine.meanings.isVague(text));
  const vague = !exact && loose && (!meaning.covered.length || known.length < asked.length);
  // Texts for few readers that merely have the words are no answer.
  const useful = all.some((page) => (page.near || 0) > NAMED || (engine.worths.get(page.id) || 1) > RESIDENT_WORTH);
  const named = all.filter((page) => (page.near || 0) > NAMED);
  const helpers = () => all.filter((page) => named.includes(page) || engine.kindOf.get(page.id) === "ngo");
  // What nobody does is only a word of the question, «помощник главы», if the site has all the others, or on few pages.
  const others = asked.map((_, i) => i)
    .filter((i) => !meaning.covered.includes(i) && !engine.meanings.isVague(asked[i].text));
  const sure = lacking.length > 0 && !meaning.whole && others.length > 0
    && asked.every(({ group }) => groups[group].length);
  const besides = sure ? await having(others, all) : [];
  if (others.length >= meaning.covered.length || besides.length <= FEWEST) {
    named.push(...besides.filter((page) => !named.includes(page)));
  }
  const unsaid = lacking.length && !meaning.whole && !vague && useful ? helpers() : named;
  const fit = vague || !useful || lacking.length ? unsaid : all;
  if (meaning.whole || fit.length || (exact && meaning.pages.length)) {
    const list = meaning.whole || exact ? firstThese(withHints(meaning), fit) : amongThese(meaning, fit, engine);
    return { list, corrected, kept: [], lacking, roots };
  }
  return { ...await askLess(asked, groups, meaning, engine), corrected, lacking, roots };
}
