/* The page of search: the reader's words, through Pagefind, as a list. The address holds the state (q, kind). */
const version = new URL(import.meta.url).search;
const root = new URL("../../", import.meta.url);
const STEP = 10;
const TITLE = 1;
const LARGE = 500; // pages from which a reader should not download all words of a meaning
const HEAVY = 2000; // pages from which a search is worth a thread of its own

const part = (name) => document.querySelector(`[data-search-${name}]`);
const results = part("results"), status = part("status"), more = part("more");
const field = part("form").querySelector("input");
const topForm = document.querySelector(".find"), topField = topForm && topForm.querySelector("input");
const boxes = [...part("kinds").querySelectorAll("input")];
const siteTitle = document.title;
let engine = null;
let turn = 0; // a later search overtakes an earlier one

function state() {
  const asked = new URLSearchParams(location.search);
  return { query: (asked.get("q") || "").trim(), kinds: asked.getAll("kind") };
}

function address(query, kinds) {
  const asked = new URLSearchParams();
  if (query) asked.set("q", query);
  kinds.forEach((kind) => asked.append("kind", kind));
  return location.pathname + (String(asked) && `?${asked}`);
}

/* Loaded once, when there is something to look for. */
async function start() {
  const load = (name) => import(`./${name}.js${version}`);
  const lexiconData = fetch(new URL("search/words.json", root), { cache: "no-cache" }).then((answer) => answer.json());
  const [words, query, rank, pagefind, data] = await Promise.all(
    [load("words"), load("query"), load("rank"), import(new URL(`pagefind/pagefind.js${version}`, root)), lexiconData]
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
  const kindOf = new Map(), aside = new Set();
  for (const [kind, isAside, names] of data.sets) {
    for (const name of names.split(" ")) {
      kindOf.set(data.names + name, kind);
      if (isAside) aside.add(data.names + name);
    }
  }
  return { ...rank, understand: query.understand, lexicon, pagefind, kindOf, aside };
}

async function ask(term, pagefind) {
  const found = (await pagefind.search(term.text)).results;
  if (!term.forms) return found;
  const exact = await Promise.all(term.forms.map((form) => pagefind.search(`"${form}"`)));
  const ids = new Set(exact.flatMap((answer) => answer.results.map((result) => result.id)));
  return found.filter((result) => ids.has(result.id));
}

/* Pages by worth, each with what loads it; and how the query was understood. */
async function find(query) {
  const { lexicon, understand, rank, closeness, pagefind, aside } = engine;
  const { groups, corrected, known } = understand(query, lexicon);
  const pages = new Map();
  const answer = (most) => Promise.all(groups.map((group) => Promise.all(group.terms.slice(0, most).map(async (term) => {
    const found = await ask(term, pagefind);
    found.forEach((result) => pages.set(result.id, result));
    return [term.weight, found];
  }))));
  const things = groups.map((group) => group.terms.map((term) => term.roots || []).filter((roots) => roots.length))
    .filter((ways) => ways.length);
  // In a large site each word is a download: other words for the same are asked when those typed find little.
  let ranked = rank(await answer(lexicon.pages < LARGE ? Infinity : 1), lexicon.pages, aside);
  if (lexicon.pages >= LARGE && ranked.length < STEP) ranked = rank(await answer(Infinity), lexicon.pages, aside);
  const list = ranked.map((page) => ({ ...page, load: () => pages.get(page.id).data() }));
  // Titles come with the pages: the first ones are put in order once more.
  const first = await Promise.all(list.slice(0, STEP).map(async (page) => {
    const { meta } = await page.load();
    return { ...page, score: page.score * (1 + TITLE * closeness(meta.title, things, lexicon.stem)) };
  }));
  first.sort((a, b) => b.score - a.score);
  return { list: [...first, ...list.slice(STEP)], corrected, known, roots: things.flat(2) };
}

function count(number, one, few, many) {
  const tail = number % 10, tens = number % 100;
  if (tail === 1 && tens !== 11) return `${number} ${one}`;
  return `${number} ${tail > 1 && tail < 5 && (tens < 12 || tens > 14) ? few : many}`;
}

function node(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children.filter(Boolean));
  return made;
}

