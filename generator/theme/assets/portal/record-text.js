// A record's canonical text, character for character as the program writes it (generator/records/canonical.py).
// Touches no page.

/**
 * A field of the form, as generator/exports/record_form.py describes it.
 * @typedef {object} Slot
 * @property {string} key
 * @property {string} title
 * @property {string} [hint]
 * @property {string} [type]
 * @property {string | string[]} [example]
 * @property {boolean} [required]
 * @property {boolean} [array]
 * @property {boolean} [block]
 * @property {boolean} [hidden]
 * @property {string} [pattern]
 * @property {number} [maxLength]
 * @property {string} [minimum]
 * @property {string} [maximum]
 * @property {number[]} [weights] of its digits, whose sum gives the check digit
 * @property {[code: string, title: string][]} [options]
 * @property {boolean} [picture] whether it names the file of a picture
 * @property {string} [ref] the kind whose records may be named
 * @property {Slot[]} [rows] the fields of nested rows
 * @property {boolean} [line] whether it is typed on one line, however long
 * @property {string[]} [grid] those of `rows` that are columns of a grid
 * @property {string} [bare] if a row may be plain text, the field it fills
 */

/**
 * `short`, `long`, `width`, `flow`: where the program breaks lines and quotes. `known`: id and title of each record.
 * `judged`: the check itself judges the text. `whole`: the record as it is in the form, without nested rows.
 * @typedef {{name: string, title: string, folder: string, first: string[], slots: Slot[],
 *     known: [id: string, title: string][]}} Kind
 * @typedef {{kinds: Kind[], flow: string, short: number, long: number, width: number, email: string, forge: string,
 *     edit: string, new: string, judged?: boolean, whole?: () => Fields,
 *     keep?: import("./form-picture.js").Keep}} Form
 */

/** @typedef {string | number | boolean | null | undefined} Scalar */
/** @typedef {Scalar | Fields | (Scalar | Fields)[]} Value */
/** @typedef {{[key: string]: Value}} Fields */

const RETYPED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const FIRST_SIGN = "!&*-?|>@`%{}[],#:'\"=<+.~0123456789";
// Characters that no record may contain: generator/records/yaml/characters.py. Combining ones come first, lest they be
// taken for a part of the character before them.
const FORBIDDEN =
  "[\\u034f\\u17b4\\u17b5\\u180b-\\u180f\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c" +
  "\\u115f\\u1160\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\ufdd0-\\ufdef\\ufff9-\\ufffb\\ufffe\\uffff" +
  "\\u{e0000}-\\u{e0fff}\\u{1fffe}\\u{1ffff}\\u{2fffe}\\u{2ffff}\\u{10fffe}\\u{10ffff}]|\\p{Surrogate}";
const SIGNS = new RegExp(`://|[\\t\\r]|\\s#|${FORBIDDEN}`, "u");
const ESCAPED = new RegExp(`[\\\\"\\n\\t\\r]|${FORBIDDEN}`, "gu");
const HAS_FORBIDDEN = new RegExp(FORBIDDEN, "u");
/** @type {Record<string, string>} */
const NAMED = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };

const count = (/** @type {string} */ text) => [...text].length; // characters as Python counts them

/** @param {string} text */
function needsQuotes(text) {
  return (
    !text || text !== text.trim() || FIRST_SIGN.includes(text[0]) || RETYPED.test(text) ||
    text.includes(": ") || text.includes(" #") || text.endsWith(":") || text.includes("\n")
  );
}

/** @param {string} text */
function inQuotes(text) {
  return `"${text.replace(ESCAPED, (sign) => {
    if (NAMED[sign]) return NAMED[sign];
    const code = sign.codePointAt(0) || 0;
    const digits = code.toString(16).toUpperCase();
    return code > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
  })}"`;
}

export const quote = (/** @type {string} */ text) => (needsQuotes(text) || SIGNS.test(text) ? inQuotes(text) : text);

