/* What a reader has picked out, for somebody else: its codes in an address, and such an address read. The address is
   all there is: nothing is stored. */

const MAX_CODES = 100; // codes read from an address
const CODE = /^[a-z0-9_-]{1,80}$/;

/**
 * Returns the codes in an address, each once, in order.
 * @param {string} parameter
 * @param {string} [search]
 * @returns {string[]}
 */
export function codesIn(parameter, search = location.search) {
  const given = (new URLSearchParams(search).get(parameter) || "").split(",").slice(0, MAX_CODES);
  return [...new Set(given.filter((code) => CODE.test(code)))];
}

/**
 * Returns the query of an address with these codes; empty for none.
 * @param {string} parameter
 * @param {Iterable<string>} codes
 */
export function queryOf(parameter, codes) {
  const given = [...codes].join(",");
  return given && `?${parameter}=${given}`;
}

/**
 * Shares an address by the system, else copies it. Returns what to tell the reader; empty if the system did.
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
