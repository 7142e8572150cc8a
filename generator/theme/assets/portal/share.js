/* What a reader has picked out, for somebody else: its codes in an address, and such an address read. The address is
   all there is: nothing is stored. */

const MOST = 100; // codes that an address is read for
const CODE = /^[a-z0-9_-]{1,80}$/;

/**
 * Codes that an address names, each once, in its order.
 * @param {string} parameter
 * @param {string} [search]
 * @returns {string[]}
 */
export function codesIn(parameter, search = location.search) {
  const given = (new URLSearchParams(search).get(parameter) || "").split(",").slice(0, MOST);
  return [...new Set(given.filter((code) => CODE.test(code)))];
}

/**
 * The query of an address that names these codes; empty for none.
 * @param {string} parameter
 * @param {Iterable<string>} codes
 */
export function queryOf(parameter, codes) {
  const given = [...codes].join(",");
  return given && `?${parameter}=${given}`;
}

/**
 * Hand an address on by the system, else into the clipboard. What to say of it; nothing when the system has said it.
 * @param {string} title
 * @param {string} url
 */
export async function share(title, url) {
  if (navigator.share) {
    try {
      await navigator.share({ title, url });
      return "";
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === "AbortError") return "";
    }
  }
  const copied = navigator.clipboard && await navigator.clipboard.writeText(url).then(() => true, () => false);
  return copied ? "Ссылка скопирована" : `Скопируйте ссылку: ${url}`;
}
