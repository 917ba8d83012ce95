//! On paper: a project's page on A4, with a code that leads back to it and nothing to press.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

journey('the page of a project is printed on A4 with a code, and without what only a screen can do', server, async (visit) => {
  const { page, open, say } = visit;
  const { items } = await ask(server, '/projects?health=delayed&limit=1');
  const { number, name, days_late: late } = items[0];
  await open(`/projects/${number}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();

  await page.locator('link[media=print]').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  const main = page.getByRole('main');
  assert.ok(await main.getByText(say(`滞后 ${late} 天`, `${late} days late`)).first().isVisible());
  for (const milestone of (await ask(server, `/projects/${number}`)).milestones) {
    assert.ok(await main.getByText(say(milestone.zh, milestone.en)).first().isVisible(), milestone.zh);
  }
  assert.ok(await page.locator('.code svg').isVisible(), 'the code is there');
  assert.ok(await page.locator('.code').getByText(`/projects/${number}`).isVisible(), 'and its address in letters');
  for (const button of await page.getByRole('button').all()) assert.equal(await button.isVisible(), false);
  for (const tool of ['.nav', '.tools', '.map']) assert.equal(await page.locator(tool).first().isVisible(), false, tool);

  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const sheets = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
  assert.ok(sheets.length >= 1 && sheets.length <= 8, `${sheets.length} sheets`);
  for (const [, width, height] of sheets) {
    // A4 in points.
    assert.ok(Math.abs(width - 595.3) < 1 && Math.abs(height - 841.9) < 1, `${width} × ${height}`);
  }
});
