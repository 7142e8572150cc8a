// The form in the staff's preview: the front end of generator/serve/editor, which opens, checks and saves files.
import { EMPTY, RefusedError, askLatest, makeAsk } from "./editor-ask.js";
import { make } from "./elements.js";
import { showConflict } from "./form-conflict.js";
import { idFor, kindOf, listKinds, listRecords, makeGuard, whenWas } from "./form-controls.js";
import { dropDraft, keepDraft, readDraft } from "./form-drafts.js";
import { drawForm } from "./form-fields.js";
import { mendFault } from "./form-mend.js";
import { keepInRoot } from "./form-picture.js";
import { sendRecord } from "./form-send.js";
import { drawProblems, showProblems } from "./form-problems.js";

/** @typedef {import("./record-text.js").Fields} Fields */
/** @typedef {import("./record-text.js").Form} Form */
/** @typedef {import("./editor-ask.js").Answer} Answer */
/** @typedef {import("./editor-ask.js").Ask} Ask */
/** @typedef {import("./editor-ask.js").Problem} Problem */
/** @typedef {import("./form-controls.js").Controls} Controls */
/** @typedef {import("./form-parts.js").Spot} Spot */
/** @typedef {Record<string, [id: string, title: string, wrong: boolean][]>} Listed */

const PAGE = 700; // milliseconds until a new record has its page
const PAUSE = 350; // milliseconds without a key before the text is checked
const LEAVE = "Есть несохранённое. Оно останется черновиком в этом браузере. Перейти к другой записи?";
const WRONG = "В записи ошибки: пока они есть, на сайте прежняя страница.";

export class Editor {
  /**
   * @param {Controls} controls
   * @param {Form} form
   * @param {Ask} ask
   */
  constructor(controls, form, ask) {
    this.controls = controls;
    this.form = form;
    form.keep = keepInRoot(ask, () => ({ kind: this.kind.name, id: controls.id.value }));
    this.ask = ask;
    this.askDraft = askLatest(ask);
    /** @type {Listed} */
    this.listed = {};
    this.file = EMPTY;
    this.base = ""; // the text of the file when it was opened
    this.known = ""; // the record's id, if it has a file
    this.clean = "";
    this.chosen = "";
    this.turn = 0;
    /** @type {string | null} */
    this.seen = null; // the forge's version, as seen in a conflict
    this.timer = 0;
    this.saving = Promise.resolve();
    /** @type {Spot[]} */
    this.spots = [];
    this.current = drawForm(this.kind, {}, form);
    this.frame = make("iframe", { className: "desk__frame", title: "Страница записи, как она сохранена" });
    this.mayLeave = makeGuard(() => this.isDirty());
  }

  /** @returns {import("./record-text.js").Kind} */ get kind() { return kindOf(this.controls, this.form); }

  /** Whether the file is shown as text because it cannot be read as fields. */
  get asWhole() { return this.file.record === null; }

  get draftKey() { return `${location.host}/${this.kind.name}/${this.known}`; }

  typed() {
    return this.asWhole ? this.controls.output.value : JSON.stringify(this.current.read());
  }

  isDirty() { return this.typed() !== this.clean; }

  request() {
    const { asWhole, base, controls, current, file, kind, known } = this;
    return {
      kind: kind.name, id: known || controls.id.value, opened: file.opened, base,
      text: asWhole ? controls.output.value : file.text, record: asWhole ? null : current.read()
    };
  }

  say(/** @type {string} */ words) { this.controls.part("said").textContent = words; }

  /** @param {unknown} error */
  sayRefused(error) {
    if (!(error instanceof RefusedError)) {
      this.say("Программа не отвечает. Запущен ли просмотр? Набранное сохранено в черновике этого браузера.");
      return;
    }
    this.say(error.message);
    if (error.refusal.pairs) showConflict(this, error.refusal);
  }

  keep() {
    if (!this.isDirty()) return dropDraft(this.draftKey);
    const { base, opened, record, text } = this.request();
    return keepDraft(this.draftKey, { at: Date.now(), opened, base, text, record });
  }

