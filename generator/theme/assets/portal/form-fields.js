// The fields of a record's form: built from their description, filled from a record.
import { find, make } from "./elements.js";
import { drawGrid } from "./form-grid.js";
import { ORIGIN, drawChoices, drawList, drawValue, readSlots, whole } from "./form-parts.js";
import { offerPicture } from "./form-picture.js";
import { findListFault, rowsOf, textsOf, writeRecord } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Kind} Kind */
/** @typedef {import("./record-text.js").Slot} Slot */
/** @typedef {import("./record-text.js").Value} Value */
/** @typedef {import("./form-parts.js").Drawn} Drawn */

/**
 * @template {Value} [V=Value]
 * @typedef {import("./form-parts.js").Part<V>} Part
 */

/**
 * @param {Slot} slot
 * @param {Value} value
 * @param {Form} form
 * @returns {Part}
 */
function drawSlot(slot, value, form) {
  const { title, rows } = slot;
  if (slot.grid) return drawGrid(slot, rowsOf(value), form, drawSlots);
  if (rows) {
    const hint = slot.hidden ? "Люди выходят на сайт только с основанием. Из истории правок имя уже не убрать." : "";
    const words = { title, hint, add: `Добавить: ${title.toLowerCase()}` };
    return drawList(words, rowsOf(value), (/** @type {Fields | undefined} */ row) => drawRow(rows, row || {}, form));
  }
  if (!slot.array) {
    const part = drawValue(slot, title, value, form);
    return slot.picture && form.keep ? offerPicture(part, form.keep) : part;
  }
  if (slot.options) return drawChoices(slot, slot.options, textsOf(value), form);
  const one = { ...slot, required: false }, words = { title, hint: slot.hint || "", add: "Добавить строку" };
  return drawList(words, textsOf(value), (/** @type {string | undefined} */ item, number) =>
    drawValue(one, `${title}, ${number}`, item, form), (texts) => form.judged ? "" : findListFault(slot, texts));
}

/**
 * @param {Slot[]} slots
 * @param {Fields} record
 * @param {Form} form
 * @returns {Drawn}
 */
function drawSlots(slots, record, form) {
  return slots.map((slot) => [slot, drawSlot(slot, record[slot.key], form)]);
}

/**
 * @param {Slot[]} slots
 * @param {Fields} record
 * @param {Form} form
 * @returns {Part<Fields>}
 */
function drawRow(slots, record, form) {
  const drawn = drawSlots(slots, record, form);
  let origin = record[ORIGIN];
  const node = make("div", { className: "entry__row" }, ...drawn.map(([, part]) => part.node));
  return {
    node, ...whole(drawn),
    read: () => ({ ...(origin === undefined ? {} : { [ORIGIN]: origin }), ...readSlots(drawn) }),
    settle: (place) => {
      origin = place;
      for (const [, part] of drawn) part.settle();
    }
  };
}

/**
 * @param {string} title
 * @param {Drawn} drawn
 * @param {boolean} open
 */
function fold(title, drawn, open) {
  const parts = make("div", {}, ...drawn.map(([, part]) => part.node));
  return make("details", { className: "fold", open }, make("summary", {}, make("span", {}, title)), parts);
}

/**
 * Builds the fields of one kind, filled from a record.
 * @param {Kind} kind
 * @param {Fields} record
 * @param {Form} form
 */
export function drawForm(kind, record, form) {
  /** @type {Drawn} */
  let drawn = [];
  const inner = { ...form, whole: () => readSlots(drawn.filter(([slot]) => !slot.rows)) };
  drawn = drawSlots(kind.slots, record, inner);
  const first = drawn.filter(([slot]) => kind.first.includes(slot.key));
  const rest = drawn.filter(([slot]) => !slot.rows && !kind.first.includes(slot.key));
  const lists = drawn.filter(([slot]) => slot.rows);
  const isFilled = (/** @type {Drawn[number]} */ [slot]) => record[slot.key] !== undefined;
  const folds = lists.map((pair) => fold(pair[0].title, [pair], isFilled(pair)));
  const node = make("div", {}, ...first.map(([, part]) => part.node));
  node.append(fold("Дополнительно", rest, rest.some(isFilled)), ...folds);
  const read = () => readSlots(drawn);
  // grids learn the days and halls of the current record
  const announce = () => node.dispatchEvent(new Event("portal-whole"));
  node.addEventListener("input", announce);
  for (const grid of node.querySelectorAll("[data-grid]")) {
    node.addEventListener("portal-whole", () => grid.dispatchEvent(new Event("portal-whole")));
  }
  announce();
  return { node, read, ...whole(drawn), text: () => writeRecord(kind.slots, read(), form) };
}

/**
 * Opens the folds around a control and moves to it.
 * @param {HTMLElement | null} control
 */
export function goTo(control) {
  for (let up = control?.parentElement; up; up = up.parentElement) {
    if (up instanceof HTMLDetailsElement) up.open = true;
    up.dispatchEvent(new Event("portal-open")); // folds other than <details>
  }
  const own = control?.matches("input, select, textarea, button");
  (own ? control : find("input, select, textarea", control || undefined))?.focus();
}
