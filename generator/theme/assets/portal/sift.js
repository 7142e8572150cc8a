/* Filters over a list on the page; the address has their state. Filters and counts follow the day. */
import { around, find, findAll, need } from "./elements.js";
import { countOf } from "./text.js";

/* Items whose state has changed since the build are counted and found under the new one. */
const decisions = findAll("[data-sifted] .decision");
const moved = findAll("[data-sifted] [data-mark]").filter((item) => {
  const code = find(".chip[data-life]", item)?.dataset.code;
  if (!code || code === item.dataset.mark || code === "done") return false;
  item.dataset.mark = code;
  if (item.matches(".decision")) item.className = `decision decision--${code}`;
  return true;
});

/** @param {string} [marks] */
function countMarked(marks = "") {
  return decisions.filter((item) => marks.split(" ").includes(item.dataset.mark || "")).length;
}

if (moved.length) {
  findAll("[data-tally]").forEach((node) => {
    const count = countMarked(node.dataset.tally);
    node.textContent = String(count);
    const key = node.closest(".share__key li");
    if (key instanceof HTMLElement) key.hidden = !count;
  });
  let sum = 0;
  findAll(".share g", document, SVGElement).forEach((part) => {
    const count = countMarked(part.dataset.mark);
    const wide = 100 * count / decisions.length, left = 100 * sum / decisions.length;
    part.querySelector("rect")?.setAttribute("x", `${left}%`);
    part.querySelector("rect")?.setAttribute("width", `${wide}%`);
    part.querySelector("text")?.setAttribute("x", `${left + wide / 2}%`);
    part.querySelector("text")?.replaceChildren(String(count));
    part.toggleAttribute("hidden", !count);
    sum += count;
  });
}

/** @type {Record<string, string>} */
const NAMES = { state: "mark", forum: "forumId" };

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} list
 */
function start(form, list) {
  const fields = findAll("select", form, HTMLSelectElement);
  const items = findAll("[data-group] > * > li, :scope > li", list);
  const folds = new Map(findAll("details[data-group]", list, HTMLDetailsElement).map((fold) => [fold, fold.open]));
  const [one, few, many] = (form.dataset.words || "").split("|");

  function draw() {
    const asked = fields.filter((field) => field.value);
    items.forEach((item) => {
      const values = asked.map((field) => (item.dataset[NAMES[field.name] || field.name] || "").split("|"));
      item.hidden = !asked.every((field, place) => values[place].includes(field.value));
    });
    const shown = items.filter((item) => !item.hidden);
    findAll("[data-group]", list).forEach((group) => {
      group.hidden = !shown.some((item) => group.contains(item));
    });
    folds.forEach((open, fold) => { fold.open = asked.length > 0 || open; });
    const said = `Показано: ${countOf(shown.length, one, few, many)} из ${items.length}`;
    need("[data-count]", form).textContent = asked.length ? said : "";
    need("[type=reset]", form).hidden = !asked.length;
  }
  function read() {
    const asked = new URLSearchParams(location.search);
    fields.forEach((field) => {
      const value = asked.get(field.name) || "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    });
    draw();
  }
  function write() {
    const asked = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    const query = asked.toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
    draw();
  }
  /* Numbers and chips above the list select a value. */
  document.addEventListener("click", (event) => {
    const pick = around(event, "[data-pick]");
    const field = pick && fields.find((known) => known.name === pick.dataset.pick);
    if (!pick || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fields.forEach((known) => { known.value = known === field ? pick.dataset.value || "" : ""; });
    write();
    field.focus({ preventScroll: true });
    (find("#list") || form).scrollIntoView();
  });
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(write));
  addEventListener("popstate", read);
  read();
}

const form = find("[data-sift]", document, HTMLFormElement);
const list = find("[data-sifted]");
if (form && list) start(form, list);
