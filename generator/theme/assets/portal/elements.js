/* Elements of a page: made, and found by what they are. */

/**
 * What an element is made with. `attributes`: what is not a property in every browser.
 * @template {keyof HTMLElementTagNameMap} K
 * @typedef {Omit<Partial<HTMLElementTagNameMap[K]>, "attributes"> & {attributes?: Record<string, string>}} Properties
 */

/**
 * A new element. A text of a record goes in as text, never as markup.
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
 * All that a selector finds, of one class.
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
 * The first of them, or null.
 * @template {Element} [T=HTMLElement]
 * @param {string} css
 * @param {ParentNode} [within]
 * @param {new () => T} [kind]
 */
export function find(css, within = document, kind) {
  return findAll(css, within, kind)[0] || null;
}

/**
 * The first of them, which the page's template promises: an error when it is not there.
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
 * The element that an event came from, or the nearest around it that a selector fits.
 * @param {Event} event
 * @param {string} css
 */
export function around(event, css) {
  const found = event.target instanceof Element ? event.target.closest(css) : null;
  return found instanceof HTMLElement ? found : null;
}

/**
 * Give the reader a file that the page has made.
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} name
 */
export function saveFile(content, type, name) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
