// The form of a record: an editor of files in the staff's preview, drafts to send on the published site.
import { find, need } from "./elements.js";
import { findControls, fetchJson, sayFailed } from "./form-controls.js";
import { sweepDrafts } from "./form-drafts.js";
import { startEditor } from "./form-editor.js";
import { startPublic } from "./form-public.js";

/** @typedef {import("./record-text.js").Form} Form */

/** @param {HTMLElement} place */
async function start(place) {
  /** @type {Form} */
  const form = await fetchJson("form.json");
  sweepDrafts();
  const controls = findControls(place);
  const token = find('meta[name="portal-editor"]', document.head, HTMLMetaElement)?.content;
  if (token) await startEditor(controls, { ...form, judged: true }, token);
  else startPublic(controls, form);
  need("[data-form-body]", place).hidden = false;
  place.dataset.formState = "ready";
}

const place = find("[data-record-form]");
if (place) start(place).catch(() => sayFailed(true));
