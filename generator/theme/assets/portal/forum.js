/* A forum's programme in the reader's browser: filters in the address, what is on now, the reader's own programme.
   The whole programme is on the page without it. Times are the town's own, whatever the reader's zone. */
(() => {
  "use strict";
  const article = document.querySelector("[data-forum]");
  const programme = article && article.querySelector("[data-programme]");
  if (!programme) return;
  if (!window.portal) return; // its script did not come
  const { townNow, words } = window.portal;
  const sessions = [...programme.querySelectorAll(".session")];
  const grids = [...programme.querySelectorAll("[data-grid]")];
  const sieve = programme.querySelector("[data-sieve]");
  const meetings = (number) => words(number, "встреча", "встречи", "встреч");
  const titleOf = (session) => session.querySelector(".session__title").textContent;

  /* Own programme: codes of sessions by forum, in this browser only. */
  const mineBox = programme.querySelector("[data-mine]");
  const STORE = "portal-mine";
  function stored() {
    try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; }
  }
  const known = new Set(sessions.map((session) => session.id));
  const mine = new Set((stored()[article.dataset.forum] || []).filter((id) => known.has(id)));
  let onlyMine = false;
  function keep() {
    const all = stored();
    if (mine.size) all[article.dataset.forum] = [...mine]; else delete all[article.dataset.forum];
    try { localStorage.setItem(STORE, JSON.stringify(all)); } catch (error) { /* kept until the page is closed */ }
  }
  function drawMine() {
    sessions.forEach((session) => {
      const star = session.querySelector("[data-star]");
      if (star) star.setAttribute("aria-pressed", String(mine.has(session.id)));
    });
    if (!mineBox) return;
    mineBox.hidden = !mine.size || !mineBox.dataset.when.split(" ").includes(article.dataset.code);
    mineBox.querySelector("[data-mine-count]").textContent = meetings(mine.size);
    mineBox.querySelector("[data-mine-only]").setAttribute("aria-pressed", String(onlyMine));
  }

  /** The forum's calendar with the chosen entries only: its text is cut, not written anew. */
  function cut(calendar) {
    return calendar.replace(/BEGIN:VEVENT\r\n[^]*?END:VEVENT\r\n/g, (event) => {
      const uid = /\r\nUID:([^@]*)@/.exec(event.replace(/\r\n /g, ""));
      return uid && mine.has(uid[1].slice(uid[1].indexOf(".") + 1)) ? event : "";
    });
  }
  async function save() {
    const text = await fetch("calendar.ics").then((answer) => answer.ok && answer.text()).catch(() => "");
    mineBox.querySelector("[data-mine-lost]").hidden = Boolean(text);
    if (!text) return;
    const url = URL.createObjectURL(new Blob([cut(text)], { type: "text/calendar;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `moya-programma-${article.dataset.forum}.ics`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  /* Filters: their state is the address. */
  const fields = sieve ? [...sieve.querySelectorAll("select")] : [];
  const views = sieve ? [...sieve.querySelectorAll("[data-view]")] : [];
  let view = "";
  function read() {
    const asked = new URLSearchParams(location.search);
    fields.forEach((field) => {
      const value = asked.get(field.name) || "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    });
    view = asked.get("view") === "list" ? "list" : "";
    onlyMine = asked.get("mine") === "1" && mine.size > 0;
  }
  function write() {
    const asked = new URLSearchParams();
    fields.forEach((field) => { if (field.value) asked.set(field.name, field.value); });
    if (view) asked.set("view", view);
    if (onlyMine) asked.set("mine", "1");
    const query = asked.toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }
  function draw() {
    const filters = fields.filter((field) => field.value);
    let shown = 0;
    if (!mine.size) onlyMine = false;
    sessions.forEach((session) => {
      const fits = filters.every((field) => session.dataset[field.name] === field.value);
      session.hidden = !fits || (onlyMine && !mine.has(session.id));
      shown += !session.hidden;
    });
    const narrowed = filters.length > 0 || onlyMine;
    grids.forEach((grid) => grid.classList.toggle("grid--list", narrowed || view === "list"));
    views.forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
      button.disabled = narrowed;
    });
    programme.querySelectorAll(".day").forEach((heading) => {
      heading.hidden = !heading.nextElementSibling.querySelector(".session:not([hidden])");
    });
    const count = sieve && sieve.querySelector("[data-count]");
    if (count) count.textContent = narrowed ? `Показано: ${meetings(shown)} из ${sessions.length}` : "";
    drawMine();
  }
  function change() { draw(); write(); }

  if (sieve) {
    sieve.addEventListener("submit", (event) => event.preventDefault());
    sieve.addEventListener("change", change);
    views.forEach((button) => button.addEventListener("click", () => { view = button.dataset.view; change(); }));
  }
  programme.addEventListener("click", (event) => {
    const star = event.target.closest("[data-star]");
    if (!star) return;
    const id = star.closest(".session").id;
    if (!mine.delete(id)) mine.add(id);
    keep();
    if (onlyMine) change(); else drawMine();
  });
  if (mineBox) {
    mineBox.querySelector("[data-mine-only]").addEventListener("click", () => { onlyMine = !onlyMine; change(); });
    mineBox.querySelector("[data-mine-save]").addEventListener("click", save);
    mineBox.querySelector("[data-mine-clear]").addEventListener("click", () => {
      mine.clear();
      keep();
      change();
      document.getElementById("programme").scrollIntoView();
    });
  }

  /* Now and next, by the town's clock. */
  const box = article.querySelector("[data-now]");
  const timed = sessions.filter((session) => session.dataset.start && !("cancelled" in session.dataset));
  function list(heading, found, late) {
    if (!found.length) return [];
    const title = document.createElement("h3");
    title.textContent = heading;
    const rows = document.createElement("ul");
    found.forEach((session) => {
      const row = document.createElement("li"), link = document.createElement("a");
      link.href = `#${session.id}`;
      link.textContent = titleOf(session);
      row.append(link, ` ${[session.dataset.hall, late ? `до ${session.dataset.end.slice(11)}` : ""].filter(Boolean).join(", ")}`);
      rows.append(row);
    });
    return [title, rows];
  }
  function tick() {
    const now = townNow(), day = now.slice(0, 10);
    const on = timed.filter((session) => session.dataset.start <= now && now < session.dataset.end);
    const later = timed.filter((session) => session.dataset.start > now).map((session) => session.dataset.start).sort()[0];
    const next = timed.filter((session) => session.dataset.start === later);
    sessions.forEach((session) => session.classList.toggle("session--now", on.includes(session)));
    const live = timed.some((session) => session.dataset.start.startsWith(day));
    box.hidden = !live;
    if (!live) return;
    box.querySelector("[data-clock]").textContent = `В городе ${now.slice(11)}.`;
    const state = on.map((session) => session.id).join() + later;
    if (box.dataset.state === state) return;
    box.dataset.state = state;
    box.querySelector("[data-on]").replaceChildren(...list("Идёт", on, true));
    const when = later && (later.startsWith(day) ? later.slice(11) : `${later.slice(8, 10)}.${later.slice(5, 7)} в ${later.slice(11)}`);
    box.querySelector("[data-next]").replaceChildren(...list(`Дальше, ${when}`, next, false));
    if (!on.length && !later) box.querySelector("[data-on]").textContent = "Программа завершена.";
  }
  if (box && timed.length) {
    tick();
    setInterval(tick, 20000);
  }

  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const more = target && target.querySelector(".session__more");
    if (more) more.open = true;
  }
  addEventListener("hashchange", open);
  addEventListener("popstate", () => { read(); draw(); });
  read();
  draw();
  open();
})();
