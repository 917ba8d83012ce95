//! A real list, imported into an empty database: seen in the list, found by search, nothing invented.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { PATIENCE, ask, askAll, journey, linxin, startServer } from './harness.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const FILE = resolve(ROOT, '../shared/data/import-samples/yuhua_2021_compounds_17.csv');
const MAPPING = resolve(ROOT, 'backend/tests/mappings/yuhua.toml');
const missing = existsSync(FILE) ? undefined : `${FILE} is not on this machine`;
const list = ['import', 'projects', FILE, '--mapping', MAPPING];

const server = {};
before(
  async () => {
    if (!missing) Object.assign(server, await startServer({ commands: [list] }));
  },
  { timeout: 2 * PATIENCE },
);
after(() => server.stop?.());

/** A journey that needs the real list. */
function withList(name, steps) {
  journey(name, server, (visit) => (missing ? visit.t.skip(missing) : steps(visit)));
}

withList('the seventeen real compounds are in the list without a position', async (visit) => {
  const { page, open, say, rows, listTells, list, healthy } = visit;
  await open('/');
  await rows().first().waitFor();
  await listTells(17);
  const without = say('17 个尚无位置，只在清单里', '17 have no position yet and are only in the list');
  await list().getByText(without).waitFor();
  assert.equal(await rows().count(), 17);
  for (const words of await rows().allInnerTexts()) {
    // Works began in 2021, says the list, and nobody has reported since: that is said too.
    assert.match(words, say(/\d 天未更新/, /No news for \d+ days/));
    assert.ok(words.includes(say('尚无位置', 'No position yet')), words);
    assert.doesNotMatch(words, /%|示例|Sample/, 'no percentage and no sample mark was invented');
  }
  assert.equal(await page.getByText(say('虚构数据', 'invented data')).count(), 0, 'no bar speaks of sample data');
  await healthy();
});

withList('the dormitory of the transformer works is found and its page invents nothing', async (visit) => {
  const { page, open, say, rows, listTells, healthy } = visit;
  await open('/');
  await page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }).fill('变压器厂宿舍');
  await page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }).press('Enter');
  const row = rows().filter({ hasText: '变压器厂宿舍' });
  await row.waitFor();
  await listTells(1);
  const [found] = await askAll(server, `/projects?q=${encodeURIComponent('变压器厂宿舍')}`);
  const [street, community] = found.areas.slice(-2).map((area) => area.name);
  assert.match(street, /街道$/);
  assert.match(community, /社区$/);

  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /变压器厂宿舍/ }).waitFor();
  const main = page.getByRole('main');
  await main.getByText(`${street} · ${community}`).waitFor();
  const source = page.getByRole('region', { name: say('依据', 'Where this comes from') });
  await source.getByText('《2021年雨花区老旧小区改造项目开工情况公示》').waitFor();
  const place = page.getByRole('region', { name: say('在哪里', 'Where it is') });
  await place.getByText(say('尚无位置', 'No position yet')).waitFor();
  const standing = page.getByRole('region', { name: say('施工进度', 'Progress of works') });
  await standing.getByText(say('还没有分项进度，所以没有百分比。', 'No steps are recorded, so there is no percentage.')).waitFor();
  await main.getByText(say('正在施工，', 'Works are under way, ')).waitFor();
  const words = await main.innerText();
  assert.doesNotMatch(words, /\d%|示例|Sample|滞后|days late/, 'nothing is said that the list does not say');
  for (const heading of [say('每一步的时间', 'Every step in time'), say('这个项目的经过', 'What has happened')]) {
    assert.equal(await page.getByRole('heading', { name: heading }).count(), 0, heading);
  }
  await healthy();

  const treated = page.getByRole('region', { name: say('改造哪些小区', 'Compounds treated') });
  await treated.getByRole('link', { name: '变压器厂宿舍' }).click();
  await page.getByRole('heading', { level: 1, name: '变压器厂宿舍' }).waitFor();
  await page.getByText(say('有 1 个改造项目。', '1 renewal project.')).waitFor();
  await healthy();
});

withList('a street of the list filters it', async ({ page, open, say, rows, listTells, healthy }) => {
  const streets = (await ask(server, '/areas')).filter((area) => area.level === 'street');
  assert.ok(streets.length > 1, 'the streets were made from the list');
  const [street] = streets;
  assert.ok(street.project_count > 0 && street.project_count < 17, `${street.name}: ${street.project_count}`);
  await open('/');
  await page.getByText(say('更多筛选', 'More filters')).click();
  await page.getByLabel(say('街道或社区', 'Street or community')).selectOption({ label: street.name });
  await listTells(street.project_count);
  for (const words of await rows().allInnerTexts()) assert.ok(words.includes(street.name), words);
  await healthy();
});

test('the ledger that is written can be read again and is the same', { timeout: PATIENCE }, async (t) => {
  if (missing) return t.skip(missing);
  const folder = await mkdtemp(join(tmpdir(), 'linxin-e2e-'));
  try {
    const [first, second] = ['first', 'second'].map((name) => join(folder, name));
    const [written, again] = ['1.csv', '2.csv'].map((name) => join(folder, name));
    await linxin(first, ...list);
    await linxin(first, 'export', 'projects', written);
    await linxin(second, 'import', 'projects', written);
    await linxin(second, 'export', 'projects', again);
    assert.ok((await readFile(written)).equals(await readFile(again)));
    assert.equal((await readFile(written, 'utf8')).trim().split('\n').length, 18);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
