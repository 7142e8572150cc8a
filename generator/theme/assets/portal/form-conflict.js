// A conflict in the staff's form: two texts side by side, and the ways to resolve it.
import { EMPTY } from "./editor-ask.js";
import { find, make } from "./elements.js";
import { dropDraft } from "./form-drafts.js";

/** @typedef {import("./editor-ask.js").Answer} Answer */
/** @typedef {import("./editor-ask.js").Refusal} Refusal */
/** @typedef {import("./form-editor.js").Editor} Editor */

/**
 * Shows the file and one's own text side by side, with the ways to resolve the conflict.
 * @param {(name: string) => HTMLElement} part
 * @param {Refusal} refusal
 * @param {{merge: (merged: Answer) => void, mine: () => void, theirs: () => void}} ways
 */
function offerConflict(part, { message, pairs = [], now, merged }, { merge, mine, theirs }) {
  part("conflict-words").textContent = message;
  part("pairs").replaceChildren(...pairs.map(({ left, right, same }) => {
    const tag = same ? "span" : "mark";
    const cells = [left, right].map((text) => make("td", {}, make(tag, { textContent: text ?? "" })));
    return make("tr", { className: same ? "" : "conflict__other" }, ...cells);
  }));
  part("merge").hidden = !merged;
  part("merge").onclick = () => { if (merged) merge(merged); };
  part("mine").onclick = mine;
  part("theirs").hidden = !now?.text;
  part("theirs").onclick = theirs;
  part("conflict").hidden = false;
  find("h2", part("conflict"))?.focus();
}

/**
 * The file, or the forge, has another text than the one opened: show both and let the person decide.
 * @param {Editor} editor
 * @param {Refusal} refusal
 */
export function showConflict(editor, refusal) {
  const now = refusal.now || EMPTY, isSent = refusal.seen !== undefined;
  editor.seen = refusal.seen ?? null;
  offerConflict(editor.controls.part, refusal, {
    merge: (merged) => {
      editor.draw(merged, now.text);
      editor.clean = "";
      editor.say("Обе правки соединены. Проверьте и сохраните.");
    },
    theirs: () => {
      if (!confirm("Ваши изменения в этой записи пропадут. Взять то, что в файле?")) return;
      dropDraft(editor.draftKey);
      editor.draw(now, now.text);
      if (isSent) editor.clean = "";
      editor.say(isSent ? "Открыто то, что в хранилище. Сохраните." : "Открыто то, что в файле.");
    },
    mine: () => {
      editor.file = { ...editor.file, opened: now.opened };
      if (!isSent) editor.base = now.text;
      editor.controls.part("conflict").hidden = true;
      editor.say(`Останется ваша запись. Нажмите «${isSent ? "Отправить" : "Сохранить"}» ещё раз.`);
    }
  });
}
