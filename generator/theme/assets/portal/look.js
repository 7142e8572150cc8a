/* A search field for a table whose rows are all on the page. */
import { findAll, find, need } from "./elements.js";
import { stem } from "./stemmer.js";
import { countOf, fold } from "./text.js";

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} box
 */
function start(form, box) {
  const field = need("[data-look-for]", form, HTMLInputElement);
  const rows = findAll("tbody tr", box), texts = rows.map((row) => fold(row.textContent || ""));
  const folds = findAll(".fold", box, HTMLDetailsElement);

  function draw() {
    const words = fold(field.value).split(/\s+/).filter(Boolean).map((word) => /\d/.test(word) ? word : stem(word));
    rows.forEach((row, place) => { row.hidden = !words.every((word) => texts[place].includes(word)); });
    folds.forEach((part) => {
      if (words.length) part.open = true;
      part.hidden = !part.querySelector("tbody tr:not([hidden])");
    });
    const shown = rows.filter((row) => !row.hidden).length;
    const said = shown ? `Найдено: ${countOf(shown, "запись", "записи", "записей")}` : "Такой записи нет";
    need("[data-count]", form).textContent = words.length ? said : "";
  }
  field.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  draw();
}

const form = find("[data-look]", document, HTMLFormElement);
const box = find("[data-looked]");
if (form && box) start(form, box);
