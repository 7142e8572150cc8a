/* The registry in the reader's browser: search, facets that count, order, table, address, download. Without it the
   same page is plain links to facet, letter and list pages. What records say goes into text nodes, never into HTML. */
import { around, find, findAll, make, need, saveFile } from "./elements.js";
import { QUERY, prepare, sift, toCsv } from "./registry-core.js";
import { makeBoxes } from "./registry-facets.js";
import { drawPager } from "./registry-pager.js";
import { preparePicks } from "./registry-picks.js";
import { drawLine, drawTable, prepareRows } from "./registry-records.js";
import { readState, writeState } from "./registry-state.js";
import { countOf, formatNumber, plural } from "./text.js";

/** @typedef {import("./registry-core.js").Index} Index */
/** @typedef {import("./registry-facets.js").Box} Box */
/** @typedef {import("./registry-state.js").State} State */

const organisations = (/** @type {number} */ n) => countOf(n, "организация", "организации", "организаций");

/**
 * @param {string} className
 * @param {string} title
 * @param {() => void} action
 */
function makeButton(className, title, action) {
  const button = make("button", { type: "button", className }, title);
  button.addEventListener("click", action);
  return button;
}

/** @param {HTMLElement} home */
function start(home) {
  const part = (/** @type {string} */ name) => need(`[data-${name}]`, home);
  const list = part("list"), shown = part("shown");
  const field = need("[data-query]", home, HTMLInputElement);
  const saving = need("[data-save]", home, HTMLButtonElement);
  const sorting = find("[data-sort]", home, HTMLSelectElement);
  const sheet = find("[data-sheet]", home, HTMLDialogElement);
  const root = home.dataset.root || "", area = home.dataset.area || "";
  const total = Number(home.dataset.total), size = Number(home.dataset.size), whole = size === total;
  const rows = prepareRows(list);
  const sorts = sorting ? Array.from(sorting.options, (option) => option.value) : ["name"]; // the first is the default
  const ofAll = `из ${countOf(total, "организации", "организаций", "организаций")}`;
  const boxes = makeBoxes(home, choose);
  const boxOf = (/** @type {string} */ key) => /** @type {Box} */ (boxes.get(key)); // only known ones are chosen

  /* The reader's choice and its address */
  let state = read();
  let typing = false; // a burst of typing is one step in the history

  function read() {
    return readState(location.search, boxes.keys(), sorts);
  }
  /** @param {number} page */
  function address(page) {
    return location.pathname + writeState({ ...state, page }, sorts);
  }
  /**
   * @param {Partial<State>} changes
   * @param {"pushState" | "replaceState"} [step]
   */
  function change(changes, step = "pushState") {
    state = { ...state, page: 1, ...changes };
    if (step === "pushState") typing = false;
    const url = address(state.page);
    try {
      if (url !== location.pathname + location.search) history[step](null, "", url);
    } catch { /* a browser may limit the pace: the list is right, the address follows later */ }
    draw();
  }
  /**
   * @param {string} key
   * @param {boolean} wanted
   */
  function choose(key, wanted) {
    const chosen = new Set(state.chosen);
    if (wanted) chosen.add(key); else chosen.delete(key);
    change({ chosen });
  }
  const picks = preparePicks(home, root, (ids) => {
    state = { ...state, ids };
    history.replaceState(history.state, "", address(state.page));
  });
  const reset = () => change({ chosen: new Set(), query: "" });

  /* The index: fetched when first needed, a short one at once. */
  /** @type {Index | null} */
  let index = null;
  /** @type {Promise<void> | null} */
  let coming = null;
  async function fetchIndex() {
    try {
      const answer = await fetch(home.dataset.source || "", { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      index = prepare(await answer.json());
    } catch (error) {
      coming = null;
      throw error;
    }
  }
  function load() {
    coming = coming || fetchIndex();
    return coming;
  }
  const expect = () => { load().catch(() => { /* said when the reader acts */ }); };

  /**
   * In a registry of one page, closed organisations come last.
   * @param {Index} known
   * @param {number[]} found
   */
  function ordered(known, found) {
    return whole ? [...found.filter((i) => !known.closed(i)), ...found.filter(known.closed)] : found;
  }

  /* Drawing: the controls at once, the rest when the index is loaded. */
  function draw() {
    drawControls();
    drawChosen();
    if (index) return drawFound();
    say("Загружаем список…");
    load().then(drawFound, () => {
      home.classList.remove("registry--waiting");
      say("Список не загрузился. Проверьте связь и попробуйте ещё раз. Можно и без него: ");
      shown.append(make("a", { href: `${root}search/` }, "готовые списки"));
    });
  }
  /** @param {string} text */
  function say(text) {
    shown.textContent = text;
    if (sheet) part("said").textContent = sheet.open ? text : "";
  }
  function drawControls() {
    const facets = [...state.chosen].map((key) => boxOf(key).facet);
    boxes.forEach((box, key) => {
      const held = facets.filter((facet) => facet === box.facet).length;
      box.input.checked = state.chosen.has(key);
      box.mark.textContent = held ? `выбрано: ${held}` : "";
      if (box.folded && box.input.checked) box.folded.open = true;
    });
    if (field.value.trim() !== state.query.trim()) field.value = state.query;
    if (sorting) sorting.value = state.sort;
    findAll("[data-view]", home).forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    });
    if (sheet) part("open").textContent = state.chosen.size ? `Отбор: ${state.chosen.size}` : "Отбор";
  }
  function drawChosen() {
    const row = part("chosen"), place = [...row.children].findIndex((chip) => chip === document.activeElement);
    const chips = Array.from(state.chosen, (key) => {
      const chip = makeButton("chosen__value", boxOf(key).title, () => choose(key, false));
      chip.prepend(make("span", { className: "vh", textContent: "Убрать: " }));
      return chip;
    });
    if (chips.length || state.query.trim()) chips.push(makeButton("chosen__all", "Сбросить всё", reset));
    row.replaceChildren(...chips);
    row.hidden = !chips.length;
    if (place >= 0) (chips[Math.min(place, chips.length - 1)] || shown).focus();
  }
  function drawFound() {
    if (!index) return;
    const known = index, { found: all, counts, without } = sift(known, state), found = ordered(known, all);
    const pages = whole ? 1 : Math.max(1, Math.ceil(found.length / size));
    const page = Math.min(state.page, pages), first = (page - 1) * size;
    const here = whole ? found : found.slice(first, first + size);
    boxes.forEach((box, key) => {
      const number = known.numbers.get(key), count = number === undefined ? 0 : counts[number];
      box.count.textContent = formatNumber(count);
      box.input.disabled = !count && !box.input.checked;
    });
    const table = state.view === "table" && here.length > 0;
    part("table").replaceChildren(...(table ? [drawTable(known, here, root, area)] : []));
    part("table").hidden = !table;
    list.hidden = table || !here.length;
    const untouched = !state.chosen.size && !state.query.trim() && state.sort === sorts[0] && page === 1;
    if (!list.hidden) rows.show(known, untouched ? null : here, whole, (i) => drawLine(known, i, root, area));
    part("empty").hidden = here.length > 0;
    saving.disabled = !here.length;
    if (!here.length) drawWays(known, without);
    if (!whole) drawPager(part("pager"), page, pages, address);
    if (sheet) part("close=show").textContent = `Показать ${organisations(found.length)}`;
    home.classList.remove("registry--waiting");
    picks.draw(state.ids);
    say(describe(found.length, first, here.length));
  }
  /**
   * @param {number} found
   * @param {number} first
   * @param {number} here
   */
  function describe(found, first, here) {
    const range = `${formatNumber(first + 1)}–${formatNumber(first + here)}`;
    if (found === here) return `${plural(found, "Показана", "Показано", "Показано")} ${formatNumber(found)} ${ofAll}`;
    if (found === total) return `Показаны ${range} ${ofAll}`;
    const said = `${plural(found, "Найдена", "Найдено", "Найдено")} ${formatNumber(found)}`;
    return `${said} ${ofAll}, показаны ${range}`;
  }

  /**
   * Ways out of an empty result: each condition whose removal alone gives results.
   * @param {Index} known
   * @param {Map<number, number>} without
   */
  function drawWays(known, without) {
    const ways = Array.from(without, ([bit, number]) => {
      const keys = [...state.chosen].filter((key) => known.bits.get(boxOf(key).facet) === bit);
      const titles = bit === QUERY ? [state.query.trim()] : keys.map((key) => boxOf(key).title);
      return makeButton("button", `Без «${titles.join("», «")}»: ${organisations(number)}`, () => {
        const chosen = new Set([...state.chosen].filter((key) => !keys.includes(key)));
        change({ chosen, query: bit === QUERY ? "" : state.query });
        shown.focus();
      });
    });
    ways.push(makeButton("button", "Сбросить всё", () => {
      reset();
      shown.focus();
    }));
    part("widen").replaceChildren(...ways);
  }
  function save() {
    if (!index) return;
    const { ids } = index;
    const pageOf = (/** @type {number} */ i) => new URL(`${root}ngos/${ids[i]}/`, location.href).href;
    const text = toCsv(index, ordered(index, sift(index, state).found), pageOf);
    saveFile(`\ufeff${text}`, "text/csv;charset=utf-8", "reestr-nko.csv");
  }
  function goToList() {
    shown.focus({ preventScroll: true });
    shown.scrollIntoView();
  }

  /**
   * The sheet: on a phone the facets move into a dialog, which traps the focus and closes on Escape.
   * @param {HTMLDialogElement} dialog
   */
  function prepareSheet(dialog) {
    const facets = part("facets");
    part("open").addEventListener("click", () => {
      part("slot").append(facets);
      dialog.showModal();
      draw();
    });
    dialog.addEventListener("close", () => part("side").append(facets));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    findAll("[data-close]", dialog).forEach((button) => button.addEventListener("click", () => {
      dialog.close();
      if (button.dataset.close) goToList();
    }));
    part("reset").addEventListener("click", reset);
    matchMedia("(min-width: 60rem)").addEventListener("change", () => { if (dialog.open) dialog.close(); });
  }

  field.addEventListener("input", () => {
    change({ query: field.value }, typing ? "replaceState" : "pushState");
    typing = true;
  });
  field.addEventListener("change", () => { typing = false; });
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    goToList();
  });
  home.addEventListener("focusin", (event) => { if (around(event, "input, select")) expect(); });
  if (sorting) sorting.addEventListener("change", () => change({ sort: sorting.value }));
  findAll("[data-view]", home).forEach((button) => {
    button.addEventListener("click", () => change({ view: button.dataset.view, page: state.page }));
  });
  saving.addEventListener("click", () => { if (index) save(); else load().then(save, draw); });
  home.addEventListener("click", (event) => {
    const target = around(event, "[data-page]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change({ page: Number(target.dataset.page) });
    goToList();
  });
  addEventListener("popstate", () => {
    state = read();
    typing = false;
    picks.draw(state.ids);
    draw();
  });
  if (sheet) prepareSheet(sheet);
  if (!whole) drawPager(part("pager"), 1, Math.ceil(total / size), address);
  picks.draw(state.ids);
  if (address(state.page) !== location.pathname) {
    home.classList.add("registry--waiting");
    draw();
  } else if (whole) expect();
}

const home = find("[data-registry]");
if (home) start(home);