  /** @param {Answer} answer */
  tell(answer) {
    for (const spot of this.spots) spot.say([], false);
    const problems = [...answer.problems, ...answer.others];
    const found = problems.map(({ at }) => at && !this.asWhole ? this.current.at(at) : null);
    const mend = (/** @type {Problem} */ problem) => { mendFault(this, problem); };
    this.spots = showProblems(problems, found, mend);
    this.controls.part("faults").replaceChildren(...drawProblems(problems, found, mend));
    if (!this.asWhole) this.controls.output.value = answer.text;
  }

  /**
   * Shows a file, or a change of it.
   * @param {Answer} answer
   * @param {string} base the text of the file itself
   */
  draw(answer, base) {
    const { kind, controls: { part, output } } = this;
    this.file = answer;
    this.base = base;
    const slots = kind.slots.filter(({ key }) => !answer.unfit.includes(key));
    this.current = drawForm({ ...kind, slots }, answer.record || {}, this.form);
    part("fields").replaceChildren(...(this.asWhole ? [] : [this.current.node]));
    part("unread").hidden = !this.asWhole;
    part("conflict").hidden = true;
    part("path").textContent = answer.path || `${kind.folder}/….yml`;
    output.readOnly = !this.asWhole;
    output.value = answer.text;
    this.clean = this.typed();
    this.tell(answer);
    this.showPage();
  }

  showPage() {
    const { file, frame, controls: { part } } = this, known = this.known && file.page, address = `../../${file.page}`;
    part("beside").hidden = !known;
    part("desk").classList.toggle("desk--wide", this.kind.slots.some(({ grid }) => grid));
    if (!known) frame.remove();
    else if (frame.getAttribute("src") !== address) frame.src = address;
    if (known && !frame.isConnected) part("frame").append(frame);
  }

  async judge() {
    const { known, controls: { id, part }, kind } = this, mine = (this.turn += 1);
    this.keep();
    if (!known) {
      if (!id.dataset.typed && !this.asWhole) id.value = idFor(this.current.read());
      part("path").textContent = `${kind.folder}/${id.value || "…"}.yml`;
    }
    if (!id.value) return;
    try {
      const answer = await this.askDraft("draft", this.request());
      if (mine === this.turn) this.tell(answer);
    } catch (error) {
      if (mine === this.turn) this.sayRefused(error);
    }
  }

