// The fields of a record's form: drawn from their description, filled from a record, judged as one types.
import { find, make } from "./elements.js";
import { exampleOf, findFault, rowsOf, textOf, textsOf, writeRecord } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Kind} Kind */
/** @typedef {import("./record-text.js").Scalar} Scalar */
/** @typedef {import("./record-text.js").Slot} Slot */
/** @typedef {import("./record-text.js").Value} Value */

/**
 * A drawn part. `judge` shows what is wrong, with `strict` also where nothing is typed, and says whether all is right.
 * @template {Value} [V=Value]
 * @typedef {{node: HTMLElement, read: () => V, judge: (strict: boolean) => boolean}} Part
 */

/** @typedef {[slot: Slot, part: Part][]} Drawn */

let serial = 0;

/**
 * @param {Slot} slot
 * @param {string} value
 * @param {[code: string, title: string][] | undefined} options
 */
function makeControl(slot, value, options) {
  const id = `field-${(serial += 1)}`;
  if (options) {
    const choices = [["", "—"], ...options];
    if (value && !options.some(([code]) => code === value)) choices.push([value, value]);
    const titles = choices.map(([code, title]) => make("option", { value: code, textContent: title }));
    return make("select", { id, className: "input" }, ...titles);
  }
  if (slot.block || (slot.maxLength || 0) > 300) {
    return make("textarea", { id, className: "input", rows: slot.block ? 6 : 3 });
  }
  const input = make("input", { id, className: "input", type: "text", autocomplete: "off" });
  if (slot.type === "integer") input.inputMode = "numeric";
  return input;
}

/**
 * One value: label, control, hint, fault.
 * @param {Slot} slot
 * @param {string} label
 * @param {Value} value
 * @param {Form} form
 * @returns {Part<string>}
 */
function drawValue(slot, label, value, form) {
  const options = slot.options || (slot.ref && form.kinds.find((kind) => kind.name === slot.ref)?.known) || undefined;
  const control = makeControl(slot, textOf(value), options), id = control.id;
  control.value = textOf(value);
  control.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
  if (slot.required) control.setAttribute("aria-required", "true");
  const example = options || !exampleOf(slot) ? "" : ` Например: ${exampleOf(slot)}`;
  const fault = make("p", { id: `${id}-fault`, className: "entry__fault" });
  const title = make("label", { htmlFor: id, className: "entry__label", textContent: label });
  if (slot.required) title.append(make("span", { className: "muted", textContent: " — обязательно" }));
  const hint = make("p", { id: `${id}-hint`, className: "entry__hint", textContent: `${slot.hint || ""}${example}` });
  const node = make("div", { className: "entry" }, title, hint, control, fault);
  const judge = (/** @type {boolean} */ strict) => {
    const words = control.value || strict ? findFault(slot, control.value) : "";
    fault.textContent = words;
    if (words) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
    return !words;
  };
  control.addEventListener("input", () => judge(false));
  return { node, read: () => control.value.replace(/\r\n?/g, "\n"), judge };
}

/**
 * Several choices of a short list: boxes to tick.
 * @param {Slot} slot
 * @param {[code: string, title: string][]} options
 * @param {string[]} values
 * @returns {Part<string[]>}
 */
function drawChoices(slot, options, values) {
  const boxes = options.map(([value]) => make("input", { type: "checkbox", value, checked: values.includes(value) }));
  const labels = options.map(([, title], place) =>
    make("label", { className: "entry__choice" }, boxes[place], make("span", { textContent: title })));
  const kept = values.filter((code) => !options.some(([known]) => known === code));
  const node = make("fieldset", { className: "entry" },
    make("legend", { className: "entry__label", textContent: slot.title }),
    make("p", { className: "entry__hint", textContent: slot.hint || "" }),
    make("div", { className: "entry__choices" }, ...labels));
  // the order of a record is kept: what was there first, then what is ticked now
  const read = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const old = values.filter((code) => ticked.includes(code) || kept.includes(code));
    return [...old, ...ticked.filter((code) => !values.includes(code))];
  };
  return { node, read, judge: () => true };
}

/**
 * A list of values or of rows: parts that one adds and removes.
 * @template V
 * @template {Scalar | Fields} R
 * @param {{title: string, hint: string, add: string}} words
 * @param {V[]} values
 * @param {(value: V | undefined, number: number) => Part<R>} draw makes a part
 * @returns {Part<R[]>}
 */
