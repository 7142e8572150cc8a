// The form on the published site: new records, and corrections of existing ones. Nothing is sent automatically.
import { writeCorrection } from "./correction.js";
import { find, saveFile } from "./elements.js";
import { RECORD_ID, fetchJson, idFor, kindOf, listKinds, listRecords, makeGuard, sayFailed,
  whenWas } from "./form-controls.js";
import { dropDraft, keepDraft, readDraft, withoutPeople } from "./form-drafts.js";
import { drawForm, goTo } from "./form-fields.js";
import { keepAtHome } from "./form-picture.js";
import { ORIGIN } from "./form-parts.js";
import { forgeAddress, mailAddress, rowsOf } from "./record-text.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./record-text.js").Slot} Slot */
/** @typedef {import("./form-controls.js").Controls} Controls */

const UNSEEN = "Форма смотрит на каждое поле само по себе. Есть ли такой номер, сайт и запись, нет ли их у другой " +
  "организации и сходятся ли даты между собой, проверят перед публикацией.";

/**
 * Returns a published record with the indexes of its rows.
 * @param {Slot[]} slots
 * @param {Fields} record
 * @returns {Fields}
 */
function placed(slots, record) {
  const found = { ...record };
  for (const { key, rows } of slots) {
    if (rows && record[key]) {
      found[key] = rowsOf(record[key]).map((row, place) => ({ ...placed(rows, row), [ORIGIN]: place }));
    }
  }
  return found;
}

/**
 * @param {Controls} controls
 * @param {Form} described
 */
export function startPublic(controls, described) {
  const { part, output, forge, mail, id: idField, record: recordField } = controls;
  const form = { ...described, keep: keepAtHome(() => idField.value) };
  const state = part("state"), fields = part("fields"), kind = () => kindOf(controls, form);
  /** @type {Fields} */
  let published = {};
  let current = drawForm(kind(), {}, form), known = "", named = false, clean = "", chosen = ["", ""];
  const draftKey = () => `site/${kind().name}/${known}`;
  const isDirty = () => JSON.stringify(current.read()) !== clean;
  const mayLeave = makeGuard(isDirty);
  const text = () => known ? writeCorrection(kind(), known, published, current.read(), ORIGIN, form) : current.text();
  const show = () => {
    output.value = text();
    if (!named) idField.value = idFor(current.read());
    part("path").textContent = `${kind().folder}/${idField.value || "…"}.yml`;
    const ready = form.forge && idField.value && output.value && current.judge(false);
    const target = ready ? forgeAddress(form, kind().folder, idField.value, output.value, Boolean(known)) : null;
    forge.hidden = !target;
    part("paste").hidden = !target || target.whole;
    if (target) Object.assign(forge, { href: target.address, target: "_blank", rel: "noopener" });
    mail.hidden = !form.email;
    mail.href = mailAddress(form.email, idField.value, output.value);
  };
  const keep = () => {
    show();
    if (isDirty()) {
      const record = withoutPeople(kind().slots, current.read());
      keepDraft(draftKey(), { at: Date.now(), opened: "", base: "", text: "", record });
    } else dropDraft(draftKey());
  };
  const draw = (/** @type {Fields} */ record, /** @type {string} */ id, fresh = false) => {
    known = id;
    named = Boolean(known);
    idField.value = id;
    idField.readOnly = named;
    part("lost").hidden = !known;
    published = placed(kind().slots, record);
    current = drawForm(kind(), published, form);
    clean = JSON.stringify(current.read());
    const draft = fresh ? null : readDraft(draftKey());
    if (draft?.record) current = drawForm(kind(), draft.record, form);
    part("kept").hidden = !draft;
    part("kept-words").textContent = draft
      ? `Возвращено несохранённое, ${whenWas(draft.at)}. Людей и заметок черновик не хранит.` : "";
    fields.replaceChildren(current.node);
    chosen = [controls.kind.value, id];
    show();
  };
  const load = async (fresh = false) => {
    const id = recordField.value;
    if (!id) return draw({}, "", fresh);
    try {
      draw(await fetchJson(`../../data/${kind().name}/${id}.json`), id, fresh);
      sayFailed(false);
    } catch {
      sayFailed(true);
      recordField.value = "";
      draw({}, "");
    }
  };
  const leave = () => mayLeave("В форме есть несохранённое. Оно останется черновиком в этом браузере. Перейти?");
  const check = () => {
    const good = current.judge(true) && RECORD_ID.test(idField.value);
    state.textContent = good ? `Ошибок в полях нет. ${UNSEEN}`
      : "Есть поля, которые надо исправить.";
    if (!good) goTo(find('[aria-invalid="true"]', fields, HTMLElement) || idField);
    show();
  };
  const copy = async (/** @type {string} */ words) => {
    output.select();
    await navigator.clipboard?.writeText(output.value).catch(() => document.execCommand("copy"));
    state.textContent = words;
  };
  controls.kind.addEventListener("change", () => {
    if (!leave()) {
      controls.kind.value = chosen[0];
      return;
    }
    listRecords(controls, kind().known);
    draw({}, "");
  });
  recordField.addEventListener("change", () => {
    if (leave()) load(); else recordField.value = chosen[1];
  });
  idField.addEventListener("input", () => {
    named = Boolean(idField.value);
    show();
  });
  fields.addEventListener("input", keep);
  fields.addEventListener("change", keep);
  part("drop").addEventListener("click", () => {
    dropDraft(draftKey());
    load(true);
  });
  part("check").addEventListener("click", check);
  part("copy").addEventListener("click", () => copy("Текст скопирован."));
  forge.addEventListener("click", () => {
    if (!part("paste").hidden) copy("Текст скопирован: вставьте его в открывшийся файл.");
  });
  part("download").addEventListener("click", () => {
    saveFile(output.value, "text/yaml", `${idField.value || "zapis"}.yml`);
    state.textContent = "Файл сохранён.";
  });
  const wanted = listKinds(controls, form);
  listRecords(controls, kind().known);
  recordField.value = kind().known.some(([id]) => id === wanted) ? wanted : "";
  draw({}, "");
  if (recordField.value) load();
}
