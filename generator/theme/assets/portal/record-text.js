// The canonical text of a record, letter for letter as the program writes it (generator/records/canonical.py). No document here.

const RETYPED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const FIRST_SIGN = "!&*-?|>@`%{}[],#:'\"=<+.~0123456789";
// Signs that no record may hold as they are: generator/records/yaml/characters.py.
const FORBIDDEN =
  "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5" +
  "\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\ufdd0-\\ufdef\\ufff9-\\ufffb\\ufffe\\uffff" +
  "\\u{e0000}-\\u{e0fff}\\u{1fffe}\\u{1ffff}\\u{2fffe}\\u{2ffff}\\u{10fffe}\\u{10ffff}]|\\p{Surrogate}";
const SIGNS = new RegExp(`://|[\\t\\r]|\\s#|${FORBIDDEN}`, "u");
const ESCAPED = new RegExp(`[\\\\"\\n\\t\\r]|${FORBIDDEN}`, "gu");
const HAS_FORBIDDEN = new RegExp(FORBIDDEN, "u");
const NAMED = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };

const count = (text) => [...text].length; // characters as Python counts them

function needsQuotes(text) {
  return (
    !text || text !== text.trim() || FIRST_SIGN.includes(text[0]) || RETYPED.test(text) ||
    text.includes(": ") || text.includes(" #") || text.endsWith(":") || text.includes("\n")
  );
}

function inQuotes(text) {
  return `"${text.replace(ESCAPED, (sign) => {
    if (NAMED[sign]) return NAMED[sign];
    const code = sign.codePointAt(0);
    const digits = code.toString(16).toUpperCase();
    return code > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
  })}"`;
}

export const quote = (text) => (needsQuotes(text) || SIGNS.test(text) ? inQuotes(text) : text);

const inFlow = (text, form) => {
  const quoted = quote(text);
  return quoted === text && new RegExp(form.flow).test(text) ? inQuotes(text) : quoted;
};

const fitsBlock = (text, form) =>
  (count(text) > form.long || text.includes("\n")) &&
  text === text.trim() && !text.includes("\r") && !HAS_FORBIDDEN.test(text);

const isEmpty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);

function writeArray(lines, slot, values, indent, form) {
  const head = `${indent}${quote(slot.key)}:`;
  if (Math.max(...values.map(count)) <= form.short) {
    const line = `${head} [${values.map((value) => inFlow(value, form)).join(", ")}]`;
    if (count(line) <= form.width) return lines.push(line);
  }
  return lines.push(head, ...values.map((value) => `${indent}  - ${quote(value)}`));
}

function writeRows(lines, slot, rows, indent, form) {
  lines.push(`${indent}${quote(slot.key)}:`);
  for (const row of rows) {
    const first = lines.length;
    writeMapping(lines, slot.rows, row, `${indent}    `, form);
    if (lines.length > first) lines[first] = `${indent}  - ${lines[first].trimStart()}`;
    else lines.push(`${indent}  - {}`);
  }
}

function writeMapping(lines, slots, record, indent, form) {
  for (const slot of slots) {
    const value = record[slot.key];
    if (isEmpty(value)) continue;
    if (slot.rows) writeRows(lines, slot, value, indent, form);
    else if (slot.array) writeArray(lines, slot, value.map(String), indent, form);
    else {
      const text = String(value);
      if (slot.block && fitsBlock(text, form)) {
        lines.push(`${indent}${quote(slot.key)}: |`, ...text.split("\n").map((line) => (line ? `${indent}  ${line}` : "")));
      } else lines.push(`${indent}${quote(slot.key)}: ${quote(text)}`);
    }
  }
}

/** The record as the text of its file. `form`: the description of the form, `slots`: those of the kind. */
export function writeRecord(slots, record, form) {
  const lines = [];
  writeMapping(lines, slots, record, "", form);
  return `${lines.join("\n")}\n`;
}

/** What is wrong with a value by the rules of its slot, in words; an empty text when nothing is. */
export function findFault(slot, text) {
  if (!text.trim()) return slot.required ? "Обязательное поле." : "";
  if (slot.options && !slot.options.some(([code]) => code === text)) return "Выберите из списка.";
  if (slot.maxLength && count(text) >= slot.maxLength) return `Слишком длинно: ${count(text)} знаков, можно ${slot.maxLength - 1}.`;
  if (slot.pattern && !new RegExp(slot.pattern, "u").test(text)) return `Нужно так: ${[].concat(slot.example)[0]}`;
  if (slot.minimum !== undefined && Number(text) < slot.minimum) return `Не меньше ${slot.minimum}.`;
  if (slot.maximum !== undefined && Number(text) > slot.maximum) return `Не больше ${slot.maximum}.`;
  return "";
}

const LATIN = { а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "j", к: "k", л: "l",
  м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch",
  ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" };

/** A record's id from its name, as the program makes it. */
export function slugify(name) {
  const quoted = name.match(/[«"](.+?)[»"]?$/);
  const latin = [...(quoted ? quoted[1] : name).toLowerCase()].map((sign) => LATIN[sign] ?? sign).join("");
  return latin.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60).replace(/-$/, "");
}

// What an address may hold: servers of the forges refuse longer ones, programs for letters cut them.
const LONGEST = 7000;
const LONGEST_LETTER = 1900;

/**
 * The forge's own page for a new file or for the file as it is. `whole`: the text is in the address. Only GitHub takes
 * one, and only for a new file; everywhere else people paste it.
 */
export function forgeAddress(form, folder, id, text, known) {
  const path = `${folder}/${id}.yml`;
  const base = form.forge + (form.forge_kind === "gitlab" ? "/-" : "");
  if (known) return { address: `${base}/edit/${form.branch}/${path}`, whole: false };
  if (form.forge_kind === "gitlab") return { address: `${base}/new/${form.branch}?file_name=${encodeURIComponent(path)}`, whole: false };
  const bare = `${base}/new/${form.branch}?filename=${encodeURIComponent(path)}`;
  const address = `${bare}&value=${encodeURIComponent(text)}`;
  return address.length > LONGEST ? { address: bare, whole: false } : { address, whole: true };
}

/** A letter with the record; a long one asks for the file instead. */
export function mailAddress(email, id, text) {
  const letter = (body) => `mailto:${email}?subject=${encodeURIComponent(`Запись ${id}`)}&body=${encodeURIComponent(body)}`;
  const address = letter(text);
  return address.length > LONGEST_LETTER ? letter(`Запись длинная: приложите файл ${id}.yml, который дала форма.`) : address;
}
