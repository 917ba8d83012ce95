//! Every kind of page stands: no accessibility violation, no sideways scroll, no error, light and dark.

import assert from 'node:assert/strict';
import { ask, askAll, full, journey, useServer, variants } from './harness.mjs';

const server = useServer({ demo: true });

/** The journeys of a full run have dark variants of their own. */
const dark = full ? [] : variants.map((one) => ({ ...one, colorScheme: 'dark', name: one.name.replace('light', 'dark') }));
const both = { variants: [...variants, ...dark] };

/** Waits for the page itself, when nothing is being read any more. */
async function ready({ page }) {
  await page.locator('.wait').first().waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
}

journey('the start page stands', server, async (visit) => {
  await visit.open('/');
  await visit.rows().first().waitFor();
  await ready(visit);
  await visit.healthy();
}, both);

journey('the start page stands with the map in front and with all filters open', server, async (visit) => {
  const { page, open, say, list, rows, healthy } = visit;
  await open('/?view=map');
  const switches = page.getByRole('group', { name: say('显示方式', 'Show as') });
  if (visit.variant.width < 1024) {
    await switches.getByRole('button', { name: say('地图', 'Map'), pressed: true }).waitFor();
    await list().waitFor({ state: 'hidden' });
  } else {
    await rows().first().waitFor();
    assert.equal(await switches.isVisible(), false, 'a wide screen shows both');
  }
  await ready(visit);
  await healthy();

  await open('/?status=works&year=2026');
  await rows().first().waitFor();
  assert.equal(await page.getByLabel(say('排列', 'Order')).isVisible(), false, 'the fold stays closed: the tags say what filters');
  await page.getByText(say('更多筛选', 'More filters'), { exact: true }).click();
  await page.getByLabel(say('排列', 'Order')).waitFor();
  await page.locator('#f-area optgroup, #f-area option').nth(1).waitFor({ state: 'attached' });
  await healthy();
});

for (const path of ['/results', '/figures', '/notices', '/years', '/login', '/register', '/recover']) {
  journey(`the page ${path} stands`, server, async (visit) => {
    await visit.open(path);
    await ready(visit);
    await visit.page.locator('main').getByRole('heading', { level: 1 }).waitFor();
    await visit.healthy();
  }, both);
}

for (const sign of ['late', 'works', 'risk', 'stale', 'suspended', 'planned', 'done', 'ended', 'reported']) {
  journey(`the page of a project that is ${sign} stands`, server, async (visit) => {
    const { page, open, healthy } = visit;
    const projects = await askAll(server, '/projects?limit=100');
    const one = projects.find((project) => project.sign === sign);
    assert.ok(one, `the demo district has a project that is ${sign}`);
    await open(`/projects/${one.number}`);
    await page.getByRole('heading', { level: 1, name: one.name }).waitFor();
    await ready(visit);
    assert.ok((await page.title()).startsWith(one.name));
    await healthy();
  }, ['late', 'planned', 'reported'].includes(sign) ? both : undefined);
}

/** Opens the page of the first project that fits and waits for `words`; gives all that its main part says. */
async function says({ page, open }, project, words) {
  await open(`/projects/${project.number}`);
  await page.getByRole('heading', { level: 1, name: project.name }).waitFor();
  for (const said of words) await page.getByRole('main').getByText(said).first().waitFor();
  return page.getByRole('main').innerText();
}

const first = async (fits) => (await askAll(server, '/projects?limit=100')).find(fits);

journey('works without a report for a week say since when, and why they stopped when they stopped', server, async (visit) => {
  const { say } = visit;
  const stale = await first((p) => p.sign === 'stale');
  const silent = stale.days_since_update;
  await says(visit, stale, [say(`${silent} 天未更新`, `No news for ${silent} days`), stale.updated_on]);
  const suspended = await first((p) => p.sign === 'suspended');
  await says(visit, suspended, [suspended.reason, say('预计复工', 'Expected to resume')]);
  const ended = await first((p) => p.sign === 'ended');
  await says(visit, ended, [ended.reason, say('这个项目已终止，不做了。', 'This project was cancelled.')]);
});

