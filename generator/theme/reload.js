/* Only in `portal serve`: reload when the site has changed; show what is wrong over the page when it could not. */
(function () {
  "use strict";
  // The state of the site that this page was made from.
  var made = Number(new URL(document.currentScript.src).searchParams.get("seen"));
  var told = 0;
  var box = null;

  function line(text, weight) {
    var paragraph = document.createElement("p");
    paragraph.style.fontWeight = weight;
    paragraph.textContent = text;
    box.append(paragraph);
  }

  function show(errors, note) {
    if (box) { box.remove(); box = null; }
    if (!errors.length && !note) return;
    box = document.createElement("section");
    box.setAttribute("role", "alert");
    Object.assign(box.style, {
      position: "fixed", inset: "auto 1rem 1rem 1rem", maxHeight: "60vh", overflow: "auto", zIndex: "99",
      padding: "1rem 1.25rem", background: "#fdecef", color: "#1b2a22", border: "2px solid #9b1c31", borderRadius: "10px"
    });
    line(errors.length ? "В записях ошибки; показан прежний сайт." : "Показан прежний сайт.", "700");
    if (note) line(note, "400");
    errors.forEach(function (problem) {
      line(problem.path + (problem.line ? ":" + problem.line + ":" + problem.column : "") + " " +
        problem.code + " " + problem.message + " → " + problem.hint, "400");
    });
    document.body.append(box);
  }

  /* The answer comes when there is something new. A page in the background does not ask: a browser holds few
     connections to one host. */
  function ask() {
    if (document.hidden) { document.addEventListener("visibilitychange", ask, { once: true }); return; }
    fetch("/__portal__/state?seen=" + told).then(function (answer) { return answer.json(); }).then(function (state) {
      var errors = state.problems.filter(function (problem) { return problem.severity === "error"; });
      if (state.version !== made && !errors.length && !state.note) { location.reload(); return; }
      if (state.version !== told) show(errors, state.note);
      told = state.version;
      ask();
    }).catch(function () { setTimeout(ask, 500); });
  }
  ask();
})();
