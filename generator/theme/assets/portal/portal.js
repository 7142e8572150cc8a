/* The portal's own script: the view panel and small comforts. Everything works without it. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* View panel: font, colours, images; remembered in this browser only. */
  var VIEW = [
    ["font", "Шрифт", [["", "обычный"], ["large", "крупный"], ["huge", "очень крупный"]]],
    ["colors", "Цвета", [["", "как в системе"], ["light", "светлые"], ["dark", "тёмные"], ["black", "чёрным по белому"], ["white", "белым по чёрному"], ["blue", "синим по голубому"]]],
    ["images", "Изображения", [["", "показывать"], ["off", "скрыть"]]]
  ];

  function setView(name, value) {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    var view = {};
    VIEW.forEach(function (group) { if (root.dataset[group[0]]) view[group[0]] = root.dataset[group[0]]; });
    try { localStorage.setItem("portal-view", JSON.stringify(view)); } catch (error) { /* not remembered, still applied */ }
  }

  function fillPanel(panel) {
    var row = document.createElement("div");
    row.className = "access__row";
    VIEW.forEach(function (group) {
      var fieldset = document.createElement("fieldset");
      var legend = document.createElement("legend");
      legend.textContent = group[1];
      fieldset.append(legend);
      var choices = document.createElement("div");
      choices.className = "access__choices";
      group[2].forEach(function (choice) {
        var label = document.createElement("label");
        var input = document.createElement("input");
        input.type = "radio";
        input.name = "view-" + group[0];
        input.value = choice[0];
        input.checked = (root.dataset[group[0]] || "") === choice[0];
        input.addEventListener("change", function () { setView(group[0], choice[0]); });
        label.append(input, choice[1]);
        choices.append(label);
      });
      fieldset.append(choices);
      row.append(fieldset);
    });
    panel.append(row);
  }

  var opener = document.querySelector("[data-access-open]");
  var panel = document.getElementById("access-panel");
  if (opener && panel) {
    opener.hidden = false;
    opener.addEventListener("click", function () {
      if (!panel.firstChild) fillPanel(panel);
      panel.hidden = !panel.hidden;
      opener.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) panel.querySelector("input:checked").focus();
    });
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { panel.hidden = true; opener.setAttribute("aria-expanded", "false"); opener.focus(); }
    });
  }

  /* What scrolls sideways can be reached and scrolled from the keyboard. */
  var wide = document.querySelectorAll(".prose pre > code, .prose table");
  function reachWide() {
    wide.forEach(function (box) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }
  if (wide.length) { reachWide(); window.addEventListener("resize", reachWide); }

  /* The phone menu closes on Escape and on a click beside it. */
  var menu = document.querySelector(".menu");
  if (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
    document.addEventListener("click", function (event) { if (menu.open && !menu.contains(event.target)) menu.open = false; });
  }
})();
