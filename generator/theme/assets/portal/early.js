/* Before the first paint: apply the reader's remembered view, so that nothing jumps. Where a script or what it imports
   does not load, the page is again what it is without scripts. */
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