journey('before works there is a stage and no percentage', server, async (visit) => {
  const { page, say } = visit;
  const planned = await first((p) => p.status === 'consulting');
  const words = await says(visit, planned, [say('正在征求居民意见，还没有开工。', 'Residents are being asked.')]);
  const stages = page.getByRole('list', { name: say('施工前的步骤', 'Steps before works') });
  assert.equal(await stages.locator('[aria-current=step]').innerText(), say('意愿征询', 'Residents consulted'));
  const standing = page.getByRole('region', { name: say('走到哪一步', 'Stage') });
  assert.doesNotMatch(await standing.innerText(), /%/);
  assert.doesNotMatch(words, /\d%/, 'nor anywhere else on the page');
});

journey('what is only reported has its words and nothing computed', server, async (visit) => {
  const { page, say } = visit;
  const one = await first((p) => p.sign === 'reported');
  const { words, source, on } = one.reported;
  const said = await says(visit, one, [words, source, say(`据 ${on} 报道`, `As reported on ${on}`)]);
  assert.doesNotMatch(said.replaceAll(words, ''), /\d%/);
  const guess = say('还没有人量过它的位置，我们不估计。', 'Nobody has surveyed its position yet, and we do not guess.');
  await page.getByText(guess).waitFor();
  assert.equal(await page.getByRole('region', { name: say('每一步的时间', 'Every step in time') }).count(), 0);
});

journey('a promise that was dropped says why', server, async (visit) => {
  for (const { number } of await askAll(server, '/projects?limit=100')) {
    const project = await ask(server, `/projects/${number}`);
    const dropped = project.work_items.find((item) => item.status === 'dropped');
    if (!dropped) continue;
    await says(visit, project.summary, [dropped.drop_reason, visit.say('不做了', 'dropped')]);
    await visit.healthy();
    return;
  }
  assert.fail('the demo district has no promise that was dropped');
});

journey('the pages of compounds stand', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const compounds = await askAll(server, '/compounds?limit=100');
  const demo = compounds.find((compound) => compound.is_demo && compound.project_count > 0);
  const reported = compounds.find((compound) => !compound.is_demo);
  for (const compound of [demo, reported]) {
    await open(`/compounds/${compound.id}`);
    await page.getByRole('heading', { level: 1, name: compound.name }).waitFor();
    await ready(visit);
    const mark = page.getByRole('main').getByText(say('示例', 'Sample'), { exact: true });
    assert.equal((await mark.count()) > 0, compound.is_demo, `${compound.name} is marked as what it is`);
    await healthy();
  }
});

