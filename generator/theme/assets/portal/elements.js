/* Elements of a page: making and finding them. */

/**
 * Properties of a new element. `attributes`: those that are not properties in every browser.
 * @template {keyof HTMLElementTagNameMap} K
 * @typedef {Omit<Partial<HTMLElementTagNameMap[K]>, "attributes"> & {attributes?: Record<string, string>}} Properties
 */

/**
 * Makes an element. Texts of records are inserted as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Properties<K>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, properties, ...children) {
  const { attributes = {}, ...rest } = properties || {};
  const node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * Finds all elements of one class that match a selector.
 * @template {Element} [T=HTMLElement]
 * @param {string} css
 * @param {ParentNode} [within]
 * @param {new () => T} [kind]
 */
export function findAll(css, within = document, kind) {
  const nodes = [...within.querySelectorAll(css)].filter((node) => node instanceof (kind || HTMLElement));
  return /** @type {T[]} */ (nodes);
}

/**
 * Finds the first of them, or null.
 * @template {Element} [T=HTMLElement]
 * @param {string} css
 * @param {ParentNode} [within]
 * @param {new () => T} [kind]
 */
export function find(css, within = document, kind) {
  return findAll(css, within, kind)[0] || null;
}

/**
 * Finds the first of them, which the page's template guarantees; throws if it is missing.
 * @template {Element} [T=HTMLElement]
 * @param {string} css
 * @param {ParentNode} [within]
 * @param {new () => T} [kind]
 */
export function need(css, within = document, kind) {
  const node = find(css, within, kind);
  if (!node) throw new Error(`the page has no ${css}`);
  return node;
}

/**
 * Returns the nearest element around an event's target, itself included, that matches a selector.
 * @param {Event} event
 * @param {string} css
 */
export function around(event, css) {
  const found = event.target instanceof Element ? event.target.closest(css) : null;
  return found instanceof HTMLElement ? found : null;
}

/**
 * Offers the reader a file made by the page.
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} name
 */
export function saveFile(content, type, name) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