  later() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.judge(), PAUSE);
  }

  /** Drops answers to earlier requests. */
  hush() {
    clearTimeout(this.timer);
    this.turn += 1;
  }

  // waits for the running save: a second click must not conflict with the first
  save() { return (this.saving = this.saving.then(() => this.saveNow())); }

  async saveNow() {
    if (this.controls.part("desk").inert) return;
    this.hush();
    const kept = this.draftKey, sent = this.typed();
    await this.ask("save", this.request()).then((answer) => this.saved(answer, kept, sent))
      .catch((error) => this.sayRefused(error));
  }

  send() {
    if (!this.known || this.isDirty()) return this.say("Сначала сохраните запись: отправляется то, что в файле.");
    this.say("Отправляется…");
    const record = { kind: this.kind.name, id: this.known, opened: this.file.opened, seen: this.seen };
    return sendRecord(this.controls, this.ask, record).then((words) => this.say(words))
      .catch((error) => this.sayRefused(error));
  }

  /**
   * @param {Answer} answer
   * @param {string} kept the key of the draft no longer needed
   * @param {string} sent the form's state when it was sent: later changes are not in the file
   */
  async saved(answer, kept, sent) {
    const { asWhole, controls: { id, part } } = this, isNew = !this.known;
    dropDraft(kept);
    this.known = id.value;
    id.readOnly = true;
    if (isNew) await this.refreshList();
    if (asWhole || !answer.record) this.draw(answer, answer.text);
    else {
      this.file = answer;
      this.base = answer.text;
      const more = this.typed() !== sent;
      this.current.settle();
      this.clean = more ? sent : this.typed();
      if (more) this.later();
      this.tell(answer);
      this.showPage();
    }
    part("kept").hidden = true;
    part("conflict").hidden = true;
    const wrong = answer.problems.some(({ severity }) => severity === "error");
    this.say(`Сохранено: ${answer.path}${wrong ? `. ${WRONG}` : ""}`);
    if (!answer.page && !wrong) window.setTimeout(() => this.findPage(answer), PAGE);
  }

  /**
   * Shows the page of a new record, which appears a little later than its file.
   * @param {Answer} saved
   */
  async findPage(saved) {
    const { page } = await this.ask(`record?kind=${this.kind.name}&id=${this.known}`).catch(() => saved);
    if (this.file !== saved) return;
    saved.page = page;
    this.showPage();
  }

  async refreshList() {
    this.listed = await this.ask("list");
    const found = this.listed[this.kind.name];
    if (this.known && !found.some(([id]) => id === this.known)) found.push([this.known, this.known, false]);
    listRecords(this.controls, found);
    this.controls.record.value = this.known;
    this.chosen = this.controls.kind.value;
  }

  /** @param {boolean} [fresh] ignore the draft */
  async open(fresh = false) {
    const { controls: { id, kind, part, output, record } } = this;
    this.hush();
    const mine = this.turn, desk = part("desk");
    desk.inert = true; // text typed meanwhile would belong to no record
    this.known = id.value = record.value;
    this.seen = null;
    part("sent").hidden = true;
    this.chosen = kind.value;
    id.readOnly = Boolean(this.known);
    delete id.dataset.typed;
    this.say("");
    const asked = this.known ? this.ask(`record?kind=${kind.value}&id=${this.known}`) : EMPTY;
    const answer = await Promise.resolve(asked).finally(() => { desk.inert = mine !== this.turn; });
    if (mine !== this.turn) return; // another record is being opened
    const draft = fresh ? null : readDraft(this.draftKey);
    this.draw(answer, answer.text);
    if (draft) {
      this.draw({ ...answer, text: draft.text, opened: draft.opened, record: draft.record }, draft.base);
      if (!draft.record) output.value = draft.text;
      this.clean = "";
      this.later();
    }
    part("kept").hidden = !draft;
    part("kept-words").textContent = draft ? `Возвращено несохранённое, ${whenWas(draft.at)}.` : "";
  }

  go(fresh = false) { return this.open(fresh).catch((error) => this.sayRefused(error)); }

  listen() {
    const { kind, record, id, output, part } = this.controls, later = () => this.later();
    kind.addEventListener("change", () => {
      if (!this.mayLeave(LEAVE)) kind.value = this.chosen;
      else {
        listRecords(this.controls, this.listed[this.kind.name]);
        this.go();
      }
    });
    record.addEventListener("change", () => {
      if (this.mayLeave(LEAVE)) this.go(); else record.value = this.known;
    });
    id.addEventListener("input", () => { id.dataset.typed = id.value; });
    id.addEventListener("input", later);
    for (const name of ["input", "change"]) part("fields").addEventListener(name, later);
    output.addEventListener("input", later);
    part("save").addEventListener("click", () => this.save());
    part("send").addEventListener("click", () => this.send());
    part("drop").addEventListener("click", () => {
      dropDraft(this.draftKey);
      this.go(true);
    });
  }

  /** @param {string} wanted the id in the address */
  async begin(wanted) {
    const { part, record } = this.controls;
    part("bar").hidden = false;
    part("public").hidden = true;
    await this.refreshList();
    if (this.listed[this.kind.name].some(([id]) => id === wanted)) record.value = wanted;
    this.listen();
    await this.open();
  }
}

/**
 * @param {Controls} controls
 * @param {Form} form
 * @param {string} token
 */
export async function startEditor(controls, form, token) {
  const wanted = listKinds(controls, form);
  await new Editor(controls, form, makeAsk(token)).begin(wanted);
}
