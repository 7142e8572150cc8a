/* Page links of a long registry: first, last and neighbours. */
import { make, need } from "./elements.js";
import { formatNumber } from "./text.js";

/**
 * @param {HTMLElement} pager
 * @param {number} page
 * @param {number} pages
 * @param {(page: number) => string} address
 */
export function drawPager(pager, page, pages, address) {
  const items = [];
  for (let number = 1; number <= pages; number++) {
    const far = Math.abs(number - page);
    if (number === 1 || number === pages || far < 3) {
      const word = make("span", { className: "vh" }, "Страница ");
      const target = make("a", { href: address(number) }, word, formatNumber(number));
      if (number === page) target.setAttribute("aria-current", "page");
      target.dataset.page = String(number);
      items.push(make("li", {}, target));
    } else if (far === 3) {
      items.push(make("li", { className: "pager__gap", attributes: { "aria-hidden": "true" } }, "…"));
    }
  }
  pager.hidden = pages < 2;
  need("ul", pager).replaceChildren(...items);
}
