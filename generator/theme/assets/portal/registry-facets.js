/* The facets of the registry: without scripts links to lists, with them checkboxes that count. */
import { findAll, make, need } from "./elements.js";

/**
 * A checkbox of a facet and what stands about it.
 * @typedef {{facet: string, title: string, input: HTMLInputElement, count: HTMLElement, mark: HTMLElement,
 *     folded: HTMLDetailsElement | null}} Box
 */

/**
 * Facets: links become checkboxes, known by their keys.
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
