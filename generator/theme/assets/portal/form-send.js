// «Отправить»: saved changes go to the forge as a branch with one commit; without access to it, they become a file of
// steps to follow. The program does the work (generator/serve/editor/sending.py).
import { saveFile } from "./elements.js";

/** @typedef {import("./editor-ask.js").Ask} Ask */
/** @typedef {import("./form-controls.js").Controls} Controls */

/**
 * Returns what happened, in words. Throws the program's refusal for a conflict.
 * @param {Controls} controls
 * @param {Ask} ask
 * @param {{kind: string, id: string, opened: string, seen: string | null}} record
 */
export async function sendRecord(controls, ask, record) {
  const { request, part } = controls, sent = part("sent");
  sent.hidden = true;
  const answer = await ask("send", record);
  if (answer.steps) {
    saveFile(answer.steps, "text/plain", answer.name);
    return `${answer.message} Скачан файл с шагами: как отправить эту запись.`;
  }
  sent.hidden = !answer.address;
  Object.assign(request, { href: answer.address || "", target: "_blank", rel: "noopener" });
  const next = answer.address ? "Осталось открыть запрос и подтвердить его." : "Скажите тому, кто принимает правки.";
  return `Отправлено: «${answer.message}», ветка ${answer.branch}. ${next}`;
}
