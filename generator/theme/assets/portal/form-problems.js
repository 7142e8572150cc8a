// The check's problems in the staff's form: at their fields and in a list.
import { make } from "./elements.js";
import { goTo } from "./form-fields.js";
import { countOf } from "./text.js";

/** @typedef {import("./editor-ask.js").Problem} Problem */
/** @typedef {import("./form-parts.js").Spot} Spot */

const isWrong = (/** @type {Problem} */ problem) => problem.severity === "error";

/** @typedef {(problem: Problem) => void} Mend applies a problem's fix */

/**
 * Returns the button that applies a problem's fix, if it has one.
 * @param {Problem} problem
 * @param {Mend} mend
 */
function drawMend(problem, mend) {
  const { fix, message } = problem;
  if (!fix) return [];
  const become = fix.text.trim() ? `Станет: ${fix.text.trim()}` : "Строка будет удалена";
  const label = `Исправить: ${message} ${become}`;
  const button = make("button", { type: "button", className: "desk__mend", textContent: "Исправить", title: become });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => mend(problem));
  return [" ", button];
}

/**
 * @param {Problem} problem
 * @param {Spot | null} spot
 * @param {Mend} mend
 */
function drawLine(problem, spot, mend) {
  const { path, line, code, message, hint } = problem, fix = drawMend(problem, mend);
  if (!spot) return make("li", {}, `${line ? `${path}, строка ${line}: ` : ""}${message} ${hint} (${code})`, ...fix);
  const button = make("button", { type: "button", className: "desk__go", textContent: message });
  button.addEventListener("click", () => goTo(spot.control));
  return make("li", {}, button, ` ${hint} (${code})`, ...fix);
}

/**
 * Returns all problems as a list with links to their fields; empty if there are none.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots where each of them is shown
 * @param {Mend} mend
 */
export function drawProblems(problems, spots, mend) {
  if (!problems.length) return [];
  const wrong = problems.filter(isWrong).length;
  const summary = wrong ? countOf(wrong, "ошибка", "ошибки", "ошибок")
    : `Ошибок нет, ${countOf(problems.length, "предупреждение", "предупреждения", "предупреждений")}`;
  const lines = problems.map((problem, place) => drawLine(problem, spots[place], mend));
  return [make("details", { className: "desk__faults" }, make("summary", {}, summary), make("ul", {}, ...lines))];
}

// Problems that the lines of a programme show themselves while one types (clashes.js).
const SAID = ["E304", "W306"];
const COLLAPSED_FROM = 3; // from so many places on, a warning is shown once, with their number

/**
 * Returns the words for a problem at its field.
 * @param {Problem} problem
 * @param {number} places with the same problem
 * @param {Mend} mend
 */
function drawProblem(problem, places, mend) {
  const className = isWrong(problem) ? "entry__problem" : "entry__problem entry__problem--mild";
  const more = places > 1 ? ` Так ещё в ${countOf(places - 1, "месте", "местах", "местах")}: список внизу.` : "";
  return make("span", { className }, `${problem.message} ${problem.hint}${more}`, ...drawMend(problem, mend));
}

/**
 * Shows problems at their fields; returns the spots that show something.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots
 * @param {Mend} mend
 */
export function showProblems(problems, spots, mend) {
  /** @type {Map<Spot, Problem[]>} */
  const bySpot = new Map();
  problems.forEach((problem, place) => {
    const spot = spots[place];
    if (spot) bySpot.set(spot, [...(bySpot.get(spot) || []), problem]);
  });
  /** @type {Map<string, number>} */
  const same = new Map();
  const mild = problems.filter((problem, place) => spots[place] && !isWrong(problem) && !problem.fix);
  for (const { message } of mild) same.set(message, (same.get(message) || 0) + 1);
  for (const [spot, found] of bySpot) {
    const words = found.filter(({ code }) => !SAID.includes(code)).flatMap((problem) => {
      const places = mild.includes(problem) ? same.get(problem.message) || 0 : 1;
      if (places >= COLLAPSED_FROM) same.set(problem.message, 0); // shown here
      return places ? [drawProblem(problem, places < COLLAPSED_FROM ? 1 : places, mend)] : [];
    });
    spot.say(words, found.some(isWrong));
  }
  return [...bySpot.keys()];
}
