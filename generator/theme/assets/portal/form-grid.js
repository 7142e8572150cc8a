// Rows of a nested list as lines of a programme: common fields are columns, the rest folds away below the line.
import { findClashes, daysOf } from "./clashes.js";
import { find, make } from "./elements.js";
import { ORIGIN, drawValue, nextId, readSlots, spotOf, whole } from "./form-parts.js";
import { rowsOf, slugify, textOf, textsOf } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Slot} Slot */
/** @typedef {import("./record-text.js").Value} Value */
/** @typedef {import("./form-parts.js").Drawn} Drawn */
/** @typedef {import("./form-parts.js").Options} Options */
/** @typedef {import("./form-parts.js").Trail} Trail */

/**
 * @template {Value} [V=Value]
 * @typedef {import("./form-parts.js").Part<V>} Part
 */

/** @typedef {import("./form-parts.js").ListPart<Fields, Fields>} People */
/**
 * @typedef {Part<Fields> & {refresh: (lists: Record<string, Options>) => void, note: HTMLElement,
 *     isNew: () => boolean}} Line
 */
/** @typedef {(slots: Slot[], record: Fields, form: Form) => Drawn} DrawSlots */

const LEADS = "moderator"; // a role of lists/person_roles.yml, which is fixed
const LEADER = "Ведёт";
const CANCELLED = "cancelled"; // a code of lists/session_changes.yml, which is fixed: it occupies no hall or person
const LISTED = ["date", "hall"]; // columns whose choices the record itself lists
const CODE_LENGTH = 40;
/** @type {Record<string, string>} */
const SPOKEN = { "↑": "Выше", "↓": "Ниже" };

/**
 * A value chosen from what the record itself lists; typed, if it lists nothing.
 * @param {Slot} slot
 * @param {Value} value
 * @param {Form} form
 */
function drawListed(slot, value, form) {
  const node = make("div", {});
  let part = drawValue(slot, slot.title, value, form), known = "";
  const refresh = (/** @type {Options} */ options) => {
    const seen = JSON.stringify(options);
    if (seen === known) return;
    known = seen;
    part = drawValue(options.length ? { ...slot, options } : slot, slot.title, part.read(), form);
    node.replaceChildren(part.node);
  };
  node.append(part.node);
  return {
    node, refresh, read: () => part.read(), judge: (/** @type {boolean} */ strict) => part.judge(strict),
    settle: () => part.settle(), at: (/** @type {Trail} */ trail) => part.at(trail)
  };
}

/**
 * The moderator: the name of the first person with that role among the line's people; other fields are there.
 * @param {People} people
 * @param {string} title
 */
function drawLeader(people, title) {
  const id = nextId();
  const control = make("input", { id, className: "input", type: "text", autocomplete: "off" });
  control.setAttribute("aria-describedby", `${id}-fault`);
  const fault = make("p", { id: `${id}-fault`, className: "entry__fault" });
  const label = make("label", { htmlFor: id, className: "entry__label", textContent: title });
  const leader = () => people.parts().find((part) => part.read().role === LEADS);
  const nameOf = (/** @type {Part<Fields> | undefined} */ part) => {
    const found = part?.at(["name"])?.control;
    return found instanceof HTMLInputElement ? found : null;
  };
  const refresh = () => {
    if (document.activeElement !== control) control.value = nameOf(leader())?.value || "";
  };
  control.addEventListener("input", () => {
    const known = leader();
    if (!known && control.value) people.put({ name: control.value, role: LEADS });
    else if (known && !control.value && Object.keys(known.read()).length <= 2) people.remove(known);
    else {
      const name = nameOf(known);
      if (name) name.value = control.value;
    }
  });
  refresh();
  return { node: make("div", { className: "entry" }, label, control, fault), refresh, spot: spotOf(control, fault) };
}

/**
 * @param {Slot} slot
 * @param {Fields} row
 * @param {Form} form
 * @param {DrawSlots} drawSlots
 * @param {(line: Line, more: HTMLElement) => HTMLElement} makeButtons
 * @returns {Line}
 */
