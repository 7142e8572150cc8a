// Parts of a record's form: a value, choices, a list of parts. Each can be drawn, read, checked and shown faults.
import { find, make } from "./elements.js";
import { exampleOf, findFault, findListFault, textOf } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Scalar} Scalar */
/** @typedef {import("./record-text.js").Slot} Slot */
/** @typedef {import("./record-text.js").Value} Value */

/** @typedef {(string | number)[]} Trail keys and indexes that lead to a field */
/** @typedef {[code: string, title: string][]} Options */

/**
 * Where faults of a field are shown: next to its control. No words: all is well again.
 * @typedef {{control: HTMLElement, say: (words: (Node | string)[], wrong: boolean) => void}} Spot
 */

/**
 * A drawn part. `judge` returns whether all is right and shows what is wrong; `strict`: in empty fields too.
 * `at` finds the spot of a nested field. `settle`: the current value is now in the file, in the row `place`.
 * @template {Value} [V=Value]
 * @typedef {{node: HTMLElement, read: () => V, judge: (strict: boolean) => boolean,
 *     at: (trail: Trail) => Spot | null, settle: (place?: number) => void}} Part
 */

/**
 * Also a list: its parts in order, adding and removing one.
 * @template {Scalar | Fields} R
 * @template V
 * @typedef {Part<R[]> & {parts: () => Part<R>[], put: (value: V | undefined) => Part<R>,
 *     remove: (part: Part<R>) => void}} ListPart
 */

/** @typedef {[slot: Slot, part: Part][]} Drawn */

export const ORIGIN = "#"; // a row's index in the text it was read from (generator/serve/editor/values.py)

let serial = 0;

/** Returns an id that no other element has. */
export const nextId = () => `field-${(serial += 1)}`;

/**
 * @param {HTMLElement} control
 * @param {HTMLElement} fault
 * @returns {Spot}
 */
export function spotOf(control, fault) {
  const say = (/** @type {(Node | string)[]} */ words, /** @type {boolean} */ wrong) => {
    fault.replaceChildren(...words);
    if (wrong) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
  };
  return { control, say };
}

/**
 * @param {Slot} slot
 * @param {string} value
 * @param {Options | undefined} options
 */
function makeControl(slot, value, options) {
  const id = nextId();
  if (options) {
    const choices = [["", "—"], ...options];
    if (value && !options.some(([code]) => code === value)) choices.push([value, value]);
    const titles = choices.map(([code, title]) => make("option", { value: code, textContent: title }));
    return make("select", { id, className: "input" }, ...titles);
  }
  if (!slot.line && (slot.block || (slot.maxLength || 0) > 300)) {
    return make("textarea", { id, className: "input", rows: slot.block ? 6 : 3 });
  }
  const input = make("input", { id, className: "input", type: "text", autocomplete: "off" });
  if (slot.type === "integer") input.inputMode = "numeric";
  return input;
}

/**
 * One value: label, control, hint, fault. An untouched value is read as it was given, as a control may not hold it.
 * @param {Slot} slot
 * @param {string} label
 * @param {Value} value
 * @param {Form} form
 * @returns {Part<string>}
 */
export function drawValue(slot, label, value, form) {
  const options = slot.options || (slot.ref && form.kinds.find((kind) => kind.name === slot.ref)?.known) || undefined;
  const control = makeControl(slot, textOf(value), options), id = control.id;
  control.value = textOf(value);
  let given = textOf(value), shown = control.value;
  control.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
  if (slot.required) control.setAttribute("aria-required", "true");
  const example = options || !exampleOf(slot) ? "" : ` Например: ${exampleOf(slot)}`;
  const fault = make("p", { id: `${id}-fault`, className: "entry__fault" });
  const title = make("label", { htmlFor: id, className: "entry__label", textContent: label });
  if (slot.required) title.append(make("span", { className: "muted", textContent: " — обязательно" }));
  const hint = make("p", { id: `${id}-hint`, className: "entry__hint", textContent: `${slot.hint || ""}${example}` });
  const node = make("div", { className: "entry" }, title, hint, control, fault);
  const spot = spotOf(control, fault);
  // decomposed letters, such as «и» with a breve, are composed
  const read = () => control.value === shown ? given : control.value.replace(/\r\n?/g, "\n").normalize();
  let asked = false;
  const judge = (/** @type {boolean} */ strict) => {
    asked ||= strict;
    const words = form.judged ? "" : findFault(slot, read()), shown = words && (asked || control.value);
    if (!form.judged) spot.say(shown ? [words] : [], Boolean(shown));
    return !words;
  };
  const settle = () => {
    given = read();
    shown = control.value;
  };
  control.addEventListener("input", () => judge(false));
  return { node, read, judge, settle, at: () => spot };
}

/**
 * Several choices from a short list, as checkboxes.
 * @param {Slot} slot
 * @param {Options} options
 * @param {string[]} values
 * @param {Form} form
 * @returns {Part<string[]>}
 */
