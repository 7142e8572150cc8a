/* A search field for a table whose rows are all on the page; those of one body stay together. */
import { findAll, find, need } from "./elements.js";
import { stem } from "./stemmer.js";
import { countOf, fold } from "./text.js";

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} box
 */
function start(form, box) {
  const field = need("[data-look-for]", form, HTMLInputElement);
  const groups = findAll("tbody", box), texts = groups.map((group) => fold(group.textContent || ""));
  const folds = findAll(".fold", box, HTMLDetailsElement);

  function draw() {
    const words = fold(field.value).split(/\s+/).filter(Boolean).map((word) => /\d/.test(word) ? word : stem(word));
    groups.forEach((group, place) => { group.hidden = !words.every((word) => texts[place].includes(word)); });
    folds.forEach((part) => {
      if (words.length) part.open = true;
      part.hidden = !part.querySelector("tbody:not([hidden])");
    });
    const shown = groups.filter((group) => !group.hidden).length;
    const said = shown ? countOf(shown, "организация", "организации", "организаций") : "ничего";
    need("[data-count]", form).textContent = words.length ? `Найдено: ${said}` : "";
  }
  field.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  draw();
}

const form = find("[data-look]", document, HTMLFormElement);
const box = find("[data-looked]");
if (form && box) start(form, box);
