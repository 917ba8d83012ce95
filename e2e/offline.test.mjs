//! Without a network the pages read last stay readable, with a sign and its date; only public answers are ever kept.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ask, journey, PATIENCE, startServer, usual, visit } from './harness.mjs';

/** What the browser writes into its console about answers that do not come. */
const NO_ANSWER = /net::ERR_|Failed to load resource|Failed to fetch/;
/** The one file where the service worker may work. */
const working = { context: { serviceWorkers: 'allow' } };

/** Waits until the worker stands and has kept this answer, or all that the page has read. */
async function kept({ page }, path) {
  const look = async (path) => {
    // The stream of news is no answer to keep; it is on this list once it was cut and begun anew.
    const isKept = (it) => it.includes('/api/v1/') && !it.includes('/api/v1/live');
    // What was given up half way was never an answer.
    const answers = performance.getEntriesByType('resource').filter(({ responseStatus }) => responseStatus !== 0);
    const read = answers.map(({ name }) => name).filter(isKept);
    for (const one of path ? [path] : read) if (!(await caches.match(one))) return one;
    return read.length > 0 && navigator.serviceWorker.controller !== null ? null : 'no worker yet: what was read';
  };
  const end = Date.now() + PATIENCE;
  for (let missing; (missing = await page.evaluate(look, path)); await page.waitForTimeout(100)) {
    assert.ok(Date.now() < end, `${missing} is not kept`);
  }
}

/** Opens the start page and waits until all that it read is kept. */
async function openKept(visited) {
  await visited.open('/');
  await visited.rows().first().waitFor();
  await kept(visited);
}

const sign = ({ page, say }) => page.getByRole('status').filter({ hasText: say('离线', 'Offline') });

/** The sign stands and tells the time, within the last minutes, in words of this language. */
async function signTellsTheDate(visited) {
  const { page, say } = visited;
  await sign(visited).waitFor();
  await sign(visited).getByText(say('您看到的是', 'you are seeing what was saved on')).waitFor();
  const time = sign(visited).getByRole('time').filter({ visible: true });
  const age = Date.now() - Date.parse(await time.getAttribute('datetime'));
  assert.ok(age >= 0 && age < 10 * PATIENCE, `stored ${age} ms ago`);
  assert.match(await time.innerText(), say(/^\d{4}年\d{1,2}月\d{1,2}日 ?\d\d:\d\d$/, /^\d{1,2} \w{3,4} \d{4},? (at )?\d\d:\d\d$/));
  const box = await sign(visited).boundingBox();
  const header = await page.getByRole('banner').boundingBox();
  assert.ok(box.y + box.height <= header.y + 1, 'it stands above the header');
}

/** Counts, at the moment the sign comes into the page, how many of its lines are seen: each of two languages has three. */
const watchSign = ({ page }) =>
  page.addInitScript(() => {
    const isSeen = (it) => it.checkVisibility();
    const watcher = new MutationObserver(() => {
      const lines = document.querySelectorAll('.offline p');
      if (lines.length > 0) globalThis.linesAtFirst ??= [...lines].filter(isSeen).length;
    });
    watcher.observe(document, { childList: true, subtree: true });
  });

