/* The portal's own script: the view panel and small comforts. Everything works without it. */
import { townNow, weekday } from "./dates.js";
import { find, findAll, make, need } from "./elements.js";

const root = document.documentElement;

/* View panel: letters, spacing, colours, images; stored in this browser only. */
/** @type {[name: string, title: string, choices: [value: string, title: string][]][]} */
const VIEW = [
  ["font", "Шрифт", [["", "обычный"], ["large", "крупный"], ["huge", "очень крупный"]]],
  ["spacing", "Промежутки", [["", "обычные"], ["wide", "большие"]]],
  ["colors", "Цвета", [
    ["", "как в системе"], ["light", "светлые"], ["dark", "тёмные"], ["black", "чёрным по белому"],
    ["white", "белым по чёрному"], ["blue", "синим по голубому"]
  ]],
  ["images", "Изображения", [["", "показывать"], ["off", "скрыть"]]]
];

/**
 * @param {string} name
 * @param {string} value
 */
function setView(name, value) {
  if (value) root.dataset[name] = value; else delete root.dataset[name];
  const view = Object.fromEntries(VIEW.map(([group]) => [group, root.dataset[group]]).filter(([, kept]) => kept));
  try {
    localStorage.setItem("portal-view", JSON.stringify(view));
  } catch { /* not remembered, still applied */ }
}

/** @param {HTMLElement} panel */
function fillPanel(panel) {
  const groups = VIEW.map(([name, title, choices]) => {
    const labels = choices.map(([value, words]) => {
      const checked = (root.dataset[name] || "") === value;
      const input = make("input", { type: "radio", name: `view-${name}`, value, checked });
      input.addEventListener("change", () => setView(name, value));
      return make("label", {}, input, words);
    });
    const box = make("div", { className: "access__choices" }, ...labels);
    return make("fieldset", {}, make("legend", {}, title), box);
  });
  const reset = make("button", { type: "button", className: "button button--plain" }, "Сбросить");
  reset.addEventListener("click", () => {
    VIEW.forEach(([name]) => setView(name, ""));
    findAll("input[value='']", panel, HTMLInputElement).forEach((input) => { input.checked = true; });
  });
  const close = make("button", { type: "button", className: "button" }, "Закрыть");
  close.addEventListener("click", closePanel);
  panel.append(
    make("div", { className: "access__row" }, ...groups),
    make("p", { className: "access__end" }, reset, close)
  );
}

const opener = find("[data-access-open]");
const panel = find("#access-panel");
function closePanel() {
  if (!opener || !panel) return;
  panel.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}
if (opener && panel) {
  opener.addEventListener("click", () => {
    if (!panel.firstChild) fillPanel(panel);
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) need("input:checked", panel).focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanel();
  });
}

/* States that depend on the day: the page contains the coming ones, and the town's clock selects the current. */
/**
 * @param {HTMLElement} node
 * @param {string} today
 */
function live(node, today) {
  const turns = (node.dataset.life || "").split(";").map((text) => text.split("|"));
  const turn = turns.filter(([day]) => day && day <= today).pop();
  if (turn) node.dataset.code = turn[1];
  const code = node.dataset.code || "";
  if (node.dataset.while) node.hidden = !node.dataset.while.split(" ").includes(code);
  if (!node.firstElementChild) {
    if (turn) node.className = node.className.replace(/chip--\w+/, `chip--${turn[2]}`);
    if (turn && turn[3]) node.textContent = turn[3];
  }
  findAll("[data-when]", node).forEach((part) => {
    const shown = (part.dataset.when || "").split(" ").includes(code);
    if (part.hidden === shown && !("mine" in part.dataset)) part.hidden = !shown;
  });
  findAll("[data-stage]", node).forEach((part) => {
    const here = part.dataset.stage === (code === "planned" ? "announced" : code);
    if (here) part.setAttribute("aria-current", "step"); else part.removeAttribute("aria-current");
  });
}
findAll("[data-life]").forEach((node) => live(node, townNow().slice(0, 10)));

/* Opening hours by the town's clock: whether someone answers now, or when next. */
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const NAMES = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"];

/**
 * Returns when a span of hours ends: one that reaches midnight may continue.
 * @param {string[][][]} spans
 * @param {number} day
 * @param {string} until
 */
function endOf(spans, day, until) {
  if (until !== "24:00") return `до ${until}`;
  const goesOn = spans[(day + 1) % 7].find(([from]) => from === "00:00");
  if (!goesOn) return "до полуночи";
  return goesOn[1] === "24:00" ? "круглосуточно" : `до ${goesOn[1]}`;
}

