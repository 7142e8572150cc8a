/* What the day changes beside the chips: counts of what is overdue, days left, lists of what is ahead. A page is right
   by itself on the day it was built; on a later one it is brought up to date by the town's clock. */
(() => {
  "use strict";
  if (!window.portal) return; // its script did not come
  const { townNow, words, daysLeft } = window.portal;
  const today = townNow().slice(0, 10);
  const every = (css, act, within = document) => within.querySelectorAll(css).forEach(act);

  /* Counts that grow on known days, and the day they are counted on. */
  every("[data-due]", (node) => {
    node.textContent = Number(node.textContent) + node.dataset.due.split(" ").filter((day) => day <= today).length;
  });
  every("[data-as-of]", (node) => {
    if (today <= node.dataset.asOf) return;
    const day = new Date(today);
    node.dateTime = today;
    node.textContent = day.toLocaleDateString("ru", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  });

  /* What can be done until a day. */
  every("[data-till]", (node) => { node.hidden = today > node.dataset.till; });
  every("[data-left]", (node) => {
    const left = daysLeft(node.dataset.left, today);
    node.hidden = left < 0;
    if (node.hidden) return;
    const verb = new Intl.PluralRules("ru").select(left) === "one" ? "остался" : "осталось";
    node.textContent = left ? `${verb} ${words(left, "день", "дня", "дней")}` : "последний день";
    node.classList.toggle("chip--bad", left < 7);
    node.classList.toggle("chip--wait", left >= 7);
  });

  /* Lists of what is ahead: what is over goes to the list of what is past, or is hidden; a month flows into the week. */
  const OVER = ["past", "held", "archived", "cancelled"];
  const past = document.querySelector("[data-past]");
  const week = document.querySelector("[data-week]");
  const until = new Date(Date.parse(today) + 7 * 86400000).toISOString().slice(0, 10);
  const codeOf = (item) => (item.matches("[data-code]") ? item : item.querySelector("[data-code]"))?.dataset.code;
  every("[data-ahead]", (list) => {
    every(":scope > li", (item) => {
      if (OVER.includes(codeOf(item))) {
        if (past) past.prepend(item); else item.hidden = true;
      } else if (week && list !== week && item.dataset.day < until) week.append(item);
    }, list);
  });
  every("[data-ahead], [data-past]", (list) => {
    const empty = !list.querySelector(":scope > li:not([hidden])");
    const none = list.parentElement.querySelector(":scope > [data-none]");
    list.hidden = empty;
    if (none) none.hidden = !empty;
    else list.closest("[data-list]").hidden = empty;
  });
})();
