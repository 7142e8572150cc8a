/* Before the first paint: apply the reader's remembered view, so that nothing jumps. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-js");
  root.classList.add("js");
  try {
    var view = JSON.parse(localStorage.getItem("portal-view") || "{}");
    ["font", "colors", "images"].forEach(function (name) {
      if (/^[a-z]+$/.test(view[name] || "")) root.dataset[name] = view[name];
    });
  } catch (error) { /* storage is closed: the default view serves */ }
})();