/**
 * @param {string[][][]} spans for each day of the week its spans, each a start and an end; midnight is 24:00
 * @param {number} day
 * @param {string} time
 */
function describeHours(spans, day, time) {
  const open = spans[day].find(([from, until]) => from <= time && time < until);
  if (open) return `Сейчас открыто, ${endOf(spans, day, open[1])}`;
  const later = spans[day].find(([from]) => time < from);
  if (later) return `Сегодня с ${later[0]} ${endOf(spans, day, later[1])}`;
  const ahead = [1, 2, 3, 4, 5, 6, 7].find((days) => spans[(day + days) % 7].length);
  if (!ahead) return "";
  const next = (day + ahead) % 7;
  const text = spans[day].length ? "Сегодня уже закрыто" : "Сегодня приёма нет";
  return `${text}. Следующий приём ${ahead === 1 ? "завтра" : NAMES[next]} в ${spans[next][0][0]}`;
}

/**
 * @param {string[]} texts «mon tue 09:00–18:00» each
 */
function readWeek(texts) {
  /** @type {string[][][]} */
  const spans = DAYS.map(() => []);
  texts.forEach((text) => {
    const words = text.split(" "), [from, until = ""] = (words.pop() || "").split("–");
    words.map((code) => DAYS.indexOf(code)).filter((at) => at >= 0).forEach((at) => {
      spans[at].push([from, until > from ? until : "24:00"]);
      if (until <= from && until > "00:00") spans[(at + 1) % 7].push(["00:00", until]);
    });
  });
  spans.forEach((found) => found.sort());
  return spans;
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} line
 */
function sayToday(list, line) {
  const [day, time] = townNow().split("T");
  const texts = findAll("[data-days]", list).map((row) => `${row.dataset.days} ${row.dataset.span}`);
  const text = describeHours(readWeek(texts), weekday(day), time);
  line.textContent = text;
  line.classList.toggle("hours__today--open", text.startsWith("Сейчас"));
}

/** Marks in lists only show who answers now. */
function sayOpen() {
  const [day, time] = townNow().split("T");
  findAll("[data-answers]").forEach((mark) => {
    const spans = readWeek((mark.dataset.answers || "").split(";"));
    const text = describeHours(spans, weekday(day), time);
    mark.hidden = !text.startsWith("Сейчас");
    mark.textContent = mark.hidden ? "" : text.replace("Сейчас открыто", "Открыто сейчас");
  });
}

const hours = find("[data-hours]");
function tellHours() {
  if (hours) sayToday(hours, need("[data-today]"));
  sayOpen();
}
tellHours();
setInterval(tellHours, 30000);

/* Leave at once: the page is blanked and the back button does not return to it. */
findAll("[data-leave]", document, HTMLAnchorElement).forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  document.title = "";
  document.body.hidden = true;
  location.replace(link.href);
}));

/* Buttons that copy an identifier or a letter; browsers that cannot copy show none. */
/**
 * @param {HTMLElement} box
 * @param {string} what
 */
function addCopy(box, what) {
  const button = make("button", { type: "button", className: "button copy" }, "Скопировать");
  button.append(make("span", { className: "vh" }, ` ${what}`));
  const status = make("span", { className: "copy__said", attributes: { role: "status" } });
  const parts = [...box.children].filter((part) => part.tagName === "P");
  const texts = (parts.length ? parts : [box]).map((part) => part.textContent || "");
  const text = texts.join("\n\n").trim();
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => { status.textContent = "Скопировано"; },
      () => { status.textContent = "Не удалось: выделите и скопируйте сами"; }
    );
  });
  box.append(" ", button, status);
}
if (navigator.clipboard) {
  findAll("dd.identifier").forEach((box) => addCopy(box, box.previousElementSibling?.textContent || ""));
  findAll("[data-copy]").forEach((box) => addCopy(box, box.dataset.copy || ""));
}

/* Whatever scrolls sideways can be reached and scrolled by keyboard, however window and letters change. */
const reach = new ResizeObserver((changes) => {
  changes.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth + 1) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  });
});
findAll(".prose pre > code, .prose table").forEach((box) => reach.observe(box));

/* A menu closes on Escape and on a click outside. */
findAll(".menu", document, HTMLDetailsElement).forEach((menu) => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    need("summary", menu).focus();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
});
