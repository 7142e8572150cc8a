/* The registry's records as elements: the same lines as in templates/lines.html, and a compact table. */
import { findAll, make, need } from "./elements.js";

/** @typedef {import("./registry-core.js").Index} Index */

const SIGNS = [
  ["status.liquidated", "bad", "больше не зарегистрирована"],
  ["status.unregistered", "plain", "без регистрации"],
  ["alive.dormant", "plain", "не ведёт работу"]
];
const COLUMNS = ["Организация", "Чем занимается", "Телефон", "Адрес", "Подтверждено"];

/**
 * Makes the link to a record's page, with its marks.
 * @param {Index} index
 * @param {number} i
 * @param {string} root
 */
function nameOf(index, i, root) {
  const chips = SIGNS.filter(([key]) => index.holds(i, key))
    .flatMap(([, tone, title]) => [" ", make("span", { className: `chip chip--${tone}`, textContent: title })]);
  return [make("a", { href: `${root}ngos/${index.ids[i]}/`, textContent: index.titles[i] }), ...chips];
}

/**
 * Returns a number as it is dialled in the town.
 * @param {string} phone
 * @param {string} area
 */
function callOf(phone, area) {
  const here = `+7\u00a0${area}\u00a0`, href = `tel:${phone.replace(/[^+\d]/g, "")}`;
  const textContent = area && phone.startsWith(here) ? phone.slice(here.length) : phone;
  return make("a", { className: "call", href, textContent });
}

/**
 * @param {Index} index
 * @param {number} i
 * @param {string} root
 * @param {string} area
 */
export function drawLine(index, i, root, area) {
  const [tone, ...letters] = index.emblems[i];
  const unsaid = { "aria-hidden": "true" };
  const mono = make("span", { className: `mono tone-${tone}`, attributes: unsaid }, letters.join(""));
  const name = make("p", { className: "line__name" }, ...nameOf(index, i, root));
  const line = make("li", { className: "line" }, mono, name);
  if (index.summaries[i]) line.append(make("p", { className: "line__text", textContent: index.summaries[i] }));
  if (index.phones[i]) line.append(make("p", { className: "line__call" }, callOf(index.phones[i], area)));
  return line;
}

/**
 * @param {Index} index
 * @param {number[]} here
 * @param {string} root
 * @param {string} area
 */
export function drawTable(index, here, root, area) {
  const head = make("tr", {}, ...COLUMNS.map((title) => make("th", { scope: "col", textContent: title })));
  const rows = here.map((i) => {
    const day = index.confirmed[i].split("-").reverse().join(".");
    const values = [index.summaries[i], index.phones[i] && callOf(index.phones[i], area), index.addresses[i], day];
    const cells = values.map((value, place) => {
      const cell = make("td", {}, value);
      cell.dataset.title = COLUMNS[place + 1];
      return cell;
    });
    return make("tr", {}, make("th", { scope: "row" }, ...nameOf(index, i, root)), ...cells);
  });
  const caption = make("caption", { className: "vh" }, "Организации"), body = make("tbody", {}, ...rows);
  return make("table", { className: "table registry__table" }, caption, make("thead", {}, head), body);
}

const OPEN = 40; // rows that are not folded, as in templates/registry_macros.html

/**
 * The page's rows: those of a short registry are moved, those of a long one are made when shown.
 * @param {HTMLElement} list
 */
export function prepareRows(list) {
  const parts = [...list.children];
  const lines = findAll(".line", list), homes = lines.map((line) => line.parentElement);
  const idOf = (/** @type {HTMLElement} */ line) =>
    (need("a", line).getAttribute("href") || "").split("/").slice(-2)[0];
  const known = new Map(lines.map((line) => [idOf(line), line]));

  /** As loaded: folded by letter. */
  function restore() {
    lines.forEach((line, place) => homes[place]?.append(line));
    list.replaceChildren(...parts);
  }
  /**
   * @param {string} title
   * @param {HTMLElement[]} found
   */
  function fold(title, found) {
    const summary = make("summary", {}, title, make("span", { className: "muted" }, String(found.length)));
    const rows = make("ul", { className: "lines" }, ...found);
    return found.length ? [make("details", { className: "fold fold--rows" }, summary, rows)] : [];
  }
  /**
   * @param {Index} index
   * @param {number[] | null} here what is found, sorted; null for the page as loaded
   * @param {boolean} parted whether closed organisations are listed separately
   * @param {(i: number) => HTMLElement} draw
   */
  function show(index, here, parted, draw) {
    if (!here) return restore();
    const lineOf = (/** @type {number} */ i) => known.get(index.ids[i]) || draw(i);
    const gone = (/** @type {number} */ i) => parted && index.closed(i);
    const working = here.filter((i) => !gone(i)).map(lineOf);
    const first = make("ul", { className: "lines" }, ...working.slice(0, OPEN));
    const closed = here.filter(gone).map(lineOf);
    list.replaceChildren(first, ...fold("Ещё", working.slice(OPEN)), ...fold("Уже не работают", closed));
  }
  return { show };
}