const inFlow = (/** @type {string} */ text, /** @type {Form} */ form) => {
  const quoted = quote(text);
  return quoted === text && new RegExp(form.flow).test(text) ? inQuotes(text) : quoted;
};

const fitsBlock = (/** @type {string} */ text, /** @type {Form} */ form) =>
  (count(text) > form.long || text.includes("\n")) &&
  text === text.trim() && !text.includes("\r") && !HAS_FORBIDDEN.test(text);

/** One value as text; empty if there is none. */
export const textOf = (/** @type {Value} */ value) => value === undefined || value === null ? "" : String(value);

/** The rows of a nested list; empty if the value is none. */
export const rowsOf = (/** @type {Value} */ value) => Array.isArray(value) ? /** @type {Fields[]} */ (value) : [];

/** The texts of a list of values; empty if the value is none. */
export const textsOf = (/** @type {Value} */ value) => Array.isArray(value) ? value.map(String) : [];

const isEmpty = (/** @type {Value} */ value) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);

/**
 * @param {string[]} lines
 * @param {Slot} slot
 * @param {string[]} values
 * @param {string} indent
 * @param {Form} form
 */
function writeArray(lines, slot, values, indent, form) {
  const head = `${indent}${quote(slot.key)}:`;
  if (Math.max(...values.map(count)) <= form.short) {
    const line = `${head} [${values.map((value) => inFlow(value, form)).join(", ")}]`;
    if (count(line) <= form.width) {
      lines.push(line);
      return;
    }
  }
  lines.push(head, ...values.map((value) => `${indent}  - ${quote(value)}`));
}

/**
 * @param {string[]} lines
 * @param {Slot} slot
 * @param {Fields[]} rows
 * @param {string} indent
 * @param {Form} form
 */
function writeRows(lines, slot, rows, indent, form) {
  lines.push(`${indent}${quote(slot.key)}:`);
  for (const row of rows) {
    const filled = Object.keys(row).filter((key) => !isEmpty(row[key]));
    if (slot.bare && filled.length === 1 && filled[0] === slot.bare) {
      lines.push(`${indent}  - ${quote(textOf(row[slot.bare]))}`);
      continue;
    }
    const first = lines.length;
    writeMapping(lines, slot.rows || [], row, `${indent}    `, form);
    if (lines.length > first) lines[first] = `${indent}  - ${lines[first].trimStart()}`;
    else lines.push(`${indent}  - {}`);
  }
}

/**
 * @param {string[]} lines
 * @param {Slot[]} slots
 * @param {Fields} record
 * @param {string} indent
 * @param {Form} form
 */
function writeMapping(lines, slots, record, indent, form) {
  for (const slot of slots) {
    const value = record[slot.key];
    if (isEmpty(value)) continue;
    if (slot.rows) writeRows(lines, slot, rowsOf(value), indent, form);
    else if (slot.array) writeArray(lines, slot, textsOf(value), indent, form);
    else {
      const text = String(value);
      if (slot.block && fitsBlock(text, form)) {
        const block = text.split("\n").map((line) => (line ? `${indent}  ${line}` : ""));
        lines.push(`${indent}${quote(slot.key)}: |`, ...block);
      } else lines.push(`${indent}${quote(slot.key)}: ${quote(text)}`);
    }
  }
}

/**
 * Writes the record as the text of its file.
 * @param {Slot[]} slots those of its kind
 * @param {Fields} record
 * @param {Form} form
 */
export function writeRecord(slots, record, form) {
  /** @type {string[]} */
  const lines = [];
  writeMapping(lines, slots, record, "", form);
  return `${lines.join("\n")}\n`;
}

/**
 * Returns one example of a value.
 * @param {Slot} slot
 */
export function exampleOf({ example = "" }) {
  return Array.isArray(example) ? example[0] : example;
}

/**
 * Returns what is wrong with a value by the rules of its slot, in words; an empty text if nothing is.
 * @param {Slot} slot
 * @param {string} text
 */
