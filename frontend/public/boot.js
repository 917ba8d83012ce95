// Runs before the first paint: puts the saved settings, else the system's, on <html>; then loads the program.
// A classic script, so that it also runs (and says so) where modules or WebAssembly are missing.
(function () {
  var root = document.documentElement;
  var saved = function (key) {
    try { return localStorage.getItem("linxin." + key); } catch (_) { return null; }
  };
  var system = function (query) { return !!window.matchMedia && matchMedia(query).matches; };

  var theme = saved("theme") || (system("(prefers-color-scheme: dark)") ? "dark" : "light");
  if (theme === "dark") root.setAttribute("data-theme", "dark");
  var contrast = saved("contrast") || (system("(prefers-contrast: more)") ? "more" : "normal");
  if (contrast === "more") root.setAttribute("data-contrast", "more");
  var senior = saved("senior");
  if (/^(18|22|26|30)$/.test(senior)) root.setAttribute("data-senior", senior);
  if (saved("who")) root.setAttribute("data-who", "");
  var asked = /[?&]lang=(zh-CN|zh|en)(?:&|$)/.exec(location.search);
  var lang = (asked ? asked[1] : saved("lang")) === "en" ? "en" : "zh-CN";
  root.lang = lang;
  if (asked) {
    // A choice like any other: it is kept, and the address goes on without it.
    try { localStorage.setItem("linxin.lang", lang); } catch (_) { /* ends with the visit */ }
    var rest = new URLSearchParams(location.search);
    rest.delete("lang");
    rest = rest.toString();
    history.replaceState(history.state, "", location.pathname + (rest && "?" + rest) + location.hash);
  }

  var meta = function (name) { return document.querySelector('meta[name="' + name + '"]').content; };
  function fail(why) {
    if (why && window.console) console.error(why);
    var show = function () {
      var wait = document.getElementById("boot-wait"), failed = document.getElementById("boot-failed");
      if (wait) wait.hidden = true;
      if (failed) failed.hidden = false;
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show); else show();
  }
  // When the first view stands: what paper needs, and reading offline, which comes at once where its worker works already.
  var worker = navigator.serviceWorker, works = worker && worker.controller;
  function keep() {
    if (worker) import("{{offline.js}}").catch(function () {});
  }
  function later() {
    if (document.querySelector(".wait")) return setTimeout(later, 500);
    var paper = document.createElement("link");
    paper.rel = "stylesheet";
    paper.media = "print";
    paper.href = "{{print.css}}";
    document.head.append(paper);
    works || keep();
  }
  function load() {
    works && keep();
    later();
    if (typeof WebAssembly !== "object") return fail("no WebAssembly");
    import(meta("app-js")).then(function (app) {
      return app.default({ module_or_path: meta("app-wasm") });
    }).catch(fail);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load); else load();
})();
