/* The staff's page: by the reader's clock, whether the site was built lately and no consent on it has ended. */
import { dayInWords, daysLeft, townNow } from "./dates.js";
import { find } from "./elements.js";
import { countOf } from "./text.js";

const OLD = 2; // days after which a nightly build is late
const link = find("[data-built]");
const told = find("[data-stale]");

/**
 * What is to be said of a site on a day: nothing, or what is wrong.
 * @param {{ built: string, consents_until: string | null }} facts
 * @param {string} today
 */
export function alarms(facts, today) {
  const age = -daysLeft(facts.built, today);
  const found = [];
  if (age > OLD) {
    found.push(`Сайт собран ${countOf(age, "день", "дня", "дней")} назад: ночная сборка не идёт. Скажите инженеру.`);
  }
  if (facts.consents_until && facts.consents_until < today) {
    const day = dayInWords(facts.consents_until);
    found.push(`На сайте человек, чьё согласие кончилось ${day} Соберите сайт сейчас.`);
  }
  return found;
}

if (link instanceof HTMLAnchorElement && told) {
  fetch(link.href).then((answer) => answer.json()).then((facts) => {
    link.textContent = `сведениях о сборке: ${dayInWords(facts.built)}`;
    const found = alarms(facts, townNow().slice(0, 10));
    told.textContent = found.join(" ");
    told.hidden = !found.length;
  }).catch(() => { told.hidden = true; });
}
