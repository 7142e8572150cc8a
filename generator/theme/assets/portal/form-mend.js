// Applies a fix the check offers, by the program's writer of fields; the result is not saved yet.
import { goTo } from "./form-fields.js";

/** @typedef {import("./editor-ask.js").Problem} Problem */

/**
 * @param {import("./form-editor.js").Editor} editor
 * @param {Problem} problem
 */
export async function mendFault(editor, problem) {
  editor.hush();
  try {
    const answer = await editor.ask("mend", { ...editor.request(), fix: problem.fix });
    editor.draw(answer, editor.base);
    editor.clean = ""; // not in the file yet
    editor.keep();
    editor.say("Исправлено, но ещё не сохранено.");
    const spot = problem.at && !editor.asWhole ? editor.current.at(problem.at) : null;
    goTo(spot ? spot.control : editor.controls.part("save"));
  } catch (error) {
    editor.sayRefused(error);
  }
}
