/* CSV as generator/records/csv_text.py writes it: a spreadsheet that opens it runs no formula. Touches no page. */

// What may start a formula after any delimiter a spreadsheet knows.
const DANGER = /(?:^|[;,|\t\n\r"])[ \u00a0"]*(?=('*[=+\-@\t\r＝＋－＠])?)/g;

/**
 * Puts an apostrophe before whatever a spreadsheet could take for the start of a formula.
 * @param {string} text
 */
export function defuse(text) {
  return text.replace(DANGER, (found, opener) => opener === undefined ? found : `${found}'`);
}

/**
 * Writes rows of cells as text, each cell defused.
 * @param {string[][]} rows
 */
export function writeCsv(rows) {
  const cell = (/** @type {string} */ text) => {
    const safe = defuse(text);
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
