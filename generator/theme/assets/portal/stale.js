/* The staff's page: by the reader's clock, whether the site is recent and no consent on it has ended. */
import { alarms, dayInWords, townNow } from "./dates.js";
import { find } from "./elements.js";

const link = find("[data-built]");
const notice = find("[data-stale]");

if (link instanceof HTMLAnchorElement && notice) {
  fetch(link.href).then((answer) => answer.json()).then((facts) => {
    link.textContent = `Сайт собран ${dayInWords(facts.built)}`;
    const found = alarms(facts, townNow().slice(0, 10));
    notice.textContent = found.join(" ");
    notice.hidden = !found.length;
  }).catch(() => { notice.hidden = true; });
}
