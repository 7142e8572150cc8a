// Drafts of the form: unsaved text stays in this browser for three days, and no longer.

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Slot} Slot */

/**
 * `base`: the file's text, `opened`: its version as the program knows it, `text`: the text that `record` changes.
 * @typedef {{at: number, opened: string, base: string, text: string, record: Fields | null}} Draft
 */

const PREFIX = "portal-form:";
const KEPT = 3 * 86400000; // milliseconds

/**
 * @param {string} key
 * @param {Draft} draft
 */
export function keepDraft(key, draft) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // no space or no permission: the text is still on the page
  }
}

/** @param {string} key */
export function dropDraft(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing is kept there
  }
}

/**
 * @param {string} key
 * @returns {Draft | null}
 */
export function readDraft(key) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + key) || "null");
    return found && typeof found.at === "number" && found.at + KEPT > Date.now() ? found : null;
  } catch {
    return null;
  }
}

/** Forgets drafts that are too old, whoever left them on this computer. */
export function sweepDrafts() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !readDraft(key.slice(PREFIX.length))) localStorage.removeItem(key);
    }
  } catch {
    // nothing is kept there
  }
}

/**
 * Returns a record without people and notes: on the published site the computer may be shared.
 * @param {Slot[]} slots
 * @param {Fields} record
 * @returns {Fields}
 */
export function withoutPeople(slots, record) {
  /** @type {Fields} */
  const found = {};
  for (const { key, hidden, rows } of slots) {
    const value = record[key];
    if (value === undefined || hidden) continue;
    found[key] = rows && Array.isArray(value)
      ? value.map((row) => row && typeof row === "object" ? withoutPeople(rows, row) : row) : value;
  }
  return found;
}