/* One result. Texts of records go in as text, never as markup. */
function draw(page, roots) {
  const { meta, raw_url: url, content } = page;
  const link = node("a", "", meta.title);
  link.href = new URL(url, root);
  const hit = (word) => engine.isHit(word, roots, engine.lexicon.stem);
  let parts = engine.excerpt(content, hit);
  if (!parts.some((piece) => piece.hit) && meta.lead) parts = [{ text: meta.lead, hit: false }];
  return node("li", "result",
    node("p", "result__over", meta.over),
    node("h3", "result__title", link),
    node("p", "result__text", ...parts.flatMap((piece) => [piece.hit ? node("mark", "", piece.text) : piece.text, " "])),
    meta.line && node("p", "result__line", meta.line));
}

function show(name, shown) {
  part(name).hidden = !shown;
}

function drawKinds(list, kinds) {
  const counts = new Map();
  list.forEach((page) => counts.set(engine.kindOf.get(page.id), (counts.get(engine.kindOf.get(page.id)) || 0) + 1));
  boxes.forEach((box) => {
    box.checked = kinds.includes(box.value);
    box.parentElement.hidden = !counts.get(box.value) && !box.checked;
    box.parentElement.querySelector(".kinds__count").textContent = counts.get(box.value) || 0;
  });
  show("kinds", counts.size > 1 || kinds.length > 0);
}

function tell(found, shown, query) {
  const parts = [];
  if (found.corrected) parts.push(`Показано по запросу «${found.corrected}».`);
  if (shown.length) {
    parts.push(`${shown.length % 10 === 1 && shown.length % 100 !== 11 ? "Нашлась" : "Нашлось"} ` +
      `${count(shown.length, "страница", "страницы", "страниц")}.`);
  } else if (found.list.length) parts.push("Среди выбранного ничего не нашлось.");
  else parts.push(`По запросу «${query}» ничего не нашлось.`);
  status.textContent = parts.join(" ");
}

/* A query with words the site does not have: the rest of it may still be worth a look. */
function offerLess(found) {
  const place = part("less"), less = !found.list.length && found.known;
  place.hidden = !less;
  if (!less) return;
  const link = node("a", "", `«${found.known}»`);
  link.href = address(found.known, []);
  place.replaceChildren("Поискать только ", link);
}

async function drawMore(list, roots, focus) {
  const mine = turn, from = results.children.length;
  const pages = await Promise.all(list.slice(from, from + STEP).map((page) => page.load()));
  if (mine !== turn) return;
  results.append(...pages.map((page) => draw(page, roots)));
  more.hidden = results.children.length >= list.length;
  history.replaceState({ shown: results.children.length }, "");
  if (focus && results.children[from]) results.children[from].querySelector("a").focus();
}

async function run() {
  const mine = turn += 1;
  const { query, kinds } = state();
  const before = (history.state && history.state.shown) || STEP;
  field.value = query;
  if (topField) topField.value = query;
  document.title = query ? `${query} — ${siteTitle}` : siteTitle;
  results.replaceChildren();
  ["found", "kinds", "nothing", "broken"].forEach((name) => show(name, false));
  more.hidden = true;
  show("lists", !query);
  if (!query) { status.textContent = ""; results.dataset.searchState = "idle"; return; }
  results.dataset.searchState = "busy";
  status.textContent = "Ищем…";
  try {
    engine = engine || await start();
    const found = await find(query);
    if (mine !== turn) return;
    const shown = kinds.length ? found.list.filter((page) => kinds.includes(engine.kindOf.get(page.id))) : found.list;
    more.onclick = () => drawMore(shown, found.roots, true);
    drawKinds(found.list, kinds);
    do { await drawMore(shown, found.roots, false); } while (mine === turn && results.children.length < Math.min(before, shown.length));
    if (mine !== turn) return;
    show("found", shown.length > 0);
    show("nothing", shown.length === 0);
    show("lists", shown.length === 0);
    offerLess(found);
    tell(found, shown, query);
    results.dataset.searchState = "done";
  } catch (error) {
    if (mine !== turn) return;
    console.error(error);
    engine = null; // the next search tries anew
    status.textContent = "";
    show("broken", true);
    show("nothing", true);
    show("lists", true);
    results.dataset.searchState = "failed";
  }
}

function go(query, kinds) {
  const next = address(query, kinds);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  run();
}

function submit(event) {
  event.preventDefault();
  go(event.target.querySelector("input").value.trim(), []);
}

part("form").addEventListener("submit", submit);
if (topForm) topForm.addEventListener("submit", submit);
boxes.forEach((box) => box.addEventListener("change", () => {
  go(state().query, boxes.filter((other) => other.checked).map((other) => other.value));
}));
window.addEventListener("popstate", run);
run();
