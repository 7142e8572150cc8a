/* The registry in the reader's browser: search, facets that count, order, table, address, download. Without it the
   same page is plain links to facet, letter and list pages. What records say goes into text nodes, never into HTML. */
(() => {
  "use strict";
  const home = document.querySelector("[data-registry]");
  if (!home) return;

  const { QUERY, plural, figure, prepare, sift, toCsv } = globalThis.portalRegistry;
  const part = (name) => home.querySelector(`[data-${name}]`);
  const [list, field, shown, sorting, sheet] = ["list", "query", "shown", "sort", "sheet"].map(part);
  const total = Number(home.dataset.total), size = Number(home.dataset.size), whole = size === total;
  const cards = whole ? Array.from(list.children) : [];
  const sorts = sorting ? Array.from(sorting.options, (option) => option.value) : ["name"]; // the first goes unsaid
  const ofAll = `из ${figure(total)}\u00a0${plural(total, "организации", "организаций", "организаций")}`;
  const organisations = (n) => `${figure(n)}\u00a0${plural(n, "организация", "организации", "организаций")}`;

  function make(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }
  function makeButton(className, title, action) {
    const button = make("button", { type: "button", className }, title);
    button.addEventListener("click", action);
    return button;
  }

  /* Facets: links become checkboxes, known by their keys. */
  const boxes = new Map();
  home.querySelectorAll("[data-facet]").forEach((group) => {
    const facet = group.dataset.facet;
    const mark = group.querySelector("summary").appendChild(make("span", { className: "facet__chosen" }));
    group.querySelectorAll("a[data-code]").forEach((link) => {
      const code = link.dataset.code, key = `${facet}.${code}`, title = link.textContent;
      const input = make("input", { type: "checkbox", autocomplete: "off" });
      const count = link.parentNode.querySelector(".facet__count");
      link.replaceWith(make("label", { className: "facet__label" }, input, make("span", {}, title), count));
      input.dataset.key = key;
      input.addEventListener("change", () => choose(key, input.checked));
      boxes.set(key, { facet, code, title, input, count, mark, folded: input.closest(".facet__more") });
    });
  });

  /* The reader's choice and the address of it */
  let state = read();
  let typing = false; // one burst of typing is one step of the history

  function read() {
    const given = new URLSearchParams(location.search);
    const chosen = new Set();
    boxes.forEach((box, key) => { if ((given.get(box.facet) || "").split(",").includes(box.code)) chosen.add(key); });
    return {
      chosen,
      query: (given.get("q") || "").slice(0, 200),
      sort: sorts.includes(given.get("sort")) ? given.get("sort") : sorts[0],
      view: given.get("view") === "table" ? "table" : "cards",
      page: Math.max(1, parseInt(given.get("page"), 10) || 1)
    };
  }
  function address(page) {
    const codes = new Map();
    state.chosen.forEach((key) => {
      const { facet, code } = boxes.get(key);
      codes.set(facet, codes.has(facet) ? `${codes.get(facet)},${code}` : code);
    });
    const given = Array.from(codes, ([facet, held]) => `${facet}=${held}`);
    if (state.query.trim()) given.unshift(`q=${encodeURIComponent(state.query.trim())}`);
    if (state.sort !== sorts[0]) given.push(`sort=${state.sort}`);
    if (state.view !== "cards") given.push(`view=${state.view}`);
    if (page > 1) given.push(`page=${page}`);
    return location.pathname + (given.length ? `?${given.join("&")}` : "");
  }
  function change(changes, step = "pushState") {
    state = { ...state, page: 1, ...changes };
    if (step === "pushState") typing = false;
    const url = address(state.page);
    try {
      if (url !== location.pathname + location.search) history[step](null, "", url);
    } catch (error) { /* a browser may limit the pace: the list is right, the address follows later */ }
    draw();
  }
  function choose(key, wanted) {
    const chosen = new Set(state.chosen);
    if (wanted) chosen.add(key); else chosen.delete(key);
    change({ chosen });
  }
  const reset = () => change({ chosen: new Set(), query: "" });

  /* The index: fetched when first wanted, a short one at once. */
  let index = null, coming = null;
  function load() {
    coming = coming || fetch(home.dataset.source, { cache: "no-cache" })
      .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)))
      .then((raw) => { index = prepare(raw); })
      .catch((error) => { coming = null; throw error; });
    return coming;
  }
  const expect = () => { load().catch(() => { /* said when the reader acts */ }); };

  /* Drawing: the controls at once, the rest when the index is there. */
  function draw() {
    drawControls();
    drawChosen();
    if (index) { drawFound(); return; }
    say("Загружаем список…");
    load().then(drawFound, () => {
      home.classList.remove("registry--waiting");
      say("Список не загрузился. Проверьте связь и попробуйте ещё раз. Можно и без него: ");
      shown.append(make("a", { href: `${home.dataset.root}search/` }, "готовые списки"));
    });
  }
  function say(text) {
    shown.textContent = text;
    if (sheet) part("said").textContent = sheet.open ? text : "";
  }
  function drawControls() {
    const held = {};
    state.chosen.forEach((key) => { held[boxes.get(key).facet] = (held[boxes.get(key).facet] || 0) + 1; });
    boxes.forEach((box, key) => {
      box.input.checked = state.chosen.has(key);
      box.mark.textContent = held[box.facet] ? `выбрано: ${held[box.facet]}` : "";
      if (box.folded && box.input.checked) box.folded.open = true;
    });
    if (field.value.trim() !== state.query.trim()) field.value = state.query;
    if (sorting) sorting.value = state.sort;
    home.querySelectorAll("[data-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    });
    if (sheet) part("open").textContent = state.chosen.size ? `Отбор: ${state.chosen.size}` : "Отбор";
  }
  function drawChosen() {
    const row = part("chosen"), place = Array.from(row.children).indexOf(document.activeElement);
    const chips = Array.from(state.chosen, (key) => {
      const chip = makeButton("chosen__value", boxes.get(key).title, () => choose(key, false));
      chip.prepend(make("span", { className: "vh", textContent: "Убрать: " }));
      return chip;
    });
    if (chips.length || state.query.trim()) chips.push(makeButton("chosen__all", "Сбросить всё", reset));
    row.replaceChildren(...chips);
    row.hidden = !chips.length;
    if (place >= 0) (chips[Math.min(place, chips.length - 1)] || shown).focus();
  }
  function drawFound() {
    const { found, counts, without } = sift(index, state);
    const pages = whole ? 1 : Math.max(1, Math.ceil(found.length / size));
    const page = Math.min(state.page, pages), first = (page - 1) * size;
    const here = whole ? found : found.slice(first, first + size);
    boxes.forEach((box, key) => {
      const count = counts[index.numbers.get(key)] || 0;
      box.count.textContent = figure(count);
      box.input.disabled = !count && !box.input.checked;
    });
    const table = state.view === "table" && here.length > 0;
    part("table").replaceChildren(...(table ? [drawTable(here)] : []));
    part("table").hidden = !table;
    list.hidden = table || !here.length;
    if (!list.hidden) list.replaceChildren(...here.map((i) => whole ? cards[i] : drawLine(i)));
    part("empty").hidden = here.length > 0;
    part("save").disabled = !here.length;
    if (!here.length) drawWays(without);
    if (!whole) drawPager(page, pages);
    if (sheet) part("close=show").textContent = `Показать ${organisations(found.length)}`;
    home.classList.remove("registry--waiting");
    say(describe(found.length, first, here.length));
  }
  function describe(found, first, here) {
    const range = `${figure(first + 1)}–${figure(first + here)}`;
    if (found === here) return `${plural(found, "Показана", "Показано", "Показано")} ${figure(found)} ${ofAll}`;
    if (found === total) return `Показаны ${range} ${ofAll}`;
    return `${plural(found, "Найдена", "Найдено", "Найдено")} ${figure(found)} ${ofAll}, показаны ${range}`;
  }

  /* Records: the same as templates/lines.html makes, and a compact table. */
  const SIGNS = [
    ["status.liquidated", "bad", "больше не зарегистрирована"],
    ["status.unregistered", "plain", "без регистрации"],
    ["alive.dormant", "plain", "не ведёт работу"]
  ];
  const COLUMNS = ["Организация", "Чем занимается", "Телефон", "Адрес", "Подтверждено"];
  function nameOf(i) {
    const link = make("a", { href: `${home.dataset.root}ngos/${index.ids[i]}/`, textContent: index.titles[i] });
    const chips = SIGNS.filter(([key]) => index.holds(i, key))
      .flatMap(([, tone, title]) => [" ", make("span", { className: `chip chip--${tone}`, textContent: title })]);
    return [link, ...chips];
  }
  function callOf(i) {
    const phone = index.phones[i];
    return make("a", { className: "call", href: `tel:${phone.replace(/[^+\d]/g, "")}`, textContent: phone });
  }
  function drawLine(i) {
    const line = make("li", { className: "line" }, make("p", { className: "line__name" }, ...nameOf(i)));
    if (index.summaries[i]) line.append(make("p", { className: "line__text", textContent: index.summaries[i] }));
    if (index.phones[i]) line.append(make("p", { className: "line__call" }, callOf(i)));
    return line;
  }
  function drawTable(here) {
    const head = make("tr", {}, ...COLUMNS.map((title) => make("th", { scope: "col", textContent: title })));
    const rows = here.map((i) => {
      const day = index.confirmed[i].split("-").reverse().join(".");
      const values = [index.summaries[i], index.phones[i] && callOf(i), index.addresses[i], day];
      const cells = values.map((value, place) => {
        const cell = make("td", {}, value);
        cell.dataset.title = COLUMNS[place + 1];
        return cell;
      });
      return make("tr", {}, make("th", { scope: "row" }, ...nameOf(i)), ...cells);
    });
    const caption = make("caption", { className: "vh" }, "Организации"), body = make("tbody", {}, ...rows);
    return make("table", { className: "table registry__table" }, caption, make("thead", {}, head), body);
  }

  /** Ways out of an empty result: each condition whose removal alone brings something. */
  function drawWays(without) {
    const ways = Array.from(without, ([bit, number]) => {
      const keys = Array.from(state.chosen).filter((key) => index.bits.get(boxes.get(key).facet) === bit);
      const titles = bit === QUERY ? [state.query.trim()] : keys.map((key) => boxes.get(key).title);
      return makeButton("button", `Без «${titles.join("», «")}»: ${organisations(number)}`, () => {
        const chosen = new Set(Array.from(state.chosen).filter((key) => !keys.includes(key)));
        change({ chosen, query: bit === QUERY ? "" : state.query });
        shown.focus();
      });
    });
    ways.push(makeButton("button", "Сбросить всё", () => { reset(); shown.focus(); }));
    part("widen").replaceChildren(...ways);
  }
  function drawPager(page, pages) {
    const items = [];
    for (let number = 1; number <= pages; number++) {
      const far = Math.abs(number - page);
      if (number === 1 || number === pages || far < 3) {
        const word = make("span", { className: "vh" }, "Страница ");
        const target = make("a", { href: address(number) }, word, figure(number));
        if (number === page) target.setAttribute("aria-current", "page");
        target.dataset.page = number;
        items.push(make("li", {}, target));
      } else if (far === 3) {
        items.push(make("li", { className: "pager__gap", ariaHidden: "true", textContent: "…" }));
      }
    }
    part("pager").hidden = pages < 2;
    part("pager").firstElementChild.replaceChildren(...items);
  }
  function save() {
    const pageOf = (i) => new URL(`${home.dataset.root}ngos/${index.ids[i]}/`, location.href).href;
    const text = toCsv(index, sift(index, state).found, pageOf);
    const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    make("a", { href: url, download: "reestr-nko.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }
  function goToList() {
    shown.focus({ preventScroll: true });
    shown.scrollIntoView();
  }

  /* The sheet: on a phone the facets move into a dialog, which keeps the focus and closes by Escape. */
  function prepareSheet() {
    const facets = part("facets");
    part("open").addEventListener("click", () => {
      part("slot").append(facets);
      sheet.showModal();
      draw();
    });
    sheet.addEventListener("close", () => part("side").append(facets));
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    sheet.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => {
      sheet.close();
      if (button.dataset.close) goToList();
    }));
    part("reset").addEventListener("click", reset);
    matchMedia("(min-width: 60rem)").addEventListener("change", () => { if (sheet.open) sheet.close(); });
  }

  field.addEventListener("input", () => {
    change({ query: field.value }, typing ? "replaceState" : "pushState");
    typing = true;
  });
  field.addEventListener("change", () => { typing = false; });
  part("form").addEventListener("submit", (event) => { event.preventDefault(); goToList(); });
  home.addEventListener("focusin", (event) => { if (event.target.matches("input, select")) expect(); });
  if (sorting) sorting.addEventListener("change", () => change({ sort: sorting.value }));
  home.querySelectorAll("[data-view]").forEach((button) => {
    button.addEventListener("click", () => change({ view: button.dataset.view, page: state.page }));
  });
  part("save").addEventListener("click", () => { if (index) save(); else load().then(save, draw); });
  home.addEventListener("click", (event) => {
    const target = event.target.closest("[data-page]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change({ page: Number(target.dataset.page) });
    goToList();
  });
  addEventListener("popstate", () => { state = read(); typing = false; draw(); });
  if (sheet) prepareSheet();
  if (!whole) drawPager(1, Math.ceil(total / size));
  if (address(state.page) !== location.pathname) {
    home.classList.add("registry--waiting");
    draw();
  } else if (whole) expect();
})();