function drawList({ title, hint, add }, values, draw) {
  /** @type {Part<R>[]} */
  let parts = [];
  const list = make("div", { className: "entry__parts" });
  const status = make("p", { className: "vh", attributes: { role: "status" } });
  const button = make("button", { type: "button", className: "button button--small", textContent: add });
  const node = make("fieldset", { className: "entry entry--list" },
    make("legend", { className: "entry__label", textContent: title }),
    make("p", { className: "entry__hint", textContent: hint }), list, button, status);
  const put = (/** @type {V | undefined} */ value) => {
    const part = draw(value, parts.length + 1);
    const remove = make("button", { type: "button", className: "button button--small", textContent: "Убрать" });
    remove.setAttribute("aria-label", `Убрать: ${title}, ${parts.length + 1}`);
    const box = make("div", { className: "entry__part" }, part.node, remove);
    remove.addEventListener("click", () => {
      parts = parts.filter((other) => other !== part);
      box.remove();
      button.focus();
      status.textContent = "Убрано.";
      node.dispatchEvent(new Event("input", { bubbles: true }));
    });
    parts.push(part);
    list.append(box);
    return box;
  };
  values.forEach(put);
  button.addEventListener("click", () => {
    find("input, select, textarea", put(undefined))?.focus();
    node.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const judge = (/** @type {boolean} */ strict) => parts.map((part) => part.judge(strict)).every(Boolean);
  return { node, read: () => parts.map((part) => part.read()), judge };
}

/**
 * @param {Slot} slot
 * @param {Value} value
 * @param {Form} form
 * @returns {Part}
 */
function drawSlot(slot, value, form) {
  const { title, rows } = slot;
  if (rows) {
    const hint = slot.hidden ? "Люди выходят на сайт только с основанием. Из истории правок имя уже не убрать." : "";
    const words = { title, hint, add: `Добавить: ${title.toLowerCase()}` };
    return drawList(words, rowsOf(value), (row) => drawRows(rows, row || {}, form));
  }
  if (!slot.array) return drawValue(slot, title, value, form);
  if (slot.options) return drawChoices(slot, slot.options, textsOf(value));
  const one = { ...slot, required: false }, words = { title, hint: slot.hint || "", add: "Добавить строку" };
  const list = drawList(words, textsOf(value), (item, number) => drawValue(one, `${title}, ${number}`, item, form));
  return { ...list, read: () => list.read().filter((text) => text.trim()) };
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
function drawRows(slots, record, form) {
  const drawn = drawSlots(slots, record, form);
  const node = make("div", { className: "entry__row" }, ...drawn.map(([, part]) => part.node));
  return { node, read: () => readSlots(drawn), judge: (strict) => judgeSlots(drawn, strict) };
}

/**
 * @param {Drawn} drawn
 * @param {boolean} strict
 */
function judgeSlots(drawn, strict) {
  return drawn.map(([, part]) => part.judge(strict)).every(Boolean);
}

/** @param {Drawn} drawn */
function readSlots(drawn) {
  /** @type {Fields} */
  const record = {};
  for (const [slot, part] of drawn) {
    const value = part.read();
    if (Array.isArray(value) ? value.length : textOf(value).trim()) record[slot.key] = value;
  }
  return record;
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
 * The fields of one kind, filled from a record.
 * @param {Kind} kind
 * @param {Fields} record
 * @param {Form} form
 */
export function drawForm(kind, record, form) {
  const drawn = drawSlots(kind.slots, record, form);
  const first = drawn.filter(([slot]) => kind.first.includes(slot.key));
  const rest = drawn.filter(([slot]) => !slot.rows && !kind.first.includes(slot.key));
  const lists = drawn.filter(([slot]) => slot.rows);
  const isFilled = (/** @type {Drawn[number]} */ [slot]) => record[slot.key] !== undefined;
  const folds = lists.map((pair) => fold(pair[0].title, [pair], isFilled(pair)));
  const node = make("div", {}, ...first.map(([, part]) => part.node));
  node.append(fold("Дополнительно", rest, rest.some(isFilled)), ...folds);
  const read = () => readSlots(drawn);
  const judge = (/** @type {boolean} */ strict) => judgeSlots(drawn, strict);
  return { node, read, judge, text: () => writeRecord(kind.slots, read(), form) };
}
