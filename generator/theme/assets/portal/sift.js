/* Filters over a list that stands on the page: their state is the address. They and the counts follow the day. */
(() => {
  "use strict";
  if (!window.portal) return; // its script did not come
  const { words } = window.portal;

  /* What has come to another state since the page was built is counted and found as what it is now. */
  const decisions = [...document.querySelectorAll("[data-sifted] .decision")];
  let moved = false;
  document.querySelectorAll("[data-sifted] [data-mark]").forEach((item) => {
    const chip = item.querySelector(".chip[data-life]");
    if (!chip || chip.dataset.code === item.dataset.mark || chip.dataset.code === "done") return;
    item.dataset.mark = chip.dataset.code;
    if (item.matches(".decision")) item.className = `decision decision--${chip.dataset.code}`;
    moved = true;
  });
  if (moved) {
    const count = (marks) => decisions.filter((item) => marks.split(" ").includes(item.dataset.mark)).length;
    document.querySelectorAll("[data-tally]").forEach((node) => {
      node.textContent = count(node.dataset.tally);
      if (node.parentElement.matches("li")) node.parentElement.hidden = !count(node.dataset.tally);
    });
    let x = 0;
    document.querySelectorAll(".share__part").forEach((part) => {
      part.setAttribute("x", x);
      part.setAttribute("width", count(part.dataset.mark));
      x += count(part.dataset.mark);
    });
  }

  const form = document.querySelector("[data-sift]");
  const list = document.querySelector("[data-sifted]");
  if (!form || !list) return;
  const NAMES = { state: "mark", forum: "forumId" };
  const fields = [...form.querySelectorAll("select")];
  const items = [...list.querySelectorAll("[data-group] > * > li, :scope > li")];
  function draw() {
    const asked = fields.filter((field) => field.value);
    let shown = 0;
    items.forEach((item) => {
      item.hidden = !asked.every((field) => (item.dataset[NAMES[field.name] || field.name] || "").split("|").includes(field.value));
      shown += !item.hidden;
    });
    list.querySelectorAll("[data-group]").forEach((group) => { 
      group.hidden = !items.some((item) => !item.hidden && group.contains(item));
      if (asked.length && "open" in group) group.open = true;
    });
    const [one, few, many] = form.dataset.words.split("|");
    form.querySelector("[data-count]").textContent = asked.length ? `Показано: ${words(shown, one, few, many)} из ${items.length}` : "";
    form.querySelector("[type=reset]").hidden = !asked.length;
  }
  function read() {
    const asked = new URLSearchParams(location.search);
    fields.forEach((field) => {
      const value = asked.get(field.name) || "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    });
    draw();
  }
  function write() {
    const asked = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    const query = asked.toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
    draw();
  }
  form.addEventListener("change", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(write));
  addEventListener("popstate", read);
  read();
})();
