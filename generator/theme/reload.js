/* Only in `portal serve`: reload when the site has changed; show what is wrong over the page when it could not. It is
   whole in itself, for it runs also where there is no site yet. */
(() => {
  "use strict";

  /**
   * A problem as generator/problems/report.py writes it.
   * @typedef {{severity: string, path: string, line: number, column: number, code: string, message: string,
   *     hint: string}} Problem
   */

  const script = document.currentScript;
  // The state of the site that this page was made from.
  const made = script instanceof HTMLScriptElement ? Number(new URL(script.src).searchParams.get("seen")) : 0;
  let told = 0;
  /** @type {HTMLElement | null} */
  let box = null;

  /**
   * @param {string} text
   * @param {string} weight
   */
  function makeLine(text, weight) {
    const paragraph = document.createElement("p");
    paragraph.style.fontWeight = weight;
    paragraph.textContent = text;
    return paragraph;
  }

  /**
   * @param {Problem[]} errors
   * @param {string} note
   */
  function show(errors, note) {
    if (box) box.remove();
    box = null;
    if (!errors.length && !note) return;
    box = document.createElement("section");
    box.setAttribute("role", "alert");
    Object.assign(box.style, {
      position: "fixed", inset: "auto 1rem 1rem 1rem", maxHeight: "60vh", overflow: "auto", zIndex: "99",
      padding: "1rem 1.25rem", background: "#fdecef", color: "#1b2a22", border: "2px solid #9b1c31",
      borderRadius: "10px"
    });
    box.append(makeLine(errors.length ? "В записях ошибки; показан прежний сайт." : "Показан прежний сайт.", "700"));
    if (note) box.append(makeLine(note, "400"));
    for (const { path, line, column, code, message, hint } of errors) {
      const place = line ? `${path}:${line}:${column}` : path;
      box.append(makeLine(`${place} ${code} ${message} → ${hint}`, "400"));
    }
    document.body.append(box);
  }

  /* The answer comes when there is something new. A page in the background does not ask: a browser holds few
     connections to one host. */
  async function ask() {
    if (document.hidden) {
      document.addEventListener("visibilitychange", ask, { once: true });
      return;
    }
    try {
      const answer = await fetch(`/__portal__/state?seen=${told}`);
      /** @type {{version: number, problems: Problem[], note: string}} */
      const state = await answer.json();
      const errors = state.problems.filter((problem) => problem.severity === "error");
      if (state.version !== made && !errors.length && !state.note) {
        location.reload();
        return;
      }
      if (state.version !== told) show(errors, state.note);
      told = state.version;
      ask();
    } catch {
      setTimeout(ask, 500);
    }
  }
  ask();
})();