function drawLine(slot, row, form, drawSlots, makeButtons) {
  const columns = slot.grid || [], slots = slot.rows || [];
  const listed = LISTED.flatMap((key) => {
    const own = slots.find((one) => one.key === key);
    return own ? [/** @type {const} */ ([own, drawListed(own, row[key], form)])] : [];
  });
  const rest = drawSlots(slots.filter((one) => !columns.includes(one.key)), row, form);
  const main = columns.flatMap((key) => {
    const own = slots.find((one) => one.key === key);
    const other = own && /** @type {const} */ ([own, drawSlots([{ ...own, line: true }], row, form)[0][1]]);
    return other ? [listed.find(([known]) => known === own) || other] : [];
  });
  /** @type {Drawn} */
  const drawn = slots.map((one) => /** @type {Drawn[number]} */ ([...main, ...rest].find(([own]) => own === one)));
  const people = rest.find(([own]) => own.key === "persons");
  const leader = people ? drawLeader(/** @type {People} */ (/** @type {unknown} */ (people[1])), LEADER) : null;
  let origin = row[ORIGIN], code = textOf(row.code);
  const note = make("p", { className: "entry__fault grid__note", attributes: { role: "status" } });
  const folded = rest.map(([, part]) => part.node);
  const more = make("div", { className: "grid__more", id: nextId(), hidden: true }, ...folded);
  const cells = main.map(([own, part]) => make("div", { className: `grid__cell grid__cell--${own.key}` }, part.node));
  const last = make("div", { className: "grid__cell grid__cell--who" }, ...(leader ? [leader.node] : []));
  const node = make("fieldset", { className: "grid__line" }, make("legend", { className: "vh" }));
  const read = () => {
    const found = readSlots(drawn);
    if (!Object.keys(found).length && origin === undefined) return {};
    if (code && !found.code && origin === undefined) found.code = code;
    return origin === undefined ? found : { [ORIGIN]: origin, ...found };
  };
  /** @type {Line} */
  const line = {
    node, read, note, judge: whole(drawn).judge, isNew: () => origin === undefined && !readSlots(drawn).code,
    at: (trail) => trail[0] === "persons" && leader && more.hidden ? leader.spot : whole(drawn).at(trail),
    refresh: (lists) => {
      for (const [own, part] of listed) part.refresh(lists[own.key]);
      leader?.refresh();
    },
    settle: (place) => {
      const field = drawn.find(([own]) => own.key === "code")?.[1].at([])?.control;
      const made = textOf(read().code);
      if (field instanceof HTMLInputElement && made) field.value = made;
      origin = place;
      for (const [, part] of drawn) part.settle();
    }
  };
  node.addEventListener("portal-code", (event) => {
    if (event instanceof CustomEvent) code = String(event.detail);
  });
  node.append(...cells, last, makeButtons(line, more), note, more);
  return line;
}

/**
 * @param {Slot} slot
 * @param {Fields[]} rows
 * @param {Form} form
 * @param {DrawSlots} drawSlots
 * @returns {Part<Fields[]>}
 */
