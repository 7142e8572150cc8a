/* A forum's programme in the reader's browser: filters in the address, what is on now, the reader's own programme.
   The whole programme is on the page without it. Times are the town's own, whatever the reader's zone. */
import { shortDay, townNow } from "./dates.js";
import { around, find, findAll, make, need, saveFile } from "./elements.js";
import { codesIn, queryOf, share } from "./share.js";
import { countOf } from "./text.js";

const STORE = "portal-mine"; // codes of chosen sessions by forum, in this browser only
const GIVEN = "programme"; // the address's parameter: sessions that somebody else has chosen
const PREFIX = "session-"; // of every session's id on the page

const givenQuery = (/** @type {Iterable<string>} */ ids) =>
  queryOf(GIVEN, [...ids].map((id) => id.slice(PREFIX.length)).sort());
const addressOf = (/** @type {Iterable<string>} */ ids) => location.origin + location.pathname + givenQuery(ids);

const meetings = (/** @type {number} */ number) => countOf(number, "встреча", "встречи", "встреч");

/**
 * Returns in words how many sessions are chosen, and how many of them are cancelled.
 * @param {Set<string>} ids
 */
function countChosen(ids) {
  const gone = [...ids].filter((id) => "cancelled" in (document.getElementById(id)?.dataset || {})).length;
  return meetings(ids.size) + (gone ? `, из них отменено: ${gone}` : "");
}

/** @returns {Record<string, string[]>} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE) || "{}") || {};
  } catch {
    return {};
  }
}

/**
 * Returns the forum's calendar with the chosen entries only; its text is cut, not rewritten.
 * @param {string} calendar
 * @param {Set<string>} chosen
 */
function cut(calendar, chosen) {
  return calendar.replace(/BEGIN:VEVENT\r\n[^]*?END:VEVENT\r\n/g, (event) => {
    const uid = /\r\nUID:([^@]*)@/.exec(event.replace(/\r\n /g, ""));
    return uid && chosen.has(uid[1].slice(uid[1].indexOf(".") + 1)) ? event : "";
  });
}

/**
 * @param {HTMLElement} article
 * @param {HTMLElement} programme
 */