const heading = ({ page }, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Each variant stops its own server, so each has one. */
for (const one of usual) {
  let server;
  after(() => server?.stop());
  test(`without a server the pages read last stay readable (${one.name})`, { timeout: 4 * PATIENCE }, async (t) => {
    server = await startServer({ demo: true });
    const visited = await visit(server, one, working.context);
    t.after(() => visited.close());
    const { page, open, say, rows, list, context, expectProblem, healthy, problems } = visited;
    const [project, other] = (await ask(server, '/projects')).items;
    const [compound] = (await ask(server, '/compounds?limit=1')).items;

    await open('/');
    await rows().first().waitFor();
    const read = await rows().count();
    await kept(visited);
    await rows().getByRole('link', { name: project.name, exact: true }).first().click();
    await heading(visited, project.name);
    await kept(visited);
    await open(`/compounds/${compound.id}`);
    await heading(visited, compound.name);
    await kept(visited);
    assert.equal(await sign(visited).count(), 0, 'no sign while answers come');
    assert.deepEqual(problems(), []);

    // The server itself is gone, not only what the browser believes of its network.
    expectProblem(NO_ANSWER);
    await context.setOffline(true);
    await server.stop();
    server = undefined;
    await page.reload();
    await heading(visited, compound.name);
    await signTellsTheDate(visited);
    await healthy();

    await open(`/projects/${project.number}`);
    await heading(visited, project.name);
    await signTellsTheDate(visited);
    await healthy();

    await open('/');
    await rows().nth(read - 1).waitFor();
    await signTellsTheDate(visited);
    await healthy();

    // From page to page without loading anything anew, and in the other language.
    await rows().getByRole('link', { name: project.name, exact: true }).first().click();
    await heading(visited, project.name);
    await signTellsTheDate(visited);
    await page.getByRole('button', { name: say(/English/, '中文') }).click();
    await page.getByRole('status').getByText(say('you are seeing', '您看到的是')).waitFor();
    await page.getByRole('button', { name: say('中文', /English/) }).click();
    await page.getByRole('button', { name: say('大字版', 'Large'), exact: true }).click();
    await signTellsTheDate(visited);
    await healthy();

    await open(`/projects/${other.number}`);
    await heading(visited, say('没有连上', 'No connection'));
    await sign(visited).getByText(say('这一页以前没有打开过', 'this page was never opened')).waitFor();
    await healthy();
    assert.equal(await list().count(), 0);
  });
}

const context = { ...working, variants: usual };
let shared;
after(() => shared?.stop());
const server = {
  get url() {
    return shared.url;
  },
};
test('a server for what follows', { timeout: 2 * PATIENCE }, async () => void (shared = await startServer({ demo: true })));

journey('the page can be installed', server, async (visited) => {
  const { page, context } = visited;
  await openKept(visited);
  const browser = await context.newCDPSession(page);
  const { installabilityErrors: why } = await browser.send('Page.getInstallabilityErrors');
  // A window of a journey keeps nothing behind, which a browser that installs would ask for.
  assert.deepEqual(why.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
}, working);

journey('what was on its way when the worker came is kept as well', server, async (visited) => {
  const { page, context } = visited;
  const late = '/api/v1/compounds?limit=3';
  await context.route(`**${late}`, async (route) => {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await route.continue();
  });
  await page.addInitScript((path) => void (globalThis.asked = fetch(path).then((it) => it.text())), late);
  await visited.open('/');
  await page.evaluate(() => globalThis.asked);
  await kept(visited, late);
}, working);

journey('the sign goes when answers come again', server, async (visited) => {
  const { page, say, rows, context, expectProblem } = visited;
  const [project, other] = (await ask(server, '/projects')).items;
  await openKept(visited);
  expectProblem(NO_ANSWER);
  await context.setOffline(true);
  await watchSign(visited);
  await page.reload();
  await signTellsTheDate(visited);
  assert.equal(await page.evaluate(() => globalThis.linesAtFirst), 1, 'never all that it could say at once');
  await context.setOffline(false);
  const back = page.getByRole('status').getByText(say('又连上网了', 'Back online'));
  await back.waitFor();
  // One answer that is new makes nothing new of what else is shown.
  await page.evaluate(() => fetch('/api/v1/areas').then((it) => it.text()));
  assert.ok(await back.isVisible());
  await visited.healthy();
  await rows().getByRole('link', { name: other.name, exact: true }).first().click();
  await heading(visited, other.name);
  await back.waitFor({ state: 'hidden' });
  assert.equal(await sign(visited).count(), 0);
  assert.notEqual(project.number, other.number);
}, context);

journey('nothing but public answers is ever kept', server, async (visited) => {
  const { page } = visited;
  await openKept(visited);
  const private_ = ['staff', 'staff/projects', 'me', 'session', 'health', 'health/live', 'nothing', 'projects/none'];
  visited.expectProblem(/status of (401|404|405)/);
  await page.evaluate(async (paths) => {
    for (const path of paths) await fetch(`/api/v1/${path}`);
    await fetch('/api/v1/areas', { headers: { range: 'bytes=0-9' } });
    await fetch('/api/v1/work-items', { method: 'HEAD' });
  }, private_);
  // An answer asked for later is kept: so would those before it.
  await page.evaluate(() => fetch('/api/v1/compounds?limit=1').then((it) => it.text()));
  await kept(visited, '/api/v1/compounds?limit=1');
  const stored = await page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) all.push(url);
    return all.map((url) => new URL(url).pathname + new URL(url).search);
  });
  const api = stored.filter((path) => path.startsWith('/api/'));
  const known = /^\/api\/v1\/(areas|basemap|compounds|figures|kinds|map|notices|outages|projects|renewal|results|search|site|tiles)([/?]|$)/;
  assert.deepEqual(api.filter((path) => !known.test(path)), []);
  assert.ok(!api.includes('/api/v1/projects/none') && api.some((path) => /^\/api\/v1\/projects([?]|$)/.test(path)), api.join());
  assert.ok(stored.some((path) => /chunk|split|\.wasm$/.test(path)), 'the parts of the program are kept');
}, context);

journey('the last two hundred answers stay, the older ones go', server, async (visited) => {
  const { page } = visited;
  await openKept(visited);
  const count = () =>
    page.evaluate(async () => {
      const of = async (name) => (await (await caches.open(name)).keys()).length;
      return (await of('answers')) + (await of('found'));
    });
  await page.evaluate(async () => {
    for (let n = 1; n <= 100; n += 1) {
      await fetch(`/api/v1/projects?limit=${n}`);
      await fetch(`/api/v1/compounds?limit=${n}`);
    }
    for (let n = 40; n < 100; n += 1) await fetch(`/api/v1/search?q=${n}`);
  });
  await kept(visited, '/api/v1/search?q=99');
  const end = Date.now() + PATIENCE;
  while ((await count()) !== 200) {
    assert.ok(Date.now() < end, `${await count()} are kept`);
    await page.waitForTimeout(100);
  }
  const has = (path) => page.evaluate(async (path) => Boolean(await caches.match(path)), path);
  assert.deepEqual([await has('/api/v1/projects?limit=1'), await has('/api/v1/projects?limit=100')], [false, true]);
}, { ...working, variants: [usual[1]] });

journey('the worker comes after the first rows', server, async ({ page, open, rows }) => {
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('.list [data-number]')) return;
      performance.mark('rows');
      watch.disconnect();
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await open('/');
  await rows().first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const [rowsAt, scriptAt] = await page.evaluate(() => [
    performance.getEntriesByName('rows')[0].startTime,
    performance.getEntriesByType('resource').find(({ name }) => name.includes('/offline.')).startTime,
  ]);
  assert.ok(scriptAt > rowsAt, `asked for at ${scriptAt} ms, the rows stood at ${rowsAt} ms`);
}, context);
