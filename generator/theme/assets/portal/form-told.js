// What the form of staff shows besides the fields: what the check says.
import { make } from "./elements.js";
import { goTo } from "./form-fields.js";
import { countOf } from "./text.js";

/** @typedef {import("./editor-ask.js").Problem} Problem */
/** @typedef {import("./form-parts.js").Spot} Spot */

const isWrong = (/** @type {Problem} */ problem) => problem.severity === "error";

/**
 * @param {Problem} problem
 * @param {Spot | null} spot
 */
function drawLine({ path, line, code, message, hint }, spot) {
  if (!spot) return make("li", {}, `${line ? `${path}, строка ${line}: ` : ""}${message} ${hint} (${code})`);
  const button = make("button", { type: "button", className: "desk__go", textContent: message });
  button.addEventListener("click", () => goTo(spot.control));
  return make("li", {}, button, ` ${hint} (${code})`);
}

/**
 * All problems as a list that leads to their fields; empty when there are none.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots where each of them is mended
 */
export function drawProblems(problems, spots) {
  if (!problems.length) return [];
  const wrong = problems.filter(isWrong).length;
  const summary = wrong ? countOf(wrong, "ошибка", "ошибки", "ошибок")
    : `Ошибок нет, ${countOf(problems.length, "предупреждение", "предупреждения", "предупреждений")}`;
  const lines = problems.map((problem, place) => drawLine(problem, spots[place]));
  return [make("details", { className: "desk__faults" }, make("summary", {}, summary), make("ul", {}, ...lines))];
}

/**
 * Tell problems at their fields; the spots where something is told now.
 * @param {Problem[]} problems
 * @param {(Spot | null)[]} spots
 */
export function tellAt(problems, spots) {
  /** @type {Map<Spot, Problem[]>} */
  const told = new Map();
  problems.forEach((problem, place) => {
    const spot = spots[place];
    if (spot) told.set(spot, [...(told.get(spot) || []), problem]);
  });
  for (const [spot, found] of told) {
    const words = found.map(({ message, hint }) =>
      make("span", { className: "entry__told", textContent: `${message} ${hint}` }));
    spot.say(words, found.some(isWrong));
  }
  return [...told.keys()];
}
