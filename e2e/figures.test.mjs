//! Figures: published and computed apart, each down to its rows, and as files.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

journey('a figure is followed down to its rows, which add up to it', server, async ({ page, open, say, healthy }) => {
  const { computed } = await ask(server, '/figures');
  const figure = computed.find((one) => one.code === 'benefiting_households');
  await open('/figures');
  const side = page.getByRole('region', { name: say(/^本系统算出的/, /^Computed here/) });
  const card = side.locator('.fig').filter({ has: page.getByRole('heading', { name: say('受益住户', 'Households benefiting') }) });
  await card.waitFor();
  await healthy();
  await card.getByText(say('怎么算的', 'How it is computed')).click();
  await card.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: say('受益住户', 'Households benefiting') }).waitFor();
  const rows = page.locator('tbody tr');
  await rows.first().waitFor();
  assert.equal(await rows.count(), figure.rows);
  const numbers = await rows.locator('td.r').allTextContents();
  const sum = numbers.map((text) => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? 0)).reduce((a, b) => a + b, 0);
  assert.equal(sum, figure.value);
  await healthy();
  await rows.first().getByRole('link').click();
  await page.waitForURL(/\/compounds\//);
});

journey('what was published stands apart with its source and its qualifier', server, async ({ page, open, say }) => {
  await open('/figures');
  const side = page.getByRole('region', { name: say('公布的', 'As published') });
  const card = (name) => side.locator('.fig').filter({ hasText: name });
  await card(say('6.8万余套', 'over 68,000')).first().waitFor();
  await card(say('108.7公里', '108.7')).first().waitFor();
  await card(say('13亿元', 'CNY 1.3 billion')).first().waitFor();
  for (const one of await side.locator('.fig .src').all()) assert.match(await one.textContent(), /\S/);
  assert.match(await side.locator('.fig .src').first().textContent(), /2021-12-10/);
});

journey('a street has its own figures, and every number of a chart leads to its projects', server, async ({ page, open, say, rows }) => {
  const areas = await ask(server, '/areas');
  const street = areas.find((area) => area.level === 'street' && area.project_count > 3);
  await open('/figures');
  await page.getByLabel(say('街道或社区', 'Street or community')).selectOption(street.id);
  await page.waitForURL(new RegExp(street.id));
  const { charts } = await ask(server, `/figures?area=${street.id}`);
  const [sign, count] = Object.entries(charts.signs)[0];
  assert.ok(sign && count > 0);
  const chart = page.locator('figure').filter({ hasText: say('所有项目现在的状态', 'How all projects stand') });
  await chart.getByRole('link').first().click();
  await rows().first().waitFor();
  assert.match(page.url(), new RegExp(street.id));
});

journey('the figures come as files with their sources', server, async ({ page, open, say }) => {
  await open('/figures');
  for (const [name, path] of [['CSV', '.csv'], [say('Excel', 'Excel'), '.xlsx'], ['JSON', '/figures']]) {
    const link = page.getByRole('link', { name: new RegExp(name) });
    const answer = await page.request.get(server.url + (await link.getAttribute('href')));
    assert.equal(answer.status(), 200, path);
    assert.ok((await answer.body()).length > 500, path);
  }
});