for (const [path, zh, en] of [
  ['/about/accessibility', '无障碍说明', 'Accessibility'],
  ['/about/privacy', '隐私说明', 'Privacy'],
  ['/about/data', '开放数据', 'Open data'],
  ['/sitemap', '站点地图', 'Site map'],
]) {
  journey(`${path} stands and is reached from the foot of every page`, server, async (visit) => {
    const { page, open, say, rows, healthy } = visit;
    await open('/');
    await rows().first().waitFor();
    await page.getByRole('contentinfo').getByRole('link', { name: say(zh, en), exact: true }).click();
    await page.getByRole('heading', { level: 1, name: say(zh, en), exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    const here = page.getByRole('navigation', { name: say('当前位置', 'You are here') });
    await here.getByText(say(zh, en), { exact: true }).waitFor();
    await healthy();
    const response = await open(path);
    assert.equal(response.status(), 200);
    await ready(visit);
  });
}

journey('every address on the open-data page answers', server, async ({ page, open, context }) => {
  await open('/about/data');
  const links = page.getByRole('main').getByRole('link');
  await links.first().waitFor();
  const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  assert.ok(addresses.length >= 8);
  for (const address of addresses) {
    const answer = await context.request.get(address);
    assert.equal(answer.status(), 200, address);
    // A feed is no JSON: a journey of its own reads it.
    assert.ok(address.endsWith('.atom') ? await answer.text() : await answer.json(), address);
  }
});

journey('a project that is not there is said to be not there', server, async (visit) => {
  const { page, open, say, rows, expectProblem, healthy } = visit;
  expectProblem(/status of 404/);
  await open('/projects/PRJ-1999-9999');
  await page.getByRole('heading', { level: 1, name: say('没有找到', 'Not found') }).waitFor();
  await healthy();
  await page.getByRole('main').getByRole('link', { name: say('回首页看全部项目', 'See all projects') }).click();
  await rows().first().waitFor();
});

journey('a page that is not there leads to those that are', server, async (visit) => {
  const { page, open, say, rows, expectProblem, healthy } = visit;
  expectProblem(/status of 404/);
  const response = await open('/no/such/page');
  assert.equal(response.status(), 404);
  await page.getByRole('heading', { level: 1, name: say('没有这一页', 'There is no such page') }).waitFor();
  await healthy();
  await page.getByRole('main').getByRole('link', { name: say('回首页看全部项目', 'See all projects') }).click();
  await rows().first().waitFor();
});

for (const [address, named] of [
  ['/?sort=upwards', 'sort'],
  ['/?year=3', 'year'],
  ['/?view=globe', 'view'],
  ['/?kind=nonsense', 'kind'],
]) {
  journey(`an address that makes no sense is not bent into another: ${address}`, server, async (visit) => {
    const { page, open, say, rows, expectProblem, healthy } = visit;
    expectProblem(/status of 400/);
    await open(address);
    const alert = page.getByRole('alert').filter({ hasText: say('这个网址读不懂', 'This address cannot be read') });
    await alert.waitFor();
    assert.ok((await alert.innerText()).includes(named), 'what cannot be read is named');
    await healthy();
    await alert.getByRole('link', { name: say('去掉条件再看', 'See it without these filters') }).click();
    await rows().first().waitFor();
    assert.equal(new URL(page.url()).search, '');
  });
}

journey('what a chat app hangs on a link does no harm', server, async ({ open, healthy, listTells }) => {
  const { total } = await ask(server, '/projects?health=delayed');
  await open('/?health=delayed&from=singlemessage&isappinstalled=0');
  await listTells(total);
  await healthy();
});

journey('the head of a page tells what it shows before the program runs', server, async ({ context, say }) => {
  const [project] = await askAll(server, '/projects?status=works&health=delayed');
  const english = say('', '?lang=en');
  const head = async (path) => {
    const answer = await context.request.get(`${server.url}${path}${english}`);
    return { status: answer.status(), html: await answer.text(), headers: answer.headers() };
  };
  const page = await head(`/projects/${project.number}`);
  assert.equal(page.status, 200);
  assert.ok(page.html.includes(`<title>${project.name} · ${say('邻新', 'Linxin')}</title>`), page.html.slice(0, 2000));
  const description = /property="og:description" content="([^"]*)"/.exec(page.html)?.[1] ?? '';
  const late = say(`比计划晚 ${project.days_late} 天`, `${project.days_late} days later than planned`);
  assert.ok(description.includes(late), description);
  for (const { number, progress_bp: bp } of await askAll(server, '/projects?status=under_construction')) {
    if (bp < 100 || bp > 9_900) continue;
    const told = /property="og:description" content="([^"]*)"/.exec((await head(`/projects/${number}`)).html)[1];
    assert.ok(told.includes(` ${Math.floor((bp + 50) / 100)}%`), `${number} is at ${bp}, told is ${told}`);
  }
  assert.equal((await head('/projects/PRJ-1999-0001')).status, 404, 'what is not there is not found');
  const again = await context.request.get(`${server.url}/projects/${project.number}${english}`, {
    headers: { 'if-none-match': page.headers.etag },
  });
  assert.equal(again.status(), 304);
});
