// What both modes of the form share: its elements, the choice of a record, questions before anything is lost.
import { make, need } from "./elements.js";
import { proposeId, textOf } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Kind} Kind */
/** @typedef {ReturnType<typeof findControls>} Controls */

export const RECORD_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const sayFailed = (/** @type {boolean} */ failed) => { need("[data-form-failed]").hidden = !failed; };

/** @param {string} address */
export async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/**
 * Finds the form's own elements, each guaranteed by its template.
 * @param {HTMLElement} place
 */
export function findControls(place) {
  const part = (/** @type {string} */ name) => need(`[data-form-${name}]`, place);
  const link = (/** @type {string} */ name) => need(`[data-form-${name}]`, place, HTMLAnchorElement);
  const choice = (/** @type {string} */ name) => need(`[data-form-${name}]`, place, HTMLSelectElement);
  return {
    place, part, kind: choice("kind"), record: choice("record"), forge: link("forge"), mail: link("mail"),
    request: link("request"),
    id: need("[data-form-id]", place, HTMLInputElement), output: need("[data-form-output]", place, HTMLTextAreaElement)
  };
}

/**
 * @param {Controls} controls
 * @param {Form} form
 */
export function kindOf(controls, form) {
  return form.kinds.find((item) => item.name === controls.kind.value) || form.kinds[0];
}

/**
 * Fills the choice of records.
 * @param {Controls} controls
 * @param {[id: string, title: string, wrong?: boolean][]} known
 */
export function listRecords(controls, known) {
  const titles = known.map(([id, title, wrong]) =>
    make("option", { value: id, textContent: wrong ? `${title} — с ошибками` : title }));
  controls.record.replaceChildren(make("option", { value: "", textContent: "новая запись" }), ...titles);
}

/**
 * Fills the choice of kinds and selects the one in the address; returns the id in the address, if any.
 * @param {Controls} controls
 * @param {Form} form
 */
export function listKinds(controls, form) {
  for (const item of form.kinds) controls.kind.append(make("option", { value: item.name, textContent: item.title }));
  const wanted = new URLSearchParams(location.search);
  if (form.kinds.some((item) => item.name === wanted.get("kind"))) controls.kind.value = wanted.get("kind") || "";
  return wanted.get("id") || "";
}

/**
 * Returns the id that a new record gets from its name.
 * @param {Fields} record
 */
export function idFor(record) {
  const { short_name: short, name, title, season } = record;
  return proposeId(textOf(short || name || title || season));
}

/**
 * Asks before typed text is discarded, and before the page is left.
 * @param {() => boolean} isDirty
 */
export function makeGuard(isDirty) {
  window.addEventListener("beforeunload", (event) => {
    if (!isDirty()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  return (/** @type {string} */ words) => !isDirty() || confirm(words);
}

/** @param {number} moment */
export const whenWas = (moment) => new Date(moment).toLocaleString("ru", { dateStyle: "long", timeStyle: "short" });
