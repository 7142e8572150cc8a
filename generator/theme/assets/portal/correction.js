// A correction of a record whose file the form cannot see: only the changed lines, and in words where they belong.
// Touches no page.
import { rowsOf, textOf, writeRecord } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Kind} Kind */
/** @typedef {import("./record-text.js").Slot} Slot */

const UNSEEN = "Форма на сайте не видит людей, согласий, заметок и кодов встреч: чего здесь нет, не трогайте.";
const nameOf = (/** @type {Fields} */ row, /** @type {Slot[]} */ slots) =>
  textOf(row.title || row.name || row.text || row[(slots.find((slot) => slot.required) || slots[0]).key]);

/**
 * Returns the changed rows of a list, each below words that say what to do with it.
 * @param {Slot} slot
 * @param {Fields[]} before
 * @param {Fields[]} after each has its index in `before` under `origin`
 * @param {string} origin
 * @param {Form} form
 */
function writeRows(slot, before, after, origin, form) {
  const slots = slot.rows || [], lines = [];
  const left = new Set(after.map((row) => row[origin]));
  for (const row of after) {
    const place = row[origin], old = typeof place === "number" ? before[place] : undefined;
    const [, ...written] = writeRecord([slot], { [slot.key]: [row] }, form).trimEnd().split("\n");
    if (old === undefined) lines.push("  # добавьте:", ...written);
    else if (writeRecord(slots, row, form) !== writeRecord(slots, old, form)) {
      lines.push(`  # вместо «${nameOf(old, slots)}» (${Number(place) + 1}-й пункт списка):`, ...written);
    }
  }
  before.forEach((row, place) => {
    if (!left.has(place)) lines.push(`  # удалите «${nameOf(row, slots)}» (${place + 1}-й пункт списка)`);
  });
  return lines.length ? [`${slot.key}:`, ...lines] : [];
}

/**
 * Returns the text of a correction; empty if nothing is changed.
 * @param {Kind} kind
 * @param {string} id
 * @param {Fields} before what the form was given; rows have their index under `origin`
 * @param {Fields} after
 * @param {string} origin
 * @param {Form} form
 */
export function writeCorrection(kind, id, before, after, origin, form) {
  /** @type {string[]} */
  const lines = [];
  for (const slot of kind.slots) {
    const old = before[slot.key], now = after[slot.key];
    if (slot.rows) lines.push(...writeRows(slot, rowsOf(old), rowsOf(now), origin, form));
    else {
      const is = writeRecord([slot], { [slot.key]: now }, form), was = writeRecord([slot], { [slot.key]: old }, form);
      if (is !== was) lines.push(is.trim() ? is.trimEnd() : `# удалите поле ${slot.key}`);
    }
  }
  if (!lines.length) return "";
  return [`# Правка записи ${kind.folder}/${id}.yml. Замените в файле только эти строки.`, `# ${UNSEEN}`, ...lines, ""]
    .join("\n");
}
