//! For other eyes: enlarged to 200 %, with more contrast, with the colours of the system, and without movement.

import assert from 'node:assert/strict';
import { ask, journey, usual, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Opens the pages that people use most, and looks at each. */
async function lookAround({ page, open, rows, healthy }, look = async () => {}) {
  await open('/');
  await rows().first().waitFor();
  await look();
  await healthy();
  const { items } = await ask(server, '/projects?health=delayed&limit=1');
  await open(`/projects/${items[0].number}`);
  await page.getByRole('heading', { level: 1, name: items[0].name }).waitFor();
  await look();
  await healthy();
  const compounds = await ask(server, '/compounds?limit=1');
  await open(`/compounds/${compounds.items[0].id}`);
  await page.getByRole('heading', { level: 1, name: compounds.items[0].name }).waitFor();
  await look();
  await healthy();
}

// A window of 1280 × 900 has half as many of the page's pixels then.
const enlarged = usual.map((one) => ({ ...one, name: `${one.locale}, 200 %`, width: 640, height: 450, senior: false }));
journey('a page enlarged to 200 % keeps everything within its window', server, (visit) => lookAround(visit), {
  variants: enlarged,
  context: { deviceScaleFactor: 2 },
});

journey(
  'the colours of the system are used where the reader wants them',
  server,
  (visit) =>
    lookAround(visit, async () => {
      // A sign is known by its shape and its word: neither is painted over.
      const sign = visit.page.locator('main .badge').first();
      if (await sign.count()) assert.notEqual(await sign.evaluate((it) => getComputedStyle(it).borderStyle), 'none');
    }),
  { context: { forcedColors: 'active' } },
);

journey(
  'whoever wants more contrast gets it without asking',
  server,
  (visit) =>
    lookAround(visit, async () => {
      assert.equal(await visit.page.evaluate(() => document.documentElement.dataset.contrast), 'more');
    }),
  { context: { contrast: 'more' } },
);
