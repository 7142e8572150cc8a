/* The reader's choice in the registry and its address. Touches no page. */
import { codesIn } from "./share.js";

/**
 * `chosen`: keys, «facet.code»; `page` counts from 1; `ids`: organisations picked for the reader's list.
 * @typedef {{chosen: Set<string>, query: string, sort: string, view: string, page: number, ids: string[]}} State
 */

/**
 * Reads a choice from an address, without values the page does not know.
 * @param {string} search
 * @param {Iterable<string>} keys the keys of the page
 * @param {string[]} sorts codes of the page's sort orders
 * @returns {State}
 */
export function readState(search, keys, sorts) {
  const given = new URLSearchParams(search);
  const sort = given.get("sort") || "";
  const asked = (/** @type {string} */ key) => {
    const dot = key.indexOf(".");
    return (given.get(key.slice(0, dot)) || "").split(",").includes(key.slice(dot + 1));
  };
  return {
    chosen: new Set([...keys].filter(asked)),
    query: (given.get("q") || "").slice(0, 200),
    sort: sorts.includes(sort) ? sort : sorts[0],
    view: given.get("view") === "table" ? "table" : "cards",
    page: Math.max(1, parseInt(given.get("page") || "", 10) || 1),
    ids: codesIn("ids", search)
  };
}

/**
 * Returns the address's query for a choice; the first order and the usual view are omitted.
 * @param {State} state
 * @param {string[]} sorts
 */
export function writeState({ chosen, query, sort, view, page, ids }, sorts) {
  /** @type {Map<string, string[]>} */
  const codes = new Map();
  chosen.forEach((key) => {
    const dot = key.indexOf("."), facet = key.slice(0, dot);
    codes.set(facet, [...(codes.get(facet) || []), key.slice(dot + 1)]);
  });
  const given = Array.from(codes, ([facet, held]) => `${facet}=${held.join(",")}`);
  if (query.trim()) given.unshift(`q=${encodeURIComponent(query.trim())}`);
  if (sort !== sorts[0]) given.push(`sort=${sort}`);
  if (view !== "cards") given.push(`view=${view}`);
  if (page > 1) given.push(`page=${page}`);
  if (ids.length) given.push(`ids=${ids.join(",")}`);
  return given.length ? `?${given.join("&")}` : "";
}
