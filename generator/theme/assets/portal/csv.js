/* CSV as generator/records/csv_text.py writes it: a spreadsheet that opens it runs nothing. Touches no page. */

// What may begin a formula after any delimiter of a spreadsheet.
const DANGER = /(?:^|[;,|\t\n\r"])[ \u00a0"]*(?=('*[=+\-@\t\r＝＋－＠])?)/g;

/**
 * The text with an apostrophe before whatever a spreadsheet could take for the beginning of a formula.
 * @param {string} text
 */
export function defuse(text) {
  return text.replace(DANGER, (found, opener) => opener === undefined ? found : `${found}'`);
}

/**
 * Rows of cells as a text, each cell defused.
 * @param {string[][]} rows
 */
export function writeCsv(rows) {
  const cell = (/** @type {string} */ text) => {
    const safe = defuse(text);
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
