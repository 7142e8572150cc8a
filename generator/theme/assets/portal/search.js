/* The search page: the reader's words, through Pagefind, as a list. The address has the state (q, kind). */
import { find, findAll, make, need } from "./elements.js";
import { search, start } from "./search-engine.js";
import { countOf, plural } from "./text.js";

/** @typedef {import("./search-engine.js").Engine} Engine */
/** @typedef {import("./search-engine.js").Page} Page */
/** @typedef {Awaited<ReturnType<typeof search>>} Found */

const root = new URL("../../", import.meta.url);
const STEP = 10; // results drawn at a time
const FEW = 3; // fewer leave a reader without a way on

const part = (/** @type {string} */ name) => need(`[data-search-${name}]`);
const results = part("results"), status = part("status"), more = part("more");
const forms = [part("form"), ...findAll(".find")]; // the page's own and the one at its top
const boxes = findAll("input", part("kinds"), HTMLInputElement);
const siteTitle = document.title;
/** @type {Engine | null} */
let engine = null;
let turn = 0; // a later search overtakes an earlier one

function state() {
  const asked = new URLSearchParams(location.search);
  return { query: (asked.get("q") || "").trim(), kinds: asked.getAll("kind") };
}

/**
 * @param {string} query
 * @param {string[]} kinds
 */
function address(query, kinds) {
  const asked = new URLSearchParams();
  if (query) asked.set("q", query);
  kinds.forEach((kind) => asked.append("kind", kind));
  return location.pathname + (String(asked) && `?${asked}`);
}

/**
 * Returns the offer that matches the question, with its price; else the first offer.
 * @param {string | undefined} offers
 * @param {(text: string) => boolean} hit
 */
function offered(offers, hit) {
  const all = offers ? offers.split(" | ") : [], fit = all.filter(hit);
  return (fit.length ? fit : all.slice(0, 1)).slice(0, 2);
}

/**
 * Returns the words of a result: its summary; what the page says elsewhere only if neither summary nor services have
 * the word.
 * @param {Page} page
 * @param {string[]} offers those shown
 * @param {(word: string) => boolean} hit
 * @param {Engine} engine
 */
function described({ meta, content }, offers, hit, { excerpt, lexicon }) {
  const says = (/** @type {string} */ text) => (lexicon.fold(text).match(/[\p{L}]+/gu) || []).some(hit);
  const [before, after] = content.split(" ¦");
  const lead = after === undefined ? meta.lead || "" : before;
  const text = lead && (says(lead) || offers.some(says)) ? lead : content.replace(" ¦", "");
  if (lexicon.fold(text.trim()) === lexicon.fold(`${meta.title}.`)) return []; // nothing but the title again
  const parts = excerpt(text, hit);
  return parts.some((piece) => piece.hit) ? parts : [{ text: lead, hit: false }];
}

/**
 * Draws the last line of a result: a number that can be called, and the rest.
 * @param {Page["meta"]} meta
 */
function lineOf({ line, tel }) {
  const [first, ...rest] = (line || "").split(" · ");
  const number = tel ? [make("a", { href: `tel:${tel}` }, first)] : first ? [first] : [];
  return make("p", { className: "result__line" }, ...number, ...rest.map((text) => ` · ${text}`));
}

/**
 * Draws one result.
 * @param {Page} page
 * @param {string[]} roots
 * @param {Engine} engine
 */
function draw(page, roots, engine) {
  const { meta, raw_url: url } = page, { isHit, lexicon } = engine;
  const hit = (/** @type {string} */ word) => isHit(word, roots, lexicon.stem);
  const offers = offered(meta.offers, (text) => (lexicon.fold(text).match(/[\p{L}]+/gu) || []).some(hit));
  const text = described(page, offers, hit, engine).flatMap((piece) => {
    const [, word, sign] = piece.text.match(/^(.*?)([.,;:!?»)]*)$/s) || ["", piece.text, ""];
    return piece.hit ? [make("mark", {}, word), `${sign} `] : [`${piece.text} `];
  });
  return make("li", { className: "result" },
    ...(meta.over ? [make("p", { className: "result__over" }, meta.over)] : []),
    make("h3", { className: "result__title" }, make("a", { href: new URL(url, root).href }, meta.title)),
    make("p", { className: "result__text" }, ...text),
    ...offers.map((offer) => make("p", { className: "result__offer" }, offer)),
    ...(meta.line ? [lineOf(meta)] : []));
}

/**
 * @param {string} name
 * @param {boolean} shown
 */
function show(name, shown) {
  part(name).hidden = !shown;
}

/**
 * @param {(string | undefined)[]} found kinds of the pages found
 * @param {string[]} kinds those selected
 */
