/* The registry's facets: links to lists without scripts, checkboxes with counts with them. */
import { findAll, make, need } from "./elements.js";

/**
 * A facet's checkbox and the elements around it.
 * @typedef {{facet: string, title: string, input: HTMLInputElement, count: HTMLElement, mark: HTMLElement,
 *     folded: HTMLDetailsElement | null}} Box
 */

/**
 * Turns the facets' links into checkboxes, by their keys.
 * @param {HTMLElement} home
 * @param {(key: string, wanted: boolean) => void} choose
 */
export function makeBoxes(home, choose) {
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  findAll("[data-facet]", home).forEach((group) => {
    const facet = group.dataset.facet || "";
    const mark = need("summary", group).appendChild(make("span", { className: "facet__chosen" }));
    findAll(".facet__value", group).forEach((item) => {
      const link = need("a[data-code]", item), count = need(".facet__count", item);
      const key = `${facet}.${link.dataset.code}`, title = link.textContent || "";
      const input = make("input", { type: "checkbox", autocomplete: "off" });
      link.replaceWith(make("label", { className: "facet__label" }, input, make("span", {}, title), count));
      input.dataset.key = key;
      input.addEventListener("change", () => choose(key, input.checked));
      const more = input.closest(".facet__more"), folded = more instanceof HTMLDetailsElement ? more : null;
      boxes.set(key, { facet, title, input, count, mark, folded });
    });
  });
  return boxes;
}
