/* Russian text as generator/text.py writes it. Touches no page. */

/**
 * Folds case, ё, quotes and white space for comparison.
 * @param {string} text
 */
export function fold(text) {
  const plain = text.toLowerCase().replace(/ё/g, "е").replace(/[«»„“”"'’]/g, "");
  return plain.replace(/\s+/g, " ").trim();
}

/**
 * Returns the form of a noun after a whole number: 1 запись, 2 записи, 5 записей.
 * @param {number} number
 * @param {string} one
 * @param {string} few
 * @param {string} many
 */
export function plural(number, one, few, many) {
  const tail = Math.abs(number) % 10, tens = Math.abs(number) % 100;
  if (tail === 1 && tens !== 11) return one;
  return tail >= 2 && tail <= 4 && (tens < 12 || tens > 14) ? few : many;
}

/**
 * Formats a whole number; from 10 000 up in groups of three, joined by no-break spaces.
 * @param {number} number
 */
export function formatNumber(number) {
  const digits = String(number);
  return Math.abs(number) < 10000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

/**
 * Returns «5 записей» with a no-break space.
 * @param {number} number
 * @param {string} one
 * @param {string} few
 * @param {string} many
 */
export function countOf(number, one, few, many) {
  return `${formatNumber(number)}\u00a0${plural(number, one, few, many)}`;
}
