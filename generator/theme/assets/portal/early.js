/* Before the first paint: apply the reader's saved view, so that nothing jumps. If a script or one of its imports
   fails to load, the page returns to its form without scripts. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  addEventListener("error", (event) => {
    if (event.target instanceof HTMLScriptElement) root.classList.replace("js", "no-js");
  }, true);
  try {
    const view = JSON.parse(localStorage.getItem("portal-view") || "{}");
    for (const name of ["font", "spacing", "colors", "images"]) {
      if (/^[a-z]+$/.test(view[name] || "")) root.dataset[name] = view[name];
    }
  } catch { /* storage is closed: the default view serves */ }
})();
