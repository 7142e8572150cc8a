/* What depends on the day, except chips: counts of overdue items, days left, lists of what is ahead. A page is right
   on the day it was built; later this script updates it by the town's clock. */
import { addDays, dayInWords, daysLeft, lateInWords, townNow } from "./dates.js";
import { find, findAll } from "./elements.js";
import { countOf, plural } from "./text.js";

const today = townNow().slice(0, 10);

/* Counts that grow on known days, and the day they are counted on. */
findAll("[data-due]").forEach((node) => {
  const due = (node.dataset.due || "").split(" ").filter((day) => day <= today);
  node.textContent = String(Number(node.textContent) + due.length);
});
findAll("[data-as-of]").forEach((node) => { node.textContent = `на ${dayInWords(today)}`; });

/* What is possible until a certain day. */
findAll("[data-till]").forEach((node) => { node.hidden = today > (node.dataset.till || ""); });
findAll("[data-left]").forEach((node) => {
  const left = daysLeft(node.dataset.left || "", today);
  node.hidden = left < 0;
  if (node.hidden) return;
  const verb = plural(left, "остался", "осталось", "осталось");
  node.textContent = left ? `${verb} ${countOf(left, "день", "дня", "дней")}` : "последний день";
  node.classList.toggle("chip--bad", left < 7);
  node.classList.toggle("chip--wait", left >= 7);
});

findAll("[data-late]").forEach((node) => {
  const late = -daysLeft(node.dataset.late || "", today);
  node.hidden = late < 1;
  if (late > 0) node.textContent = `на ${lateInWords(late)}`;
});
findAll("[data-until-day]").forEach((node) => {
  const left = daysLeft(node.dataset.untilDay || "", today);
  node.hidden = left < 1;
  node.textContent = left === 1 ? "завтра" : `через ${countOf(left, "день", "дня", "дней")}`;
});

/* Lists of what is ahead: past items move to the list of the past or are hidden; items of the month join the week. */
const OVER = ["past", "held", "archived", "cancelled"];
const past = find("[data-past]");
const week = find("[data-week]");
const until = addDays(today, 7);
const codeOf = (/** @type {HTMLElement} */ item) =>
  (item.matches("[data-code]") ? item : find("[data-code]", item))?.dataset.code || "";
findAll("[data-ahead]").forEach((list) => {
  findAll(":scope > li", list).forEach((item) => {
    if (OVER.includes(codeOf(item))) {
      if (past) past.prepend(item); else item.hidden = true;
    } else if (week && list !== week && item.dataset.day && item.dataset.day < until) week.append(item);
  });
});
findAll("[data-ahead], [data-past]").forEach((list) => {
  const empty = !list.querySelector(":scope > li:not([hidden])");
  const none = list.parentElement && find(":scope > [data-none]", list.parentElement);
  list.hidden = empty;
  const whole = none || list.closest("[data-list]");
  if (whole instanceof HTMLElement) whole.hidden = none ? !empty : empty;
});