export function findFault(slot, text) {
  if (!text.trim()) return slot.required ? "Обязательное поле." : "";
  if (slot.options && !slot.options.some(([code]) => code === text)) return "Выберите из списка.";
  if (slot.maxLength && count(text) >= slot.maxLength) {
    return `Слишком длинно: ${count(text)} знаков, можно ${slot.maxLength - 1}.`;
  }
  if (slot.pattern && !new RegExp(slot.pattern, "u").test(text)) return `Нужно так: ${exampleOf(slot)}`;
  const comes = (/** @type {string} */ limit) => slot.type === "date" ? text.localeCompare(limit) : +text - +limit;
  if (slot.minimum !== undefined && comes(slot.minimum) < 0) return `Не меньше ${slot.minimum}.`;
  if (slot.maximum !== undefined && comes(slot.maximum) > 0) return `Не больше ${slot.maximum}.`;
  if (slot.weights && !sums(text.trim(), slot.weights)) return "Контрольная цифра не сходится: сверьте с документом.";
  return HAS_FORBIDDEN.test(text) ? "В тексте невидимый знак: наберите это место заново." : "";
}

/**
 * Whether the last digit is the check digit of the others. False for a number of another length.
 * @param {string} digits
 * @param {number[]} weights
 */
function sums(digits, weights) {
  if (digits.length !== weights.length + 1) return true;
  return weights.reduce((sum, weight, place) => sum + weight * +digits[place], 0) % 11 % 10 === +digits[weights.length];
}

/**
 * Returns what is wrong with a list as a whole.
 * @param {Slot} slot
 * @param {string[]} texts
 */
export function findListFault(slot, texts) {
  if (!texts.length) return slot.required ? "Обязательное поле." : "";
  const twice = texts.find((text, place) => texts.indexOf(text) !== place);
  return twice === undefined ? "" : `Записано дважды: ${twice}.`;
}

/** @type {Record<string, string>} */
const LATIN = { а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "j", к: "k", л: "l",
  м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch",
  ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" };

/**
 * Makes a record's id from Russian text, as generator/text.py does.
 * @param {string} text
 */
export function slugify(text) {
  const latin = [...text.toLowerCase()].map((sign) => LATIN[sign] ?? sign).join("");
  return latin.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60).replace(/-$/, "");
}

/**
 * Suggests the id for a record of this name: from the quoted part at its end, if it has one.
 * @param {string} name
 */
export function proposeId(name) {
  const quoted = name.match(/(?:^|\s)[«"](.+?)[»"]?$/);
  return (quoted && slugify(quoted[1])) || slugify(name);
}

// The longest addresses: forges' servers refuse longer ones, mail programs cut them.
const LONGEST = 7000;
const LONGEST_LETTER = 1900;

/**
 * Returns the forge's page for a new or an existing file, by the settings' templates. `whole`: the text is
 * in the address. Only GitHub accepts that, and only for a new file; elsewhere people paste the text.
 * @param {Form} form
 * @param {string} folder
 * @param {string} id
 * @param {string} text
 * @param {boolean} known whether the file exists
 */
export function forgeAddress(form, folder, id, text, known) {
  const path = `${folder}/${id}.yml`;
  if (known) return { address: form.edit.replace("{path}", path), whole: false };
  const named = form.new.replace("{path}", encodeURIComponent(path)).replace("{folder}", folder);
  const address = named.replace("{text}", encodeURIComponent(text));
  if (address !== named && address.length <= LONGEST) return { address, whole: true };
  return { address: named.replace(/[?&][^?&]*\{text\}/, ""), whole: false };
}

/**
 * Returns a mail link with the record; for a long record, the letter asks for the file instead.
 * @param {string} email
 * @param {string} id
 * @param {string} text
 */
export function mailAddress(email, id, text) {
  const subject = encodeURIComponent(`Запись ${id}`);
  const letter = (/** @type {string} */ body) => `mailto:${email}?subject=${subject}&body=${encodeURIComponent(body)}`;
  const address = letter(text);
  if (address.length <= LONGEST_LETTER) return address;
  return letter(`Запись длинная: приложите файл ${id}.yml, который дала форма.`);
}
