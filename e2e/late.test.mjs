//! What is late can be filtered, shared as an address, and narrowed down; nothing found leads on.

import assert from 'node:assert/strict';
import { ask, askAll, journey, useServer, visit } from './harness.mjs';

const server = useServer({ demo: true });

const queryOf = (page) => Object.fromEntries(new URL(page.url()).searchParams);

/** A late project with its kind, street and year, and another late one that differs in kind. */
async function late() {
  const projects = await ask(server, '/projects?health=delayed&limit=100').then((page) => page.items);
  const [one] = projects;
  const kinds = await ask(server, '/kinds');
  return { projects, one, street: one.areas[0], kind: kinds.find((k) => k.code === one.kind) };
}

/** Chooses the late ones by their chip and waits until the list shows them. */
async function chooseLate({ page, say, listTells }, n) {
  await page.getByRole('button', { name: new RegExp(`^${say('滞后', 'Late')}\\s*${n}$`) }).click();
  await listTells(n);
}

journey('late projects are filtered by one press and the address can be shared', server, async (visited) => {
  const { page, variant, open, say, rows, listTells, healthy } = visited;
  const { projects } = await late();
  assert.ok(projects.length > 1 && projects.every((p) => p.days_late > 0), 'the demo district has late projects');

  await open('/');
  await rows().first().waitFor();
  const everything = await rows().allInnerTexts();
  await chooseLate(visited, projects.length);
  assert.deepEqual(queryOf(page), { health: 'delayed' });
  assert.equal(await rows().count(), projects.length);
  for (const { name, days_late: days } of projects) {
    const row = rows().filter({ has: page.getByRole('link', { name, exact: true }) });
    await row.getByText(say(`滞后 ${days} 天`, `${days} days late`), { exact: true }).waitFor();
  }
  const late_ones = await rows().allInnerTexts();
  await healthy();

  const fresh = await visit(server, variant);
  try {
    await fresh.page.goto(page.url());
    await fresh.rows().first().waitFor();
    assert.deepEqual(await fresh.rows().allInnerTexts(), late_ones, 'a fresh window shows the same');
    const chip = fresh.page.getByRole('button', { name: new RegExp(`^${say('滞后', 'Late')}\\s*\\d+$`) });
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    assert.deepEqual(fresh.problems(), []);
  } finally {
    await fresh.close();
  }

  await page.goBack();
  await listTells((await ask(server, '/projects')).total);
  assert.deepEqual(await rows().allInnerTexts(), everything, 'the way back restores the earlier list');
  assert.equal(new URL(page.url()).search, '');
  await page.goForward();
  await listTells(projects.length);
  assert.deepEqual(await rows().allInnerTexts(), late_ones);
});

journey('filters are combined and taken away one by one or all at once', server, async (visited) => {
  const { page, open, say, rows, listTells, healthy } = visited;
  const { projects, one, street, kind } = await late();
  const steps = [
    [say('类型', 'Kind'), kind.code, { kind: kind.code }],
    [say('街道或社区', 'Street or community'), street.id, { area: street.id }],
    [say('计划年度', 'Programme year'), String(one.plan_year), { year: String(one.plan_year) }],
  ];

  await open('/');
  await rows().first().waitFor();
  await chooseLate(visited, projects.length);
  await page.getByText(say('更多筛选', 'More filters')).click();
  const wanted = { health: 'delayed' };
  for (const [label, value, pair] of steps) {
    await page.getByLabel(label, { exact: true }).selectOption(value);
    Object.assign(wanted, pair);
    const { total } = await ask(server, `/projects?${new URLSearchParams(wanted)}`);
    await listTells(total);
    assert.deepEqual(queryOf(page), wanted);
  }
  await rows().getByRole('link', { name: one.name, exact: true }).waitFor();
  await healthy();

  const address = page.url();
  await page.goto('/sitemap');
  await page.goto(address);
  await rows().getByRole('link', { name: one.name, exact: true }).waitFor();
  await page.getByText(say('更多筛选', 'More filters')).click();
  for (const [label, value] of steps) {
    const select = page.getByLabel(label, { exact: true });
    await select.waitFor();
    await select.locator(`option[value="${value}"]:checked`).waitFor({ state: 'attached' });
  }

  const tags = page.getByRole('list', { name: say('正在用的筛选', 'Filters in use') });
  assert.equal(await tags.getByRole('listitem').count(), 4);
  const remove = (what) => tags.getByRole('button', { name: say(`去掉筛选：${what}`, `Remove filter: ${what}`) });
  await remove(street.name).click();
  delete wanted.area;
  const without = await ask(server, `/projects?${new URLSearchParams(wanted)}`);
  await listTells(without.total);
  assert.deepEqual(queryOf(page), wanted);
  assert.equal(await page.getByLabel(steps[1][0], { exact: true }).inputValue(), '', 'the select follows');
  await remove(say(kind.zh, kind.en)).click();
  await tags.getByRole('button', { name: kind.en }).waitFor({ state: 'hidden' });
  assert.equal(await tags.getByRole('listitem').count(), 2);

  await page.getByRole('button', { name: say('去掉所有筛选', 'Remove all filters') }).click();
  await listTells((await ask(server, '/projects')).total);
  assert.deepEqual(queryOf(page), {});
  assert.equal(await tags.count(), 0);
  await page.goBack();
  await tags.getByRole('listitem').first().waitFor();
  assert.equal(await tags.getByRole('listitem').count(), 2, 'the way back brings the filters again');
});

journey('filters that fit nothing say so and lead on', server, async (visited) => {
  const { page, open, say, rows, listTells, list, healthy } = visited;
  const { years, total } = await ask(server, '/projects');
  let empty;
  for (const year of years) {
    if ((await ask(server, `/projects?health=delayed&year=${year}`)).total === 0) empty = year;
  }
  assert.ok(empty, 'a year without late projects');

  await open(`/?health=delayed&year=${empty}`);
  await list().getByText(say('没有符合的项目', 'No project fits')).waitFor();
  assert.equal(await rows().count(), 0);
  await healthy();
  await list().getByRole('button', { name: say('去掉所有筛选', 'Remove all filters') }).click();
  await listTells(total);
  assert.deepEqual(queryOf(page), {});
});

journey('the rest of a long list comes when asked for', server, async ({ page, open, say, rows, list, healthy }) => {
  const all = await askAll(server, '/projects?sort=name&limit=100');
  await open('/?sort=name');
  await rows().first().waitFor();
  const more = list().getByRole('button', { name: say('再看 20 个', 'Show 20 more') });
  await more.click();
  await rows().nth(39).waitFor();
  const names = await rows().getByRole('heading').getByRole('link').allInnerTexts();
  assert.deepEqual(names, all.slice(0, 40).map((p) => p.name), 'in the order of the address, none twice');
  await healthy();
});
