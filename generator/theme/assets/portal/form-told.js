// What the form of staff shows besides the fields: what the check says.
import { make } from "./elements.js";
import { goTo } from "./form-fields.js";
import { countOf } from "./text.js";

/** @typedef {import("./editor-ask.js").Problem} Problem */
/** @typedef {import("./form-parts.js").Spot} Spot */

const isWrong = (/** @type {Problem} */ problem) => problem.severity === "error";

/** @typedef {(problem: Problem) => void} Mend makes the fix that a problem has */

/**
 * The button that makes the fix of a problem, where it has one.
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
 * All problems as a list that leads to their fields; empty when there are none.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots where each of them is mended
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

// What the lines of a programme say themselves while one types (clashes.js).
const SAID = ["E304", "W306"];
const MANY = 3; // places where one warning is said once, with their number

/**
 * The words for a problem at its field.
 * @param {Problem} problem
 * @param {number} places where the same is to be said
 * @param {Mend} mend
 */
function drawTold(problem, places, mend) {
  const className = isWrong(problem) ? "entry__told" : "entry__told entry__told--mild";
  const more = places > 1 ? ` Так ещё в ${countOf(places - 1, "месте", "местах", "местах")}: список внизу.` : "";
  return make("span", { className }, `${problem.message} ${problem.hint}${more}`, ...drawMend(problem, mend));
}

/**
 * Tell problems at their fields; the spots where something is told now.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots
 * @param {Mend} mend
 */
export function tellAt(problems, spots, mend) {
  /** @type {Map<Spot, Problem[]>} */
  const told = new Map();
  problems.forEach((problem, place) => {
    const spot = spots[place];
    if (spot) told.set(spot, [...(told.get(spot) || []), problem]);
  });
  /** @type {Map<string, number>} */
  const same = new Map();
  const mild = problems.filter((problem, place) => spots[place] && !isWrong(problem) && !problem.fix);
  for (const { message } of mild) same.set(message, (same.get(message) || 0) + 1);
  for (const [spot, found] of told) {
    const words = found.filter(({ code }) => !SAID.includes(code)).flatMap((problem) => {
      const places = mild.includes(problem) ? same.get(problem.message) || 0 : 1;
      if (places >= MANY) same.set(problem.message, 0); // it is said here
      return places ? [drawTold(problem, places < MANY ? 1 : places, mend)] : [];
    });
    spot.say(words, found.some(isWrong));
  }
  return [...told.keys()];
}