export function drawGrid(slot, rows, form, drawSlots) {
  /** @type {Line[]} */
  let lines = [];
  const list = make("div", { className: "grid__lines" });
  const status = make("p", { className: "vh", attributes: { role: "status" } });
  const fault = make("p", { className: "entry__fault" });
  const add = make("button", { type: "button", className: "button button--small", textContent: "Добавить встречу" });
  const titles = (slot.grid || []).map((key) => [key, slot.rows?.find((one) => one.key === key)?.title || ""]);
  const head = make("div", { className: "grid__head", attributes: { "aria-hidden": "true" } },
    ...[...titles, ["who", LEADER]].map(([key, title]) =>
      make("span", { className: `grid__cell grid__cell--${key}`, textContent: title })));
  const node = make("div", { className: "grid" }, fault, head, list, add, status);
  node.dataset.grid = slot.key;
  const announce = (/** @type {string} */ words) => {
    status.textContent = words;
    node.dispatchEvent(new Event("input", { bubbles: true }));
  };
  /** @type {Record<string, (line: Line) => void>} */
  const act = {
    Копия: (line) => {
      const same = bare(line.read());
      delete same.code;
      find("input, select", put(same, lines.indexOf(line) + 1).node)?.focus();
      announce("Встреча скопирована.");
    },
    "↑": (line) => move(line, -1),
    "↓": (line) => move(line, 1),
    Удалить: (line) => {
      const at = lines.indexOf(line);
      lines = lines.filter((other) => other !== line);
      line.node.remove();
      (find("input, select", (lines[at] || lines[at - 1])?.node || undefined) || add).focus();
      announce("Встреча удалена.");
    }
  };
  const makeButtons = (/** @type {Line} */ line, /** @type {HTMLElement} */ more) => {
    const button = (/** @type {string} */ title, /** @type {() => void} */ does) => {
      const made = make("button", { type: "button", className: "button button--small", textContent: title });
      made.addEventListener("click", does);
      if (SPOKEN[title]) made.setAttribute("aria-label", SPOKEN[title]);
      return made;
    };
    const unfold = button("Ещё", () => show(more.hidden));
    const show = (/** @type {boolean} */ shown) => {
      more.hidden = !shown;
      unfold.setAttribute("aria-expanded", String(shown));
    };
    unfold.setAttribute("aria-controls", more.id);
    show(false);
    more.addEventListener("portal-open", () => show(true));
    const others = Object.entries(act).map(([title, does]) => button(title, () => does(line)));
    return make("div", { className: "grid__buttons" }, unfold, ...others);
  };
  function put(/** @type {Fields} */ row, at = lines.length) {
    const line = drawLine(slot, row, form, drawSlots, makeButtons);
    list.insertBefore(line.node, lines[at]?.node || null);
    lines.splice(at, 0, line);
    return line;
  }
  function move(/** @type {Line} */ line, /** @type {number} */ step) {
    const at = lines.indexOf(line), to = at + step;
    if (to < 0 || to >= lines.length) return;
    const held = document.activeElement;
    lines.splice(to, 0, ...lines.splice(at, 1));
    list.insertBefore(line.node, lines[to + 1]?.node || null);
    if (held instanceof HTMLElement) held.focus();
    announce(`Встреча теперь ${to + 1}-я из ${lines.length}.`);
  }
  const refresh = () => {
    const now = form.whole?.() || {};
    const first = textOf(now.starts_on), last = textOf(now.ends_on) || first;
    /** @type {Options} */
    const halls = textsOf(now.halls).map((hall) => [hall, hall]);
    const lists = { date: daysOf(first, last), hall: halls };
    lines.forEach((line) => line.refresh(lists));
    nameCodes(lines);
    const meant = lines.map((line) => line.read());
    const said = findClashes(meant.map((row) => meetingOf(row, first)), first, last);
    lines.forEach((line, place) => {
      if (line.note.textContent !== said[place]) line.note.textContent = said[place];
      const legend = find("legend", line.node);
      if (legend) legend.textContent = `Встреча ${place + 1}: ${textOf(meant[place].title) || "без названия"}`;
    });
  };
  rows.forEach((row) => put(row));
  add.addEventListener("click", () => {
    const before = lines.length ? lines[lines.length - 1].read() : {};
    const days = daysOf(textOf(form.whole?.().starts_on), "");
    const next = { date: before.date || days[0]?.[0], start: before.end, hall: before.hall };
    find("input, select", put(next).node)?.focus();
    announce("");
  });
  node.addEventListener("portal-whole", refresh);
  const filled = () => lines.filter((line) => Object.keys(line.read()).length);
  const spot = { control: add, say: (/** @type {(Node | string)[]} */ said) => fault.replaceChildren(...said) };
  return {
    node, read: () => lines.map((line) => line.read()).filter((row) => Object.keys(row).length),
    judge: (strict) => lines.map((line) => line.judge(strict)).every(Boolean),
    settle: () => filled().forEach((line, place) => line.settle(place)),
    at: ([place, ...trail]) => filled()[Number(place ?? -1)]?.at(trail) || spot
  };
}

/**
 * Returns a row without the indexes of rows.
 * @param {Fields} row
 * @returns {Fields}
 */
function bare(row) {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== ORIGIN).map(([key, value]) =>
    [key, Array.isArray(value) ? value.map((one) => one && typeof one === "object" ? bare(one) : one) : value]));
}

/**
 * @param {Fields} row
 * @param {string} first the forum's day, if the row has none
 */
function meetingOf(row, first = "") {
  const leaders = rowsOf(row.persons).filter((one) => one.role === LEADS).map((one) => textOf(one.name));
  const { title, date, start, end, hall } = row;
  const [day, from, until] = [date, start, end].map(textOf);
  const taken = row.change === CANCELLED ? { hall: "", people: [] } : { hall: textOf(hall), people: leaders };
  return { title: textOf(title), date: day || first, start: from, end: until, ...taken };
}

/**
 * Gives each new meeting a code from its title; codes in the file are kept.
 * @param {Line[]} lines
 */
function nameCodes(lines) {
  const taken = new Set(lines.filter((line) => !line.isNew()).map((line) => textOf(line.read().code)));
  for (const line of lines.filter((one) => one.isNew())) {
    const base = slugify(textOf(line.read().title)).slice(0, CODE_LENGTH).replace(/-$/, "");
    let code = base;
    for (let number = 2; code && taken.has(code); number += 1) code = `${base}-${number}`;
    taken.add(code);
    line.node.dispatchEvent(new CustomEvent("portal-code", { detail: code }));
  }
}
