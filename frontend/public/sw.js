// The service worker: what was read last stays readable without a network. Public things only, and the network first.
// It never calls skipWaiting: a newer one takes over when the last page of the old release is closed, so that the parts
// which an open page has yet to load stay in the store until then.
const MAP = ["{{maplibre-gl.mjs}}", "{{maplibre-gl-worker.mjs}}", "{{maplibre-gl.css}}"];
const FILES = [
  ..."{{app/*.*}}".split(" "),
  "{{boot.js}}", "{{offline.js}}", "{{offline.css}}", "{{style.css}}", "{{map.css}}", "{{pages.css}}", "{{staff.css}}", "{{print.css}}",
  "{{logo.svg}}",
];
// One store for each release, called by the hashes of its files.
const PAGE = "page-" + [...new Set(FILES.map((name) => /[0-9a-f]{12}/.exec(name)[0]))].join("-");
const SHELL = "/";

// The open data that pages are drawn from, named one by one: what is not named here is never kept.
const PUBLIC = /^\/api\/v1\/(areas|basemap|compounds|contact-cards|figures|kinds|map|notices|order-categories|outages|projects|renewal|results|search|site|tiles|work-items)(\/|$)/;
// How many answers are kept. What was found while somebody typed must not push out what was read.
const ANSWERS = { name: "answers", most: 160 };
const FOUND = { name: "found", most: 40 };
const STORED = "x-stored";
// Longer than this nobody waits for a network that only pretends to be there, milliseconds.
const PATIENCE = 8000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  // What a page had read before this worker stood between it and the network.
  if (event.data?.read) event.waitUntil(Promise.allSettled(event.data.read.map(readAgain)));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // Parts of files (Range), such as map tiles, pass by untouched, as does everything that is not named below.
  if (request.method !== "GET" || origin !== location.origin || request.headers.has("range")) return;
  if (isPublic(pathname)) event.respondWith(answer(event, pathname));
  else if (isFile(pathname)) event.respondWith(file(request, pathname));
  else if (isPage(request, pathname)) event.respondWith(inTime(fetch(request), shell));
});

const isPublic = (path) => PUBLIC.test(path);
const isFile = (path) => /[./][0-9a-f]{12}[./]/.test(path);
// A name with a dot is a file, and what is below /api/ and /tiles/ is no page.
const isPage = (request, path) => request.mode === "navigate" && !/\.|^\/(api|tiles)\//.test(path);

async function install() {
  const page = await caches.open(PAGE);
  const shell = await fetch(SHELL);
  const text = await shell.clone().text();
  // In the moment of an update the start page may be another release's already: then this worker is of no use.
  if (!shell.ok || !text.includes(FILES.find((name) => name.endsWith("/app.js")))) throw new Error("another release");
  // The files are in the browser's own cache for the most part. The map library is heavy and many never open a map:
  // it is kept when it is used.
  await page.addAll(FILES);
  await page.put(SHELL, shell);
}

async function activate() {
  const current = [PAGE, ANSWERS.name, FOUND.name];
  for (const name of await caches.keys()) if (!current.includes(name)) await caches.delete(name);
  await clients.claim();
}

async function readAgain(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== location.origin) return;
  if (isPublic(pathname)) await keep(address, await fetch(address));
  else if (MAP.includes(pathname)) await file(new Request(address), pathname);
}

/** A file with a hash in its name never changes. An older release's is looked for as well: its pages may be open. */
async function file(request, path) {
  const known = await caches.match(path, { ignoreVary: true });
  if (known) return known;
  const found = await fetch(request);
  if (found.ok && (MAP.includes(path) || FILES.includes(path))) {
    const copy = found.clone();
    await (await caches.open(PAGE)).put(path, copy);
  }
  return found;
}

async function shell() {
  return (await caches.open(PAGE)).match(SHELL, { ignoreVary: true });
}

/** An answer of the network, else the stored one; tells the page which. */
async function answer(event, path) {
  const { request } = event;
  const asked = fetch(request).then((found) => {
    event.waitUntil(keep(request.url, found.clone()).catch(() => {}));
    tell(event, { path, from: "network" });
    return found;
  });
  // Kept even when it comes too late for this page.
  event.waitUntil(asked.catch(() => {}));
  const stored = async () => {
    const copy = await (await caches.open(storeOf(path).name)).match(request.url, { ignoreVary: true });
    if (copy && !request.signal.aborted) tell(event, { path, from: "store", at: Number(copy.headers.get(STORED)) });
    return copy;
  };
  try {
    return await inTime(asked, stored);
  } catch (error) {
    if (!request.signal.aborted) tell(event, { path, from: "nowhere" });
    throw error;
  }
}

/** What the network says, or after a while, or when it is away, what `instead` finds; else whatever the network does. */
async function inTime(asked, instead) {
  let timer;
  const late = new Promise((done) => (timer = setTimeout(done, PATIENCE)));
  const first = await Promise.race([asked, late]).catch(() => {});
  clearTimeout(timer);
  return first ?? (await instead()) ?? asked;
}

async function tell(event, words) {
  (await clients.get(event.clientId))?.postMessage(words);
}

const storeOf = (path) => (path.startsWith("/api/v1/search") ? FOUND : ANSWERS);

/** Keeps a good answer that may be kept, with the time, and lets the oldest go. What is public no more goes as well. */
async function keep(address, found) {
  const { name, most } = storeOf(new URL(address).pathname);
  if (found.status === 404) await (await caches.open(name)).delete(address);
  if (found.status !== 200 || /no-store|private/.test(found.headers.get("cache-control"))) return;
  const headers = { "content-type": found.headers.get("content-type"), [STORED]: String(Date.now()) };
  const copy = new Response(await found.arrayBuffer(), { headers });
  const store = await caches.open(name);
  // Put in anew, it is the last in the order in which the oldest are let go.
  await store.delete(address);
  await store.put(address, copy);
  const all = await store.keys();
  for (const old of all.slice(0, Math.max(0, all.length - most))) await store.delete(old);
}
