//! What Lighthouse says of a list, a project, finished work, figures and notices, as on a phone with a slow network.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import lighthouse from 'lighthouse';
import { ask, launch, PATIENCE, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Must be without a fault; how fast it is on this machine is told and not judged. */
const FLAWLESS = ['accessibility', 'best-practices', 'seo'];

/** A port that nobody uses. */
async function freePort() {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  taken.close();
  await once(taken, 'close');
  return port;
}

test('Lighthouse finds no fault in accessibility, best practices and SEO', { timeout: 12 * PATIENCE }, async (t) => {
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  try {
    const { items } = await ask(server, '/projects?status=works&limit=1');
    for (const path of ['/', `/projects/${items[0].number}`, '/results', '/figures', '/notices']) {
      for (const lang of ['zh-CN', 'en']) {
        const address = `${path}?lang=${lang}`;
        const { lhr } = await lighthouse(server.url + address, { port, onlyCategories: [...FLAWLESS, 'performance'] });
        const scores = Object.values(lhr.categories).map(({ id, score }) => `${id} ${Math.round(100 * score)}`);
        t.diagnostic(`${address}: ${scores.join(', ')}`);
        for (const name of FLAWLESS) {
          const { score, auditRefs } = lhr.categories[name];
          const wrong = auditRefs.map(({ id }) => lhr.audits[id]).filter((it) => it.score !== null && it.score < 1);
          assert.equal(score, 1, `${address}, ${name}: ${wrong.map((it) => `${it.id} (${it.title})`).join(', ')}`);
        }
      }
    }
  } finally {
    await browser.close();
  }
});
