//! The page starts: it has its name, and nothing on it complains.

import assert from 'node:assert/strict';
import { PATIENCE, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true, anew: true });

journey('the start page has its name and nothing complains', server, async ({ page, open, say, healthy }) => {
  const response = await open('/');
  assert.equal(response.status(), 200);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ timeout: PATIENCE });
  // Until the program runs, the title is the server's.
  await page.waitForFunction((title) => document.title === title, say('邻新', 'Linxin'), { timeout: PATIENCE });
  await healthy();
});
