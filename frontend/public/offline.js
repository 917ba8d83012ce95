// The page's side of sw.js: starts the worker, and says on top of the page when what is shown was kept earlier.
// boot.js loads it when nothing is being waited for any more, and at once where the worker is at work already, for the
// worker tells what it kept; outside of secure contexts there is none. Both languages stand in the sign, as in
// index.html, and the one of the page is shown.
const worker = navigator.serviceWorker;
const SIGN = `
  <svg class="icon" aria-hidden="true"><use href="#i-offline"/></svg>
  <div lang="zh-CN">
    <p data-says="kept"><b>离线</b> · 您看到的是 <time class="num"></time> 存下的内容</p>
    <p data-says="never"><b>离线</b> · 这一页以前没有打开过，手机或电脑里没有存。连上网以后再看</p>
    <p data-says="back"><b>又连上网了</b> · 您看到的还是 <time class="num"></time> 存下的内容 <button class="btn" type="button">看最新的</button></p>
  </div>
  <div lang="en">
    <p data-says="kept"><b>Offline</b> · you are seeing what was saved on <time class="num"></time></p>
    <p data-says="never"><b>Offline</b> · this page was never opened on this device, so nothing of it is saved. Come back once you are online</p>
    <p data-says="back"><b>Back online</b> · you are still seeing what was saved on <time class="num"></time> <button class="btn" type="button">Show the latest</button></p>
  </div>`;
const zone = { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23", year: "numeric", day: "numeric" };
const written = {
  "zh-CN": new Intl.DateTimeFormat("zh-CN", { ...zone, month: "long" }),
  en: new Intl.DateTimeFormat("en-GB", { ...zone, month: "short" }),
};

/** Answers that every page shows: the settings of the site and the catalogue of kinds. */
const EVERYWHERE = /^\/api\/v1\/(site|kinds)$/;
/** When the answers shown here were stored, by address: those of every page, and those of the page at `where`. */
const everywhere = new Map();
const here = new Map();
let where = location.pathname;
let missing = false;
/** The network is there again: the last answer came from it. */
let back = false;
let sign;

worker.addEventListener("message", ({ data }) => {
  if (location.pathname !== where) {
    where = location.pathname;
    here.clear();
    missing = false;
  }
  back = data.from === "network";
  if (back) renewed(data.path);
  else if (data.from === "nowhere") missing = true;
  else (EVERYWHERE.test(data.path) ? everywhere : here).set(data.path, data.at);
  show();
});
worker.startMessages();

/** What came from the network is new; what else the page shows is as old as it was. */
function renewed(path) {
  everywhere.clear();
  here.delete(path);
  missing = false;
}

function show() {
  const dates = [...everywhere.values(), ...here.values()];
  const says = missing && !here.size ? "never" : dates.length ? (back ? "back" : "kept") : "";
  if (!sign && !says) return;
  sign ??= put();
  sign.hidden = !says;
  for (const line of sign.querySelectorAll("p")) line.hidden = line.dataset.says !== says;
  for (const time of sign.querySelectorAll("time")) {
    const oldest = new Date(Math.min(...dates));
    if (!dates.length) continue;
    time.dateTime = oldest.toISOString();
    time.textContent = written[time.closest("[lang]").lang].format(oldest);
  }
}

function put() {
  const made = document.createElement("div");
  made.className = "offline";
  // Readers are told of what changes in it.
  made.setAttribute("role", "status");
  made.innerHTML = SIGN;
  for (const button of made.querySelectorAll("button")) button.addEventListener("click", () => location.reload());
  // Undressed it would say everything in both languages: it stands when its styles have come, or cannot come.
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "{{offline.css}}";
  for (const end of ["load", "error"]) style.addEventListener(end, () => document.body.prepend(made));
  document.head.append(style);
  return made;
}

addEventListener("online", async () => {
  if (!sign || sign.hidden) return;
  // Past the worker: what is on the page is old until it is asked for again.
  const found = await fetch("/api/v1/health/live", { cache: "no-store" }).catch(() => {});
  if (!found?.ok) return;
  back = true;
  show();
});

// Where it is forbidden or cannot be had, the page works as it does without.
const wasControlled = Boolean(worker.controller);
worker
  .register("/sw.js")
  .then(() => worker.ready)
  .then(({ active }) => {
    if (wasControlled) return;
    // What the page read before the worker stood between, and what was on its way when it came.
    const past = (list) => {
      const read = list.getEntries().filter(({ workerStart }) => !workerStart).map(({ name }) => name);
      if (read.length) active.postMessage({ read: [...new Set(read)] });
    };
    new PerformanceObserver(past).observe({ type: "resource", buffered: true });
  })
  .catch(() => {});
