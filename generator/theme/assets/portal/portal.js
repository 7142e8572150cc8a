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

  /* States that depend on the day: the page carries those to come, and is brought up to date by the town's clock. */
  var zone = (document.querySelector("meta[name=town-zone]") || {}).content || undefined;
  function townNow() {
    var parts = {};
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
      .formatToParts(new Date()).forEach(function (part) { parts[part.type] = part.value; });
    return parts.year + "-" + parts.month + "-" + parts.day + "T" + parts.hour + ":" + parts.minute;
  }
  function words(number, one, few, many) {
    var form = new Intl.PluralRules("ru").select(number);
    return number + "\u00a0" + (form === "one" ? one : form === "few" ? few : many);
  }
  function daysLeft(until, today) { return Math.round((Date.parse(until) - Date.parse(today)) / 86400000); }
  function live(node, today) {
    var turn = node.dataset.life.split(";").map(function (text) { return text.split("|"); })
      .filter(function (parts) { return parts[0] && parts[0] <= today; }).pop();
    if (turn) node.dataset.code = turn[1];
    if (!node.firstElementChild) {
      var label = turn && turn[3];
      if (node.dataset.code === "expiring" && node.dataset.until) {
        var left = daysLeft(node.dataset.until, today);
        if (left >= 0) label = left ? "истекает через " + words(left, "день", "дня", "дней") : "истекает сегодня";
      }
      if (turn) node.className = node.className.replace(/chip--\w+/, "chip--" + turn[2]);
      if (label) node.textContent = label;
    }
    node.querySelectorAll("[data-when]").forEach(function (part) {
      var shown = part.dataset.when.split(" ").indexOf(node.dataset.code) >= 0;
      if (part.hidden === shown && !("mine" in part.dataset)) part.hidden = !shown;
    });
    node.querySelectorAll("[data-stage]").forEach(function (part) {
      var here = part.dataset.stage === (node.dataset.code === "planned" ? "announced" : node.dataset.code);
      if (here) part.setAttribute("aria-current", "step"); else part.removeAttribute("aria-current");
    });
  }
  window.portal = { townNow: townNow, words: words, daysLeft: daysLeft };
  var living = document.querySelectorAll("[data-life]");
  if (living.length) {
    var today = townNow().slice(0, 10);
    living.forEach(function (node) { live(node, today); });
  }

  /* Hours of the day, by the town's clock: whether someone answers now, or when next. */
  var DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  var NAMES = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"];

  function sayToday(list, line) {
    var moment = townNow().split("T");
    var now = { day: (new Date(moment[0]).getUTCDay() + 6) % 7, time: moment[1] };
    var spans = [[], [], [], [], [], [], []];
    list.querySelectorAll("[data-days]").forEach(function (row) {
      var span = row.dataset.span.split("–");
      row.dataset.days.split(" ").forEach(function (code) { spans[DAYS.indexOf(code)].push(span); });
    });
    spans.forEach(function (day) { day.sort(); });
    var open = spans[now.day].find(function (span) { return span[0] <= now.time && now.time < span[1]; });
    var later = spans[now.day].find(function (span) { return now.time < span[0]; });
    var said = open ? "Сейчас открыто, до " + open[1] : later ? "Сегодня с " + later[0] + " до " + later[1] : "";
    for (var ahead = 1; !said && ahead <= 7; ahead += 1) {
      var day = (now.day + ahead) % 7;
      if (spans[day].length) said = (spans[now.day].length ? "Сегодня уже закрыто" : "Сегодня приёма нет")
        + ", откроется " + (ahead === 1 ? "завтра" : NAMES[day]) + " в " + spans[day][0][0];
    }
    line.textContent = said;
    line.classList.toggle("hours__today--open", Boolean(open));
  }

  var hours = document.querySelector("[data-hours]");
  if (hours) {
    var hoursToday = document.querySelector("[data-today]");
    sayToday(hours, hoursToday);
    setInterval(function () { sayToday(hours, hoursToday); }, 30000);
  }

  /* Buttons that copy an identifier or a letter; a browser that cannot copy shows none. */
  function addCopy(box, what) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button copy";
    var name = document.createElement("span");
    name.className = "vh";
    name.textContent = " " + what;
    var said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "copy__said";
    button.append("Скопировать", name);
    var parts = [...box.children].filter(function (part) { return part.tagName === "P"; });
    var text = (parts.length ? parts.map(function (part) { return part.textContent; }).join("\n\n") : box.textContent).trim();
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text).then(
        function () { said.textContent = "Скопировано"; },
        function () { said.textContent = "Не удалось: выделите и скопируйте сами"; });
    });
    box.append(" ", button, said);
  }
  if (navigator.clipboard) {
    document.querySelectorAll("dd.identifier").forEach(function (box) { addCopy(box, box.previousElementSibling.textContent); });
    document.querySelectorAll("[data-copy]").forEach(function (box) { addCopy(box, box.dataset.copy); });
  }

  /* What scrolls sideways can be reached and scrolled from the keyboard, however the window and the letters change. */
  var reach = new ResizeObserver(function (changes) {
    changes.forEach(function (change) {
      var box = change.target;
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  });
  document.querySelectorAll(".prose pre > code, .prose table").forEach(function (box) { reach.observe(box); });

  /* The phone menu closes on Escape and on a click beside it. */
  var menu = document.querySelector(".menu");
  if (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
    document.addEventListener("click", function (event) { if (menu.open && !menu.contains(event.target)) menu.open = false; });
  }
})();
