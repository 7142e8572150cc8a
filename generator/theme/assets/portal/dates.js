/* Days and times by the town's clock, in any time zone of the reader. A moment is «2026-07-01T09:30», a day its first
   part. Reads only the zone's name from the page. */
import { countOf } from "./text.js";

const DAY = 86400000; // milliseconds
const LATE = 2; // days after which a nightly build is late

/**
 * Returns what a clock in a time zone shows.
 * @param {string | undefined} timeZone undefined: the reader's own
 * @param {Date} [moment]
 */
export function clockIn(timeZone, moment = new Date()) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit"
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** Returns what the town's clock shows now; the page names the zone. */
export function townNow() {
  const zone = document.querySelector("meta[name=town-zone]");
  return clockIn((zone && zone.getAttribute("content")) || undefined);
}

/**
 * «26 ноября 2026 г.»
 * @param {string} day
 */
export function dayInWords(day) {
  const shown = new Date(day);
  return shown.toLocaleDateString("ru", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/**
 * Returns the number of days from today to another day.
 * @param {string} until
 * @param {string} today
 */
export function daysLeft(until, today) {
  return Math.round((Date.parse(until) - Date.parse(today)) / DAY);
}

/**
 * Returns how long ago in words: days up to two months, then months, then years.
 * @param {number} days
 */
export function lateInWords(days) {
  if (days <= 60) return countOf(days, "день", "дня", "дней");
  const months = Math.floor(days / 30.44);
  if (months < 24) return countOf(months, "месяц", "месяца", "месяцев");
  return countOf(Math.floor(days / 365.25), "год", "года", "лет");
}

/**
 * Returns the day that many days later.
 * @param {string} day
 * @param {number} days
 */
export function addDays(day, days) {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/**
 * Returns the day of the week, 0 for Monday.
 * @param {string} day
 */
export function weekday(day) {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/**
 * «14.03» of a moment or a day.
 * @param {string} moment
 */
export function shortDay(moment) {
  return `${moment.slice(8, 10)}.${moment.slice(5, 7)}`;
}

/**
 * Returns what is wrong with a site on a day; empty if nothing is.
 * @param {{ built: string, consents_until: string | null }} facts
 * @param {string} today
 */
export function alarms(facts, today) {
  const age = -daysLeft(facts.built, today);
  const found = [];
  if (age > LATE) {
    found.push(`Сайт собран ${countOf(age, "день", "дня", "дней")} назад: ночная сборка не идёт. Скажите инженеру.`);
  }
  if (facts.consents_until && facts.consents_until < today) {
    const day = dayInWords(facts.consents_until);
    found.push(`На сайте человек, чьё согласие кончилось ${day} Соберите сайт сейчас.`);
  }
  return found;
}