function drawKinds(found, kinds) {
  boxes.forEach((box) => {
    const count = found.filter((kind) => kind === box.value).length, label = box.parentElement;
    box.checked = kinds.includes(box.value);
    if (!label) return;
    label.hidden = !count && !box.checked;
    need(".kinds__count", label).textContent = String(count);
  });
  show("kinds", new Set(found).size > 1 || kinds.length > 0);
}

/** @param {string[]} words */
const quoted = (words) => `по ${words.length > 1 ? "словам" : "слову"} «${words.join(" ")}»`;

/**
 * @param {Found} found
 * @param {Found["list"]} shown
 * @param {string} query
 */
function tell(found, shown, query) {
  const parts = [...found.lacking];
  if (found.corrected) parts.push(`Показано по запросу «${found.corrected}».`);
  if (found.kept.length) parts.push(`Точного ответа нет. Показано ${quoted(found.kept)}.`);
  if (shown.length) {
    const verb = plural(shown.length, "Нашлась", "Нашлось", "Нашлось");
    parts.push(`${verb} ${countOf(shown.length, "страница", "страницы", "страниц")}.`);
  } else if (found.list.length) parts.push("Среди выбранного ничего не нашлось.");
  else if (!found.lacking.length) parts.push(`По запросу «${query}» ничего не нашлось.`);
  status.textContent = parts.join(" ");
}

/**
 * @param {Found["list"]} list
 * @param {string[]} roots
 * @param {Engine} engine
 */
async function drawMore(list, roots, engine) {
  const mine = turn, from = results.children.length;
  const pages = await Promise.all(list.slice(from, from + STEP).map((page) => page.load()));
  if (mine !== turn) return;
  results.append(...pages.map((page) => draw(page, roots, engine)));
  more.hidden = results.children.length >= list.length;
  history.replaceState({ shown: results.children.length }, "");
}

/**
 * Draws the results of a kind, as many as were on the page before, and lets the reader ask for more.
 * @param {Found["list"]} list
 * @param {string[]} roots
 * @param {Engine} engine
 * @param {number} before
 */
async function drawResults(list, roots, engine, before) {
  const mine = turn;
  more.onclick = async () => {
    const from = results.children.length;
    try {
      await drawMore(list, roots, engine);
      if (mine === turn) find(`li:nth-child(${from + 1}) a`, results)?.focus();
    } catch {
      if (mine !== turn) return;
      forget();
      show("broken", true);
      history.replaceState({ shown: from + STEP }, "");
      more.onclick = run;
    }
  };
  do {
    await drawMore(list, roots, engine);
  } while (mine === turn && results.children.length < Math.min(before, list.length));
}

/** The engine keeps its failure, so the next search starts a new one. */
function forget() {
  if (engine) engine.pagefind.destroy();
  engine = null;
}

/** @param {string} query */
function sayQuery(query) {
  forms.forEach((form) => { need("input", form, HTMLInputElement).value = query; });
  document.title = query ? `${query} — ${siteTitle}` : siteTitle;
}

async function run() {
  turn += 1;
  const mine = turn;
  const { query, kinds } = state();
  const before = (history.state && history.state.shown) || STEP;
  sayQuery(query);
  results.replaceChildren();
  ["found", "kinds", "nothing", "broken"].forEach((name) => show(name, false));
  more.hidden = true;
  show("lists", !query);
  status.textContent = query ? "Ищем…" : "";
  results.dataset.searchState = query ? "busy" : "idle";
  if (!query) return;
  try {
    const ready = engine || await start();
    engine = ready;
    const found = await search(query, ready);
    if (mine !== turn) return;
    const kindOf = (/** @type {{id: string}} */ page) => ready.kindOf.get(page.id) || "";
    const shown = kinds.length ? found.list.filter((page) => kinds.includes(kindOf(page))) : found.list;
    drawKinds(found.list.map(kindOf), kinds);
    await drawResults(shown, found.roots, ready, before);
    if (mine !== turn) return;
    show("found", shown.length > 0);
    show("nothing", shown.length < FEW || found.lacking.length > 0);
    show("lists", shown.length === 0);
    tell(found, shown, query);
    results.dataset.searchState = "done";
  } catch (error) {
    if (mine !== turn) return;
    console.error(error);
    forget();
    status.textContent = "";
    show("broken", true);
    show("nothing", true);
    show("lists", true);
    results.dataset.searchState = "failed";
  }
}

/**
 * @param {string} query
 * @param {string[]} kinds
 */
function go(query, kinds) {
  const next = address(query, kinds);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  run();
}

forms.forEach((form) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(need("input", form, HTMLInputElement).value.trim(), []);
}));
boxes.forEach((box) => box.addEventListener("change", () => {
  go(state().query, boxes.filter((other) => other.checked).map((other) => other.value));
}));
window.addEventListener("popstate", run);
run();
