/* Only in `portal serve`: reload when the site has changed; show problems over the page when it could not. */
(function () {
  "use strict";
  var seen = null;
  var box = null;

  function show(problems) {
    var errors = problems.filter(function (problem) { return problem.severity === "error"; });
    if (box) { box.remove(); box = null; }
    if (!errors.length) return;
    box = document.createElement("section");
    box.setAttribute("role", "alert");
    Object.assign(box.style, {
      position: "fixed", inset: "auto 1rem 1rem 1rem", maxHeight: "60vh", overflow: "auto", zIndex: "99",
      padding: "1rem 1.25rem", background: "#fdecef", color: "#1b2a22", border: "2px solid #9b1c31", borderRadius: "10px"
    });
    var title = document.createElement("p");
    title.style.fontWeight = "700";
    title.textContent = "В записях ошибки; показан прежний сайт.";
    box.append(title);
    errors.forEach(function (problem) {
      var line = document.createElement("p");
      line.textContent = problem.path + (problem.line ? ":" + problem.line + ":" + problem.column : "") + " " +
        problem.code + " " + problem.message + " → " + problem.hint;
      box.append(line);
    });
    document.body.append(box);
  }

  function ask() {
    fetch("/__portal__/state").then(function (answer) { return answer.json(); }).then(function (state) {
      var errors = state.problems.some(function (problem) { return problem.severity === "error"; });
      if (seen !== null && state.version !== seen && !errors) { location.reload(); return; }
      if (state.version !== seen) show(state.problems);
      seen = state.version;
      setTimeout(ask, 150);
    }).catch(function () { setTimeout(ask, 1000); });
  }
  ask();
})();