function start(article, programme) {
  const forum = article.dataset.forum || "";
  const sessions = findAll(".session", programme);
  const grids = findAll("[data-grid]", programme);
  const sieve = find("[data-sieve]", programme);
  const fields = sieve ? findAll("select", sieve, HTMLSelectElement) : [];
  const views = sieve ? findAll("[data-view]", sieve, HTMLButtonElement) : [];
  const mineBox = find("[data-mine]", programme);

  const known = new Set(sessions.map((session) => session.id));
  const mine = new Set((stored()[forum] || []).filter((id) => known.has(id)));
  const givenBox = find("[data-given]", programme);
  let given = new Set(); // sessions that somebody else has chosen, from the address
  let onlyMine = false;
  let view = "";

  function keep() {
    const all = stored();
    if (mine.size) all[forum] = [...mine]; else delete all[forum];
    try {
      localStorage.setItem(STORE, JSON.stringify(all));
    } catch { /* kept until the page is closed */ }
  }
  function drawMine() {
    sessions.forEach((session) => {
      const star = session.querySelector("[data-star]");
      if (star) star.setAttribute("aria-pressed", String(mine.has(session.id)));
    });
    if (!mineBox) return;
    mineBox.hidden = !mine.size || !(mineBox.dataset.when || "").split(" ").includes(article.dataset.code || "");
    need("[data-mine-count]", mineBox).textContent = countChosen(mine);
    need("[data-mine-only]", mineBox).setAttribute("aria-pressed", String(onlyMine));
  }
  function drawGiven() {
    if (!givenBox) return;
    givenBox.hidden = !given.size;
    need("[data-given-count]", givenBox).textContent = countChosen(given);
  }
  /** @param {HTMLElement} box */
  async function save(box) {
    const text = await fetch("calendar.ics").then((answer) => answer.ok ? answer.text() : "").catch(() => "");
    need("[data-mine-lost]", box).hidden = Boolean(text);
    if (text) saveFile(cut(text, mine), "text/calendar;charset=utf-8", `moya-programma-${forum}.ics`);
    return Boolean(text);
  }

  /* Filters: the address has their state. */
  function read() {
    const asked = new URLSearchParams(location.search);
    fields.forEach((field) => {
      const value = asked.get(field.name) || "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    });
    view = asked.get("view") === "list" ? "list" : "";
    onlyMine = asked.get("mine") === "1" && mine.size > 0;
    given = new Set(givenBox ? codesIn(GIVEN).map((code) => PREFIX + code).filter((id) => known.has(id)) : []);
  }
  function write() {
    const asked = new URLSearchParams();
    fields.forEach((field) => { if (field.value) asked.set(field.name, field.value); });
    if (view) asked.set("view", view);
    if (onlyMine) asked.set("mine", "1");
    const query = [givenQuery(given).slice(1), asked.toString()].filter(Boolean).join("&");
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }
  function draw() {
    const filters = fields.filter((field) => field.value);
    if (!mine.size) onlyMine = false;
    sessions.forEach((session) => {
      const fits = filters.every((field) => session.dataset[field.name] === field.value);
      session.hidden = !fits || (onlyMine && !mine.has(session.id)) || (given.size > 0 && !given.has(session.id));
    });
    const narrowed = filters.length > 0 || onlyMine || given.size > 0;
    grids.forEach((grid) => grid.classList.toggle("grid--list", narrowed || view === "list"));
    views.forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
      button.disabled = narrowed;
    });
    findAll(".day", programme, HTMLDetailsElement).forEach((day) => {
      day.hidden = !day.querySelector(".session:not([hidden])");
      if (narrowed) day.open = true;
    });
    const count = sieve && find("[data-count]", sieve);
    const shown = sessions.filter((session) => !session.hidden).length;
    if (count) count.textContent = narrowed ? `Показано: ${meetings(shown)} из ${sessions.length}` : "";
    drawMine();
    drawGiven();
  }
  function change() {
    draw();
    write();
  }
  /* The effect of a tap is shown next to it, with what one may want to do next. */
  const word = make("span", { attributes: { role: "status" } });
  const toCalendar = make("button", { type: "button", className: "star__next" }, "В календарь");
  const toOthers = make("button", { type: "button", className: "star__next" }, "Поделиться");
  const heard = make("span", { attributes: { role: "status" } });
  const square = make("span", { className: "star__qr" });
  const said = make("span", { className: "star__said" }, word);
  toCalendar.addEventListener("click", () => mineBox && save(mineBox).then((saved) => {
    if (!saved) mineBox.scrollIntoView();
  }));
  toOthers.addEventListener("click", () => {
    const address = addressOf(mine);
    share(`Моя программа: ${document.title}`, address).then((text) => { heard.textContent = text; });
    import("./qr-picture.js").then(({ drawQr }) => {
      const code = drawQr(address, "QR-код моей программы");
      square.replaceChildren(...(code ? [code] : []));
    }).catch(() => { /* the address is there without it */ });
  });
  /**
   * @param {HTMLElement} star
   * @param {boolean} added
   */
  function answer(star, added) {
    star.after(said);
    heard.textContent = "";
    square.replaceChildren();
    const all = make("a", { href: "#programme" }, `Моя программа: ${mine.size}`);
    word.replaceChildren(added ? "" : "Убрано. ", ...(mine.size ? [all] : []));
    said.replaceChildren(word, ...(mine.size ? [" · ", toCalendar, " · ", toOthers, " ", heard, square] : []));
  }

  if (sieve) {
    sieve.addEventListener("submit", (event) => event.preventDefault());
    sieve.addEventListener("change", change);
  }
  views.forEach((button) => button.addEventListener("click", () => {
    view = button.dataset.view || "";
    change();
  }));
  programme.addEventListener("click", (event) => {
    const star = around(event, "[data-star]"), id = star?.closest(".session")?.id;
    if (!star || !id) return;
    if (!mine.delete(id)) mine.add(id);
    keep();
    if (onlyMine) change(); else drawMine();
    answer(star, mine.has(id));
  });
  if (mineBox) {
    need("[data-mine-only]", mineBox).addEventListener("click", () => {
      onlyMine = !onlyMine;
      change();
    });
    need("[data-mine-save]", mineBox).addEventListener("click", () => save(mineBox));
    need("[data-mine-clear]", mineBox).addEventListener("click", () => {
      mine.clear();
      keep();
      change();
      need("#programme").scrollIntoView();
    });
  }
  if (givenBox) {
    need("[data-given-take]", givenBox).addEventListener("click", () => {
      given.forEach((id) => mine.add(id));
      keep();
      given = new Set();
      onlyMine = true;
      change();
    });
    need("[data-given-all]", givenBox).addEventListener("click", () => {
      given = new Set();
      change();
    });
  }
  addEventListener("popstate", () => {
    read();
    draw();
  });
  read();
  draw();
  const box = find("[data-now]", article);
  const timed = sessions.filter((session) => session.dataset.start && !("cancelled" in session.dataset));
  if (box && timed.length) {
    tick(box, sessions, timed);
    setInterval(() => tick(box, sessions, timed), 20000);
  }
}

