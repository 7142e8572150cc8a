// A fix that the check offers, made by the program's one writer of fields; what comes of it is yet to be saved.
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
    editor.clean = ""; // it is not in the file
    editor.keep();
    editor.say("Исправлено, но ещё не сохранено.");
    const spot = problem.at && !editor.asWhole ? editor.current.at(problem.at) : null;
    goTo(spot ? spot.control : editor.controls.part("save"));
  } catch (error) {
    editor.sayRefused(error);
  }
}
