// The form of a record: drawn from form.json, checked as one types, its text always in sight. Nothing is sent anywhere.
import { find, make, need, saveFile } from "./elements.js";
import { drawForm } from "./form-fields.js";
import { forgeAddress, mailAddress, proposeId, textOf } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */

const sayFailed = (/** @type {boolean} */ failed) => { need("[data-form-failed]").hidden = !failed; };

/** @param {string} address */
async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/**
 * The form's own elements, each promised by its template.
 * @param {HTMLElement} place
 */
function findControls(place) {
  const part = (/** @type {string} */ name) => need(`[data-form-${name}]`, place);
  const link = (/** @type {string} */ name) => need(`[data-form-${name}]`, place, HTMLAnchorElement);
  const choice = (/** @type {string} */ name) => need(`[data-form-${name}]`, place, HTMLSelectElement);
  return {
    part, kind: choice("kind"), record: choice("record"), forge: link("forge"), mail: link("mail"),
    id: need("[data-form-id]", place, HTMLInputElement), output: need("[data-form-output]", place, HTMLTextAreaElement)
  };
}

/** @param {HTMLElement} place */
async function start(place) {
  /** @type {Form} */
  const form = await fetchJson("form.json");
  const { part, kind: kindField, record: recordField, id: idField, output, forge, mail } = findControls(place);
  const state = part("state"), fields = part("fields");
  let current = drawForm(form.kinds[0], {}, form);
  let known = false;
  let named = false;
  const kind = () => form.kinds.find((item) => item.name === kindField.value) || form.kinds[0];
  const show = () => {
    output.value = current.text();
    if (!named) {
      const { short_name: short, name, title, season } = current.read();
      idField.value = proposeId(textOf(short || name || title || season));
    }
    part("path").textContent = `${kind().folder}/${idField.value || "…"}.yml`;
    const ready = form.forge && idField.value && current.judge(false);
    const target = ready ? forgeAddress(form, kind().folder, idField.value, output.value, known) : null;
    forge.hidden = !target;
    part("paste").hidden = !target || target.whole;
    if (target) Object.assign(forge, { href: target.address, target: "_blank", rel: "noopener" });
    mail.hidden = !form.email;
    mail.href = mailAddress(form.email, idField.value, output.value);
  };
  const draw = (/** @type {Fields} */ record, /** @type {string} */ id) => {
    known = Boolean(id);
    named = known;
    idField.value = id;
    idField.readOnly = known;
    part("lost").hidden = !known;
    current = drawForm(kind(), record, form);
    fields.replaceChildren(current.node);
    show();
  };
  const choose = () => {
    const titles = kind().known.map(([id, title]) => make("option", { value: id, textContent: title }));
    recordField.replaceChildren(make("option", { value: "", textContent: "новая запись" }), ...titles);
    draw({}, "");
  };
  const load = async () => {
    const id = recordField.value;
    if (!id) return draw({}, "");
    try {
      draw(await fetchJson(`../../data/${kind().name}/${id}.json`), id);
      sayFailed(false);
    } catch {
      sayFailed(true);
      choose();
    }
  };
  const check = () => {
    const good = current.judge(true) && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(idField.value);
    state.textContent = good ? "Ошибок в полях нет. Остальное проверит portal check."
      : "Есть поля, которые надо исправить.";
    if (!good) {
      const wrong = find('[aria-invalid="true"]', place);
      wrong?.closest("details")?.setAttribute("open", "");
      (wrong || idField).focus();
    }
    show();
  };
  const copy = async (/** @type {string} */ words) => {
    output.select();
    await navigator.clipboard?.writeText(output.value).catch(() => document.execCommand("copy"));
    state.textContent = words;
  };
  for (const item of form.kinds) kindField.append(make("option", { value: item.name, textContent: item.title }));
  kindField.addEventListener("change", choose);
  recordField.addEventListener("change", load);
  idField.addEventListener("input", () => {
    named = Boolean(idField.value);
    show();
  });
  fields.addEventListener("input", show);
  fields.addEventListener("change", show);
  part("check").addEventListener("click", check);
  part("copy").addEventListener("click", () => copy("Текст записи скопирован."));
  forge.addEventListener("click", () => {
    if (!part("paste").hidden) copy("Текст записи скопирован: вставьте его в открывшийся файл.");
  });
  part("download").addEventListener("click", () => {
    saveFile(output.value, "text/yaml", `${idField.value || "zapis"}.yml`);
    state.textContent = "Файл записи сохранён.";
  });
  const wanted = new URLSearchParams(location.search);
  if (form.kinds.some((item) => item.name === wanted.get("kind"))) kindField.value = wanted.get("kind") || "";
  choose();
  if (kind().known.some(([id]) => id === wanted.get("id"))) {
    recordField.value = wanted.get("id") || "";
    load();
  }
  part("body").hidden = false;
  place.dataset.formState = "ready";
}

const place = find("[data-record-form]");
if (place) start(place).catch(() => sayFailed(true));
