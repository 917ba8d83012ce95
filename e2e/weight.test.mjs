//! The first view is light, and the map library waits until the list can be read.

import assert from 'node:assert/strict';
import { journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Bytes that may travel before the list can be read. */
const LIMIT = 220 * 1024;
/** What a map brings: the library and the style sheet of maps. */
const isLibrary = (path) => path.startsWith('/vendor/') || path.startsWith('/map.');

/** Runs in the page before its own scripts: notes when the first rows stand in the document. */
function noteRows() {
  const watch = new MutationObserver(() => {
    if (!document.querySelector('.list [data-number]')) return;
    performance.mark('rows');
    watch.disconnect();
  });
  watch.observe(document, { childList: true, subtree: true });
}

journey('the first view is light and the map library comes after the list', server, async ({ page, open, rows, say }) => {
  await page.addInitScript(noteRows);
  const responses = [];
  page.on('response', (response) => responses.push(response));
  const library = page.waitForRequest((request) => isLibrary(new URL(request.url()).pathname));
  await open('/');
  await rows().first().waitFor();
  // On a phone nothing of the map is fetched until somebody asks for it.
  const toMap = page.getByRole('button', { name: say('地图', 'Map'), exact: true });
  if (await toMap.isVisible()) await toMap.click();
  await library;

  const { origin, rowsAt, started } = await page.evaluate(() => ({
    origin: performance.timeOrigin,
    rowsAt: performance.getEntriesByName('rows')[0].startTime,
    started: performance.getEntriesByType('resource').map(({ name, startTime }) => [new URL(name).pathname, startTime]),
  }));
  const libraryAt = Math.min(...started.filter(([path]) => isLibrary(path)).map(([, at]) => at));
  assert.ok(libraryAt > rowsAt, `the library was asked for at ${libraryAt} ms, the rows stood at ${rowsAt} ms`);

  // What is asked for twice counts from the first time; what was still on its way has no entry of its own yet.
  const startOf = new Map(started.toReversed());
  const weights = new Map();
  for (const response of responses) {
    const path = new URL(response.url()).pathname;
    const startedAt = startOf.get(path) ?? response.request().timing().startTime - origin;
    if (path.startsWith('/api/') || isLibrary(path) || startedAt >= rowsAt) continue;
    const headers = await response.allHeaders();
    if (/html|css|javascript|wasm/.test(headers['content-type'])) {
      assert.equal(headers['content-encoding'], 'br', `${path} comes compressed`);
    }
    weights.set(path, Number(headers['content-length']));
  }
  const told = [...weights].sort(([, a], [, b]) => b - a).map(([path, bytes]) => `${bytes} ${path}`);
  assert.ok([...weights.keys()].some((path) => path.endsWith('.wasm')), 'the program is among what was weighed');
  const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(total <= LIMIT, `the first view weighs ${total} of ${LIMIT} bytes:\n${told.join('\n')}`);
});

journey('a second visit fetches the program no more', server, async ({ page, open, rows }) => {
  await open('/sitemap');
  await page.getByRole('heading', { level: 1 }).waitFor();
  // What is still on its way when the page is left is not kept.
  await page.waitForLoadState('networkidle');
  await open('/');
  await rows().first().waitFor();
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType('resource').filter((it) => /\.(wasm|css)$/.test(it.name) && it.transferSize > 1_000).map((it) => it.name),
  );
  // What a map brings was not needed on the first page: it comes now, for the first time.
  const again = fetched.map((name) => new URL(name).pathname).filter((path) => !isLibrary(path) && (path.includes('app_bg') || path.endsWith('.css')));
  assert.deepEqual(again, [], 'what has its hash in its name is kept');
});
