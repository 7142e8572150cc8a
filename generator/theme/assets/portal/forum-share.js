/* A programme for somebody else: the codes of its sessions in an address, and such an address read. */

const PARAMETER = "programme";
const PREFIX = "session-"; // of every session's name on the page

/**
 * The address of the page with these sessions picked out.
 * @param {Iterable<string>} ids
 */
export function addressOf(ids) {
  const codes = [...ids].map((id) => id.slice(PREFIX.length)).sort();
  return `${location.origin}${location.pathname}?${PARAMETER}=${codes.join(",")}`;
}

/**
 * Sessions that the address names, as far as the page has them.
 * @param {Set<string>} known
 */
export function givenIn(known) {
  const codes = (new URLSearchParams(location.search).get(PARAMETER) || "").split(",");
  return new Set(codes.map((code) => PREFIX + code).filter((id) => known.has(id)));
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
