/* The staff's page: by the reader's clock, whether the site was built lately and no consent on it has ended. */
import { alarms, dayInWords, townNow } from "./dates.js";
import { find } from "./elements.js";

const link = find("[data-built]");
const told = find("[data-stale]");

if (link instanceof HTMLAnchorElement && told) {
  fetch(link.href).then((answer) => answer.json()).then((facts) => {
    link.textContent = `Сайт собран ${dayInWords(facts.built)}`;
    const found = alarms(facts, townNow().slice(0, 10));
    told.textContent = found.join(" ");
    told.hidden = !found.length;
  }).catch(() => { told.hidden = true; });
}
