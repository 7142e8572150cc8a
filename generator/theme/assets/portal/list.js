/* The reader's own list: the organisations in the address, to print, to send, to read out by phone. */
import { find, findAll, make, need } from "./elements.js";
import { drawQr } from "./qr-picture.js";
import { prepare } from "./registry-core.js";
import { drawLine } from "./registry-records.js";
import { codesIn, queryOf, share } from "./share.js";
import { countOf } from "./text.js";

/** @typedef {import("./registry-core.js").Index} Index */

const organisations = (/** @type {number} */ n) => countOf(n, "организация", "организации", "организаций");

/** @param {HTMLElement} home */
function start(home) {
  const part = (/** @type {string} */ name) => need(`[data-${name}]`, home);
  const root = home.dataset.root || "", area = home.dataset.area || "";
  const rows = part("rows"), said = part("said"), heard = part("heard"), code = part("qr");
  let ids = codesIn("ids");
  /** @type {Index | null} */
  let index = null;

  /**
   * @param {Index} known
   * @param {number} i
   */
  function drawRow(known, i) {
    const line = drawLine(known, i, root, area), call = find(".line__call", line);
    if (!call) {
      const instead = part("instead").cloneNode(true);
      if (instead instanceof HTMLElement) {
        instead.hidden = false;
        line.append(instead);
      }
    }
    if (known.addresses[i]) line.append(make("p", { className: "line__text line__where" }, known.addresses[i]));
    const attributes = { "aria-label": `Убрать из списка: ${known.titles[i]}` };
    const button = make("button", { type: "button", className: "pick", title: "Убрать", attributes }, "×");
    button.addEventListener("click", () => {
      const place = ids.indexOf(known.ids[i]);
      ids = ids.filter((id) => id !== known.ids[i]);
      history.replaceState(null, "", location.pathname + queryOf("ids", ids));
      draw();
      (findAll("button.pick", rows)[Math.min(place, ids.length - 1)] || part("more")).focus();
    });
    need(".line__name", line).after(button);
    return line;
  }
  function draw() {
    if (!index) return;
    const known = index, places = ids.map((id) => known.ids.indexOf(id)), here = places.filter((i) => i >= 0);
    const lost = places.length - here.length;
    home.removeAttribute("data-waiting");
    rows.replaceChildren(...here.map((i) => drawRow(known, i)));
    const some = here.length > 0;
    said.textContent = [
      some ? `В списке ${organisations(here.length)}.` : "Список пуст. Отметьте организации в реестре знаком «+».",
      lost ? `Ещё ${organisations(lost)} на портале больше не найти: адрес изменился или запись снята.` : ""
    ].join(" ").trim();
    findAll("[data-some]", home).forEach((node) => { node.hidden = !some; });
    part("more").setAttribute("href", `${root}ngos/${queryOf("ids", ids)}`);
    const svg = some ? drawQr(location.href, "QR-код этого списка") : null;
    code.replaceChildren(...(svg ? [svg] : []));
    part("code").hidden = !svg;
    part("address").textContent = location.href;
  }
  part("print").addEventListener("click", () => print());
  part("share").addEventListener("click", () => {
    share(document.title, location.href).then((text) => { heard.textContent = text; });
  });
  addEventListener("popstate", () => {
    ids = codesIn("ids");
    draw();
  });
  fetch(home.dataset.source || "", { cache: "no-cache" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((raw) => {
      index = prepare(raw);
      draw();
    })
    .catch(() => {
      home.removeAttribute("data-waiting");
      said.textContent = "Список не загрузился. Проверьте связь и обновите страницу.";
    });
}

const home = find("[data-mylist]");
if (home) start(home);
