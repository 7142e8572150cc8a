/* Records of the registry as elements: the same lines as templates/lines.html makes, and a compact table. */
import { make } from "./elements.js";

/** @typedef {import("./registry-core.js").Index} Index */

const SIGNS = [
  ["status.liquidated", "bad", "больше не зарегистрирована"],
  ["status.unregistered", "plain", "без регистрации"],
  ["alive.dormant", "plain", "не ведёт работу"]
];
const COLUMNS = ["Организация", "Чем занимается", "Телефон", "Адрес", "Подтверждено"];

/**
 * The link to a record's page and its marks.
 * @param {Index} index
 * @param {number} i
 * @param {string} root
 */
function nameOf(index, i, root) {
  const chips = SIGNS.filter(([key]) => index.holds(i, key))
    .flatMap(([, tone, title]) => [" ", make("span", { className: `chip chip--${tone}`, textContent: title })]);
  return [make("a", { href: `${root}ngos/${index.ids[i]}/`, textContent: index.titles[i] }), ...chips];
}

/** @param {string} phone */
function callOf(phone) {
  return make("a", { className: "call", href: `tel:${phone.replace(/[^+\d]/g, "")}`, textContent: phone });
}

/**
 * @param {Index} index
 * @param {number} i
 * @param {string} root
 */
export function drawLine(index, i, root) {
  const line = make("li", { className: "line" }, make("p", { className: "line__name" }, ...nameOf(index, i, root)));
  if (index.summaries[i]) line.append(make("p", { className: "line__text", textContent: index.summaries[i] }));
  if (index.phones[i]) line.append(make("p", { className: "line__call" }, callOf(index.phones[i])));
  return line;
}

/**
 * @param {Index} index
 * @param {number[]} here
 * @param {string} root
 */
export function drawTable(index, here, root) {
  const head = make("tr", {}, ...COLUMNS.map((title) => make("th", { scope: "col", textContent: title })));
  const rows = here.map((i) => {
    const day = index.confirmed[i].split("-").reverse().join(".");
    const values = [index.summaries[i], index.phones[i] && callOf(index.phones[i]), index.addresses[i], day];
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
