/* Organisations picked for the reader's own list: a button on each line, and a bar with the picked ones. */
import { around, find, findAll, make, need } from "./elements.js";
import { queryOf } from "./share.js";
import { countOf } from "./text.js";

/** @param {HTMLElement} line */
function idOf(line) {
  return (need("a", line).getAttribute("href") || "").split("/").slice(-2)[0];
}

/**
 * Returns a line's button, made when first needed.
 * @param {HTMLElement} line
 */
function buttonOf(line) {
  const known = find("[data-pick]", line, HTMLButtonElement);
  if (known) return known;
  const button = make("button", { type: "button", className: "pick", attributes: { "data-pick": idOf(line) } });
  const name = find(".line__name", line);
  if (name) name.after(button);
  else need("th", line).prepend(button);
  return button;
}

/**
 * @param {HTMLElement} home
 * @param {string} root
 * @param {(ids: string[]) => void} keep
 */
export function preparePicks(home, root, keep) {
  const bar = need("[data-picked]", home), said = need("[data-picked-count]", bar);
  const open = need("[data-picked-open]", bar, HTMLAnchorElement);
  /** @type {string[]} */
  let picked = [];

  /** @param {string[]} ids */
  function draw(ids) {
    picked = ids;
    findAll(".line, .registry__table tbody tr", home).forEach((line) => {
      const button = buttonOf(line), held = picked.includes(button.dataset.pick || "");
      const name = need("a", line).textContent || "";
      button.setAttribute("aria-pressed", String(held));
      button.setAttribute("aria-label", `В мой список: ${name}`);
      button.textContent = held ? "✓" : "+";
      button.title = held ? "Убрать из моего списка" : "В мой список";
    });
    const count = countOf(picked.length, "организация", "организации", "организаций");
    const text = picked.length ? `В списке ${count}` : "";
    if (said.textContent !== text) said.textContent = text;
    open.href = `${root}list/${queryOf("ids", picked)}`;
    bar.hidden = !picked.length;
  }
  /** @param {string[]} ids */
  function change(ids) {
    keep(ids);
    draw(ids);
  }
  home.addEventListener("click", (event) => {
    const id = around(event, "[data-pick]")?.dataset.pick;
    if (id) change(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]);
  });
  need("[data-picked-clear]", bar).addEventListener("click", () => {
    change([]);
    need("[data-shown]", home).focus();
  });
  return { draw };
}