/**
 * Makes a heading with sessions under it.
 * @param {string} heading
 * @param {HTMLElement[]} found
 * @param {boolean} late whether to show when they end
 */
function listSessions(heading, found, late) {
  if (!found.length) return [];
  const rows = found.map((session) => {
    const { hall = "", end = "" } = session.dataset;
    const link = make("a", { href: `#${session.id}`, textContent: need(".session__title", session).textContent });
    return make("li", {}, link, ` ${[hall, late ? `до ${end.slice(11)}` : ""].filter(Boolean).join(", ")}`);
  });
  return [make("h3", {}, heading), make("ul", {}, ...rows)];
}

/**
 * Now and next, by the town's clock.
 * @param {HTMLElement} box
 * @param {HTMLElement[]} sessions
 * @param {HTMLElement[]} timed those that have a time and are not cancelled
 */
function tick(box, sessions, timed) {
  const now = townNow(), day = now.slice(0, 10);
  const startOf = (/** @type {HTMLElement} */ session) => session.dataset.start || "";
  const on = timed.filter((session) => startOf(session) <= now && now < (session.dataset.end || ""));
  const later = timed.map(startOf).filter((start) => start > now).sort()[0];
  sessions.forEach((session) => session.classList.toggle("session--now", on.includes(session)));
  box.hidden = !timed.some((session) => startOf(session).startsWith(day));
  if (box.hidden) return;
  need("[data-clock]", box).textContent = `В городе ${now.slice(11)}.`;
  const state = on.map((session) => session.id).join() + later;
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  const next = timed.filter((session) => startOf(session) === later);
  const clock = (later || "").slice(11);
  const when = later && !later.startsWith(day) ? `${shortDay(later)} в ${clock}` : clock;
  need("[data-on]", box).replaceChildren(...listSessions("Идёт", on, true));
  need("[data-next]", box).replaceChildren(...listSessions(`Дальше, ${when}`, next, false));
  if (!on.length && !later) need("[data-on]", box).textContent = "Программа завершена.";
}

/** Shows the session in the address with all its details. */
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.matches(".session, .day")) return;
  for (const part of [target.closest(".day"), find(".session__more", target)]) {
    if (part instanceof HTMLDetailsElement) part.open = true;
  }
  target.scrollIntoView();
}

const article = find("[data-forum]");
const programme = article && find("[data-programme]", article);
if (article && programme) {
  if (matchMedia("(max-width: 39.99rem)").matches) {
    findAll(".day[open]", programme, HTMLDetailsElement).forEach((day, place) => { day.open = !place; });
  }
  start(article, programme);
  addEventListener("hashchange", open);
  open();
}