export function drawChoices(slot, options, values, form) {
  const boxes = options.map(([value]) => make("input", { type: "checkbox", value, checked: values.includes(value) }));
  const labels = options.map(([, title], place) =>
    make("label", { className: "entry__choice" }, boxes[place], make("span", { textContent: title })));
  const kept = values.filter((code) => !options.some(([known]) => known === code));
  const fault = make("p", { className: "entry__fault" });
  const node = make("fieldset", { className: "entry" },
    make("legend", { className: "entry__label", textContent: slot.title }),
    make("p", { className: "entry__hint", textContent: slot.hint || "" }),
    make("div", { className: "entry__choices" }, ...labels), fault);
  // keeps the record's order: former values first, then newly ticked ones
  const read = () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const old = values.filter((code) => ticked.includes(code) || kept.includes(code));
    return [...old, ...ticked.filter((code) => !values.includes(code))];
  };
  const spot = { ...spotOf(node, fault), control: boxes[0] || node };
  spot.say = (words) => fault.replaceChildren(...words);
  const judge = (/** @type {boolean} */ strict) => {
    const words = form.judged ? "" : findListFault(slot, read());
    if (!form.judged && (strict || !words)) fault.textContent = words;
    return !words;
  };
  node.addEventListener("input", () => judge(false));
  return { node, read, judge, settle: () => {}, at: () => spot };
}

/** @param {Value} value */
const isBlank = (value) => {
  if (value && typeof value === "object" && !Array.isArray(value)) return !Object.keys(value).length;
  return !textOf(value).trim();
};

/**
 * A list of values or rows, whose parts can be added and removed. Blank parts are not in the record.
 * @template V
 * @template {Scalar | Fields} R
 * @param {{title: string, hint: string, add: string}} words
 * @param {V[]} values
 * @param {(value: V | undefined, number: number) => Part<R>} draw
 * @param {(values: R[]) => string} wrong what is wrong with the list as a whole
 * @returns {ListPart<R, V>}
 */
export function drawList({ title, hint, add }, values, draw, wrong = () => "") {
  /** @type {Part<R>[]} */
  let parts = [];
  /** @type {Map<Part<R>, HTMLElement>} */
  const boxes = new Map();
  const list = make("div", { className: "entry__parts" });
  const status = make("p", { className: "vh", attributes: { role: "status" } });
  const fault = make("p", { className: "entry__fault" });
  const button = make("button", { type: "button", className: "button button--small", textContent: add });
  const node = make("fieldset", { className: "entry entry--list" },
    make("legend", { className: "entry__label", textContent: title }),
    make("p", { className: "entry__hint", textContent: hint }), fault, list, button, status);
  const notify = () => node.dispatchEvent(new Event("input", { bubbles: true }));
  const drop = (/** @type {Part<R>} */ part) => {
    parts = parts.filter((other) => other !== part);
    boxes.get(part)?.remove();
    boxes.delete(part);
  };
  const put = (/** @type {V | undefined} */ value) => {
    const part = draw(value, parts.length + 1);
    const remove = make("button", { type: "button", className: "button button--small", textContent: "Убрать" });
    remove.setAttribute("aria-label", `Убрать: ${title}, ${parts.length + 1}`);
    const box = make("div", { className: "entry__part" }, part.node, remove);
    remove.addEventListener("click", () => {
      drop(part);
      button.focus();
      status.textContent = "Убрано.";
      notify();
    });
    parts.push(part);
    boxes.set(part, box);
    list.append(box);
    return part;
  };
  values.forEach(put);
  button.addEventListener("click", () => {
    find("input, select, textarea", put(undefined).node)?.focus();
    notify();
  });
  const readAll = () => parts.map((part) => part.read()).filter((value) => !isBlank(value));
  const filled = () => parts.filter((part) => !isBlank(part.read()));
  const spot = { control: button, say: (/** @type {(Node | string)[]} */ said) => fault.replaceChildren(...said) };
  return {
    node, put, parts: () => parts, remove: (part) => { drop(part); notify(); },
    read: readAll,
    judge: (strict) => {
      const words = wrong(readAll());
      if (strict || !words) fault.textContent = words;
      return parts.map((part) => part.judge(strict)).every(Boolean) && !words;
    },
    settle: () => filled().forEach((part, place) => part.settle(place)),
    at: ([place, ...rest]) => filled()[Number(place ?? -1)]?.at(rest) || spot
  };
}

/**
 * Combines several parts into one.
 * @param {Drawn} drawn
 */
export function whole(drawn) {
  return {
    judge: (/** @type {boolean} */ strict) => drawn.map(([, part]) => part.judge(strict)).every(Boolean),
    at: (/** @type {Trail} */ [key, ...rest]) => {
      const found = drawn.find(([slot]) => slot.key === key) || (key === undefined ? drawn[0] : undefined);
      return found ? found[1].at(rest) : null;
    },
    settle: () => { for (const [, part] of drawn) part.settle(); }
  };
}

/** @param {Drawn} drawn */
export function readSlots(drawn) {
  /** @type {Fields} */
  const record = {};
  for (const [slot, part] of drawn) {
    const value = part.read();
    if (Array.isArray(value) ? value.length : textOf(value).trim()) record[slot.key] = value;
  }
  return record;
}
