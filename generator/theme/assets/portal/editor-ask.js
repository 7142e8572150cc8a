// What the form asks of the program in the preview of staff (generator/serve/editor).

/** @typedef {import("./record-text.js").Fields} Fields */

/**
 * A problem as the check tells it; `at`: the trail of its field, where the record is the one that is open. `fix`: the
 * lines that mend it and their text.
 * @typedef {{code: string, severity: string, path: string, line: number, message: string, hint: string,
 *     at?: (string | number)[], fix?: {first: number, last: number, text: string} | null}} Problem
 */

/**
 * A file as the program answers it; `record` is null when it cannot be taken apart into fields.
 * @typedef {{path: string, page: string, text: string, opened: string, record: Fields | null, unfit: string[],
 *     problems: Problem[], others: Problem[]}} Answer
 */

/** @typedef {{left: string | null, right: string | null, same: boolean}} Pair */

/**
 * Why something was not done. `now`: the text as it is there, `merged`: both changes of it made one, `seen`: what was
 * sent before is looked at against this text.
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
 * One question at a time: while one is being answered only the latest waits. What that supersedes is never answered.
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
