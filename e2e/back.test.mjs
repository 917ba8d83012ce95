//! The way back from a project leads to the same place of the same list.

import assert from 'node:assert/strict';
import { journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Loads two pages more and answers how many rows stand there then. */
async function readOn({ rows, list, say }) {
  await rows().first().waitFor();
  for (const from of [20, 40]) {
    await list().getByRole('button', { name: say('再看 20 个', 'Show 20 more') }).click();
    await rows().nth(from).waitFor();
  }
  return rows().count();
}

journey('back from a project the rows loaded further and the place in the list are there again', server, async (visit) => {
  const { page, open, rows, healthy } = visit;
  await open('/');
  const count = await readOn(visit);
  assert.ok(count > 40);
  const row = rows().nth(45);
  const name = await row.getByRole('link').first().innerText();
  await row.scrollIntoViewIfNeeded();
  await row.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goBack();
  await rows().nth(45).waitFor();
  assert.equal(await rows().count(), count);
  const inSight = (n) => rows().nth(n).evaluate(
    (it) => new Promise((told) => new IntersectionObserver(([seen]) => told(seen.isIntersecting)).observe(it)),
  );
  // It is put there in the frame after the rows are drawn.
  for (let looks = 0; looks < 50 && !(await inSight(45)); looks += 1);
  assert.ok(await inSight(45), 'the row that was opened is in sight');
  const focused = await page.evaluate(() => document.activeElement.closest('[data-number]')?.querySelector('a').innerText);
  assert.equal(focused, name, 'and its link has the keyboard');
  await healthy();
});

journey('a list that is entered anew begins at its beginning', server, async (visit) => {
  const { page, open, rows } = visit;
  await open('/');
  await readOn(visit);
  await rows().nth(45).getByRole('link').first().click();
  await page.locator('.crumb').getByRole('link').first().click();
  await rows().nth(19).waitFor();
  assert.equal(await rows().count(), 20);
  assert.equal(await page.evaluate(() => window.scrollY), 0);
});
