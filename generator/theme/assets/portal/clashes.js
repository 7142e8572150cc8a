// What is impossible in a programme: a hall or a person in two meetings at once, an end before its start, a day outside
// the forum. Shown while one types; the check has its own words for it. Touches no page.

/**
 * @typedef {{title: string, date: string, start: string, end: string, hall: string, people: string[]}} Meeting
 */

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const same = (/** @type {string} */ text) => text.trim().toLowerCase().replace(/ё/g, "е").replace(/\s+/g, " ");
const isTimed = (/** @type {Meeting} */ one) => one.date && TIME.test(one.start) && TIME.test(one.end);

/**
 * @param {Meeting} one
 * @param {Meeting} other
 */
function meetAtOnce(one, other) {
  return isTimed(one) && isTimed(other) && one.date === other.date && one.start < other.end && other.start < one.end;
}

/**
 * Returns for each meeting what is wrong with it, in words; an empty text if nothing is.
 * @param {Meeting[]} meetings
 * @param {string} first the forum's first day, or an empty text
 * @param {string} last
 */
export function findClashes(meetings, first, last) {
  return meetings.map((one, place) => {
    const faults = [];
    if (TIME.test(one.start) && TIME.test(one.end) && one.end <= one.start) {
      faults.push(`Окончание ${one.end} не позже начала ${one.start}.`);
    }
    const outside = one.date && ((first && one.date < first) || (last && one.date > last));
    if (outside) faults.push("Это день не из дней записи.");
    for (const [at, other] of meetings.entries()) {
      if (at === place || !meetAtOnce(one, other)) continue;
      const where = `«${other.title || "без названия"}», ${other.start}–${other.end}`;
      if (one.hall && same(one.hall) === same(other.hall)) faults.push(`В зале «${one.hall}» в это время ${where}.`);
      const busy = one.people.find((name) => name && other.people.some((known) => same(known) === same(name)));
      if (busy) faults.push(`${busy} в это время ведёт и ${where}.`);
    }
    return faults.join(" ");
  });
}

/**
 * Returns the days from first to last with their names in words; empty if one of them is unknown.
 * @param {string} first
 * @param {string} last
 * @returns {[day: string, title: string][]}
 */
export function daysOf(first, last) {
  const day = /^\d{4}-\d\d-\d\d$/, until = day.test(last) ? last : first;
  /** @type {[string, string][]} */
  const found = [];
  if (!day.test(first)) return found;
  const format = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", weekday: "short", timeZone: "UTC" });
  for (let at = Date.parse(first); at <= Date.parse(until) && found.length < 14; at += 86400000) {
    found.push([new Date(at).toISOString().slice(0, 10), format.format(at)]);
  }
  return found;
}
