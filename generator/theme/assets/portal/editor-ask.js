// The form's requests to the program in the staff's preview (generator/serve/editor).

/** @typedef {import("./record-text.js").Fields} Fields */

/**
 * A problem as the check reports it; `at`: the trail of its field, if it is in the open record. `fix`: the
 * lines to replace and their new text.
 * @typedef {{code: string, severity: string, path: string, line: number, message: string, hint: string,
 *     at?: (string | number)[], fix?: {first: number, last: number, text: string} | null}} Problem
 */

/**
 * A file as the program returns it; `record` is null if the text cannot be read as fields.
 * @typedef {{path: string, page: string, text: string, opened: string, record: Fields | null, unfit: string[],
 *     problems: Problem[], others: Problem[]}} Answer
 */

/** @typedef {{left: string | null, right: string | null, same: boolean}} Pair */

/**
 * Why something was not done. `now`: the text on disk, `merged`: both changes combined, `seen`: the version
 * of the forge that was shown, for the next attempt to send.
 * @typedef {{message: string, pairs?: Pair[], now?: Answer, merged?: Answer | null, seen?: string,
 *     at?: string[]}} Refusal
 */

/** @type {Answer} */
export const EMPTY = { path: "", page: "", text: "", opened: "", record: {}, unfit: [], problems: [], others: [] };

export class RefusedError extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** @typedef {(name: string, body?: object) => Promise<any>} Ask */

/**
 * @param {string} token
 * @returns {Ask}
 */
export function makeAsk(token) {
  return async (name, body) => {
    const headers = { "X-Portal-Token": token, ...(body ? { "Content-Type": "application/json" } : {}) };
    const sent = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(`/__portal__/editor/${name}`, sent);
    const found = await answer.json();
    if (!answer.ok) throw new RefusedError(found);
    return found;
  };
}

/**
 * Allows one request at a time: meanwhile only the latest waits, and those it supersedes are never answered.
 * @param {Ask} ask
 * @returns {Ask}
 */
export function askLatest(ask) {
  /** @type {Promise<unknown>} */
  let running = Promise.resolve();
  let last = 0;
  return async (name, body) => {
    const mine = (last += 1);
    await running;
    if (mine !== last) return new Promise(() => {});
    const answer = ask(name, body);
    running = answer.catch(() => {});
    return answer;
  };
}
