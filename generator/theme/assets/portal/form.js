// The form of a record: drawn from form.json, checked as one types, its text always in sight. Nothing is sent anywhere.
import { findFault, forgeAddress, mailAddress, slugify, writeRecord } from "./record-text.js";

let serial = 0;

function make(tag, properties = {}, ...children) {
  const { attributes = {}, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** One value: label, control, hint, fault. */
function drawValue(slot, label, value, form) {
  const id = `field-${(serial += 1)}`;
  const options = slot.options || (slot.ref && form.kinds.find((kind) => kind.name === slot.ref).known);
  let control;
  if (options) {
    control = make("select", { id, className: "input" }, make("option", { value: "", textContent: "—" }));
    for (const [code, title] of options) control.append(make("option", { value: code, textContent: title }));
    if (value && !options.some(([code]) => code === value)) control.append(make("option", { value, textContent: value }));
  } else if (slot.block || (slot.maxLength || 0) > 300) {
    control = make("textarea", { id, className: "input", rows: slot.block ? 6 : 3 });
  } else {
    control = make("input", { id, className: "input", type: "text", autocomplete: "off" });
    if (slot.type === "integer") control.inputMode = "numeric";
  }
  control.value = value ?? "";
  control.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
  if (slot.required) control.setAttribute("aria-required", "true");
  const example = options || slot.example === undefined ? "" : ` Например: ${[].concat(slot.example)[0]}`;
  const fault = make("p", { id: `${id}-fault`, className: "entry__fault" });
  const title = make("label", { htmlFor: id, className: "entry__label", textContent: label });
  if (slot.required) title.append(make("span", { className: "muted", textContent: " — обязательно" }));
  const hint = make("p", { id: `${id}-hint`, className: "entry__hint", textContent: `${slot.hint || ""}${example}` });
  const node = make("div", { className: "entry" }, title, hint, control, fault);
  const judge = (strict) => {
    const words = control.value || strict ? findFault(slot, control.value) : "";
    fault.textContent = words;
    control.toggleAttribute("aria-invalid", Boolean(words));
    if (words) control.setAttribute("aria-invalid", "true");
    return !words;
  };
  control.addEventListener("input", () => judge(false));
  return { node, read: () => control.value.replace(/\r\n?/g, "\n"), judge, control };
}

/** Several choices of a short list: boxes to tick. */
function drawChoices(slot, values) {
  const boxes = slot.options.map(([code, title]) => {
    const box = make("input", { type: "checkbox", value: code, checked: values.includes(code) });
    return { box, label: make("label", { className: "entry__choice" }, box, make("span", { textContent: title })) };
  });
  const kept = values.filter((code) => !slot.options.some(([known]) => known === code));
  const node = make("fieldset", { className: "entry" }, make("legend", { className: "entry__label", textContent: slot.title }),
    make("p", { className: "entry__hint", textContent: slot.hint || "" }), make("div", { className: "entry__choices" }, ...boxes.map(({ label }) => label)));
  // the order of a record is kept: what was there first, then what is ticked now
  const read = () => {
    const ticked = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    return [...values.filter((code) => ticked.includes(code) || kept.includes(code)), ...ticked.filter((code) => !values.includes(code))];
  };
  return { node, read, judge: () => true };
}

/** A list of values or of rows: parts that one adds and removes. `draw(value)` makes a part. */
function drawList(title, hint, add, values, draw) {
  let parts = [];
  const list = make("div", { className: "entry__parts" });
  const status = make("p", { className: "vh", attributes: { role: "status" } });
  const button = make("button", { type: "button", className: "button button--small", textContent: add });
  const node = make("fieldset", { className: "entry entry--list" }, make("legend", { className: "entry__label", textContent: title }),
    make("p", { className: "entry__hint", textContent: hint }), list, button, status);
  const put = (value) => {
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
    const box = put(undefined);
    box.querySelector("input, select, textarea")?.focus();
    node.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return { node, read: () => parts.map((part) => part.read()), judge: (strict) => parts.map((part) => part.judge(strict)).every(Boolean) };
}

function drawSlot(slot, value, form) {
  if (slot.rows) {
    const hint = slot.hidden ? "Люди выходят на сайт только с основанием. Из истории правок имя уже не убрать." : "";
    return drawList(slot.title, hint, `Добавить: ${slot.title.toLowerCase()}`, value || [], (row) => drawRows(slot.rows, row || {}, form));
  }
  if (!slot.array) return drawValue(slot, slot.title, value, form);
  if (slot.options) return drawChoices(slot, value || []);
  const draw = (item, number) => drawValue({ ...slot, required: false }, `${slot.title}, ${number}`, item, form);
  const list = drawList(slot.title, slot.hint || "", "Добавить строку", value || [], draw);
  return { ...list, read: () => list.read().filter((text) => text.trim()) };
}

function drawRows(slots, record, form) {
  const drawn = slots.map((slot) => [slot, drawSlot(slot, record[slot.key], form)]);
  const node = make("div", { className: "entry__row" }, ...drawn.map(([, part]) => part.node));
  return { node, read: () => readSlots(drawn), judge: (strict) => drawn.map(([, part]) => part.judge(strict)).every(Boolean) };
}

function readSlots(drawn) {
  const record = {};
  for (const [slot, part] of drawn) {
    const value = part.read();
    if (Array.isArray(value) ? value.length : value.trim()) record[slot.key] = value;
  }
  return record;
}

/** The fields of one kind, filled from a record. Gives `node`, `read`, `judge`, `text`. */
export function drawForm(kind, record, form) {
  const drawn = kind.slots.map((slot) => [slot, drawSlot(slot, record[slot.key], form)]);
  const first = drawn.filter(([slot]) => kind.first.includes(slot.key));
  const rest = drawn.filter(([slot]) => !slot.rows && !kind.first.includes(slot.key));
  const lists = drawn.filter(([slot]) => slot.rows);
  const folded = (title, parts, open) => make("details", { className: "fold", open }, make("summary", {}, make("span", { textContent: title })),
    make("div", {}, ...parts.map(([, part]) => part.node)));
  const filled = ([slot]) => record[slot.key] !== undefined;
  const node = make("div", {}, ...first.map(([, part]) => part.node), folded("Дополнительно", rest, rest.some(filled)),
    ...lists.map((pair) => folded(pair[0].title, [pair], filled(pair))));
  const read = () => readSlots(drawn);
  return { node, read, judge: (strict) => drawn.map(([, part]) => part.judge(strict)).every(Boolean), text: () => writeRecord(kind.slots, read(), form) };
}

const strip = (record) => {
  const { id, ...rest } = record;
  return rest;
};

const sayFailed = (failed) => { document.querySelector("[data-form-failed]").hidden = !failed; };

async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function start(place) {
  const find = (name) => place.querySelector(`[data-form-${name}]`);
  const form = await fetchJson("form.json");
  const [kindField, recordField, idField, output, state] = ["kind", "record", "id", "output", "state"].map(find);
  let current;
  let known = false;
  let named = false;
  const kind = () => form.kinds.find((item) => item.name === kindField.value);
  const show = () => {
    output.value = current.text();
    if (!named) idField.value = slugify(current.read().short_name || current.read().name || current.read().title || current.read().season || "");
    find("path").textContent = `${kind().folder}/${idField.value || "…"}.yml`;
    const ready = idField.value && current.judge(false);
    const forge = form.forge && ready ? forgeAddress(form, kind().folder, idField.value, output.value, known) : null;
    find("forge").hidden = !forge;
    find("paste").hidden = !forge || forge.whole;
    if (forge) Object.assign(find("forge"), { href: forge.address, target: "_blank", rel: "noopener" });
    find("mail").hidden = !form.email;
    find("mail").href = mailAddress(form.email, idField.value, output.value);
  };
  const draw = (record, id) => {
    known = Boolean(id);
    named = known;
    idField.value = id || "";
    idField.readOnly = known;
    find("lost").hidden = !known;
    current = drawForm(kind(), strip(record), form);
    find("fields").replaceChildren(current.node);
    show();
  };
  const choose = () => {
    recordField.replaceChildren(make("option", { value: "", textContent: "новая запись" }),
      ...kind().known.map(([id, title]) => make("option", { value: id, textContent: title })));
    draw({}, "");
  };
  for (const item of form.kinds) kindField.append(make("option", { value: item.name, textContent: item.title }));
  kindField.addEventListener("change", choose);
  recordField.addEventListener("change", async () => {
    const id = recordField.value;
    if (!id) return draw({}, "");
    try {
      draw(await fetchJson(`../../data/${kind().name}/${id}.json`), id);
      sayFailed(false);
    } catch (error) {
      sayFailed(true);
      choose();
    }
    return undefined;
  });
  idField.addEventListener("input", () => {
    named = Boolean(idField.value);
    show();
  });
  find("fields").addEventListener("input", show);
  find("fields").addEventListener("change", show);
  find("check").addEventListener("click", () => {
    const good = current.judge(true) && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(idField.value);
    state.textContent = good ? "Ошибок в полях нет. Остальное проверит portal check." : "Есть поля, которые надо исправить.";
    if (!good) {
      const wrong = place.querySelector('[aria-invalid="true"]');
      wrong?.closest("details")?.setAttribute("open", "");
      (wrong || idField).focus();
    }
    show();
  });
  const copy = async (words) => {
    output.select();
    await navigator.clipboard?.writeText(output.value).catch(() => document.execCommand("copy"));
    state.textContent = words;
  };
  find("copy").addEventListener("click", () => copy("Текст записи скопирован."));
  find("forge").addEventListener("click", () => {
    if (!find("paste").hidden) copy("Текст записи скопирован: вставьте его в открывшийся файл.");
  });
  find("download").addEventListener("click", () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([output.value], { type: "text/yaml" })), download: `${idField.value || "zapis"}.yml` });
    link.click();
    URL.revokeObjectURL(link.href);
    state.textContent = "Файл записи сохранён.";
  });
  const wanted = new URLSearchParams(location.search);
  if (form.kinds.some((item) => item.name === wanted.get("kind"))) kindField.value = wanted.get("kind");
  choose();
  if (kind().known.some(([id]) => id === wanted.get("id"))) {
    recordField.value = wanted.get("id");
    recordField.dispatchEvent(new Event("change"));
  }
  find("body").hidden = false;
  place.dataset.formState = "ready";
}

const place = document.querySelector("[data-record-form]");
if (place) start(place).catch(() => sayFailed(true));
