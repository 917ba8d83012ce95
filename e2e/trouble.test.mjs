//! When something is missing (the answers, JavaScript, WebAssembly) the page says so in words and leads on.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** What the browser writes into its console about answers that do not come. */
const NO_ANSWER = /net::ERR_|Failed to load resource/;

journey('without an answer the list says so and comes when asked again', server, async (visit) => {
  const { page, context, open, say, rows, list, expectProblem, healthy } = visit;
  expectProblem(NO_ANSWER);
  await context.route('**/api/v1/**', (route) => route.abort('internetdisconnected'));
  await open('/?health=delayed');
  const alert = list().getByRole('alert');
  await alert.getByText(say('没有连上', 'No connection')).waitFor();
  await alert.getByText(say('可能是网络断了。', 'The network may be down.')).waitFor();
  await healthy();

  await context.unroute('**/api/v1/**');
  await alert.getByRole('button', { name: say('再试一次', 'Try again') }).click();
  const { total } = await ask(server, '/projects?health=delayed');
  await rows().nth(total - 1).waitFor();
  await alert.waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).search, '?health=delayed', 'the address stayed');
});

journey('without an answer the page of a project says so and comes when asked again', server, async (visit) => {
  const { page, context, open, say, expectProblem, healthy } = visit;
  expectProblem(NO_ANSWER);
  const [project] = (await ask(server, '/projects?health=delayed')).items;
  await context.route('**/api/v1/projects/*', (route) => route.abort('internetdisconnected'));
  await open(`/projects/${project.number}`);
  await page.getByRole('heading', { level: 1, name: say('没有连上', 'No connection') }).waitFor();
  await healthy();
  await context.unroute('**/api/v1/projects/*');
  await page.getByRole('button', { name: say('再试一次', 'Try again') }).click();
  await page.getByRole('heading', { level: 1, name: project.name }).waitFor();
  await healthy();
});

journey('a fault of the server is not blamed on the reader', server, async (visit) => {
  const { page, context, open, say, rows, list, expectProblem, healthy } = visit;
  expectProblem(/status of 50\d/);
  await context.route('**/api/v1/projects*', (route) => route.fulfill({ status: 503, body: '' }));
  await open('/');
  const text = say('是我们这边出了问题，不是您操作错了。', 'The fault is on our side, not yours.');
  await list().getByRole('alert').getByText(text).waitFor();
  await healthy();
  await context.unroute('**/api/v1/projects*');
  await page.getByRole('button', { name: say('再试一次', 'Try again') }).click();
  await rows().first().waitFor();
});

journey('when the next filter gets no answer the list stays and says so', server, async (visit) => {
  const { page, context, open, say, rows, listTells, list, expectProblem } = visit;
  expectProblem(NO_ANSWER);
  await open('/');
  await rows().first().waitFor();
  const before = await rows().count();
  await context.route('**/api/v1/projects*', (route) => route.abort('internetdisconnected'));
  await page.getByRole('button', { name: new RegExp(`^${say('滞后', 'Late')}\\s*\\d+$`) }).click();
  await list().getByText(say('没有连上', 'No connection')).waitFor();
  assert.equal(await rows().count(), before, 'what was read is still there');
  await context.unroute('**/api/v1/projects*');
  await page.getByRole('button', { name: say('再试一次', 'Try again') }).click();
  const { total } = await ask(server, '/projects?health=delayed');
  await listTells(total);
  assert.equal(await rows().count(), total);
});

/** The message in both languages, and the links in it that answer with data. */
async function leadsToData({ page, context }, chinese, english) {
  const main = page.getByRole('main');
  await main.getByText(chinese, { exact: true }).waitFor();
  await main.getByText(english, { exact: true }).waitFor();
  assert.equal(await page.getByText('正在打开…').isVisible(), false, 'nothing pretends to be on its way');
  const links = main.getByRole('link');
  const addresses = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  assert.ok(addresses.includes('/api/v1/projects') && addresses.includes('/api/v1/compounds'), addresses.join());
  for (const address of addresses) {
    const answer = await context.request.get(address);
    assert.equal(answer.status(), 200, address);
  }
}

journey('without JavaScript a message leads to the open data', server, async (visit) => {
  // A page of plain data has no icon of ours, so the browser looks where icons used to be.
  visit.expectProblem(/favicon\.ico/);
  await visit.open('/');
  await leadsToData(visit, '本页需要 JavaScript', 'This page needs JavaScript');
  await visit.page.getByRole('main').getByRole('link', { name: '项目数据' }).click();
  await visit.page.getByText('"items"').waitFor();
}, { context: { javaScriptEnabled: false } });

journey('without WebAssembly a message leads to the open data', server, async (visit) => {
  visit.expectProblem(/no WebAssembly/);
  await visit.page.addInitScript(() => delete globalThis.WebAssembly);
  await visit.open('/');
  await leadsToData(visit, '这个浏览器打不开本页', 'This browser cannot open the page');
  await visit.healthy();
});

journey('when the program does not arrive a message leads to the open data', server, async (visit) => {
  visit.expectProblem(NO_ANSWER, /Failed to fetch|TypeError/);
  await visit.context.route('**/*.wasm', (route) => route.abort('failed'));
  await visit.open('/');
  await leadsToData(visit, '这个浏览器打不开本页', 'This browser cannot open the page');
  await visit.healthy();
});

journey('whatever was invented is marked as a sample, and nothing else', server, async ({ page, open, say, rows }) => {
  const mark = say('示例', 'Sample');
  const { items } = await ask(server, '/projects?sort=name');
  await open('/?sort=name');
  await rows().first().waitFor();
  await page.getByRole('banner').getByText(say('带“示例”的是虚构数据', '“Sample” marks invented data')).waitFor();
  for (const { name, number, is_demo: isDemo } of items) {
    const row = rows().and(page.locator(`[data-number="${number}"]`));
    assert.equal(await row.getByText(mark, { exact: true }).count(), Number(isDemo), name);
  }
  const pages = [items.find((p) => p.is_demo), (await ask(server, '/projects?status=reported')).items[0]];
  for (const { name, number, is_demo: isDemo } of pages) {
    await open(`/projects/${number}`);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    // What stands beside a project, such as an outage, has a mark of its own.
    assert.equal((await page.getByRole('main').getByText(mark, { exact: true }).count()) > 0, isDemo, name);
  }
});

journey('large print and dark colours stay after a reload', server, async (visit) => {
  const { page, open, say, rows, healthy } = visit;
  const smallest = () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll('main *')].filter((it) => it.checkVisibility() && it.innerText?.trim());
      return Math.min(...all.map((it) => parseFloat(getComputedStyle(it).fontSize)));
    });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const large = page.getByRole('button', { name: say('大字版', 'Large'), exact: true });
  const settings = page.getByText(say('设置', 'Settings'), { exact: true });
  const dark = page.getByRole('button', { name: say('深色', 'Dark'), exact: true });

  await open('/');
  await rows().first().waitFor();
  const [before, light] = [await smallest(), await ground()];
  const wasLarge = (await large.getAttribute('aria-pressed')) === 'true';
  if (!wasLarge) await large.click();
  assert.equal(await large.getAttribute('aria-pressed'), 'true');
  await settings.click();
  const wasDark = (await dark.getAttribute('aria-pressed')) === 'true';
  await dark.click();
  assert.equal(await dark.getAttribute('aria-pressed'), String(!wasDark));
  await page.keyboard.press('Escape');
  await dark.waitFor({ state: 'hidden' });

  await page.reload();
  await rows().first().waitFor();
  const after = await smallest();
  assert.ok(wasLarge || after > before, `${before} px became ${after} px`);
  assert.ok(after >= 22, `the smallest text is ${after} px`);
  assert.notEqual(await ground(), light, 'the colours stayed');
  assert.equal(await large.getAttribute('aria-pressed'), 'true');
  await healthy();

  const [project] = (await ask(server, '/projects?health=delayed')).items;
  await rows().getByRole('link', { name: project.name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: project.name }).waitFor();
  assert.ok((await smallest()) >= 22, 'on other pages as well');
  await healthy();

  await large.click();
  assert.equal(await large.getAttribute('aria-pressed'), 'false');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: project.name }).waitFor();
  assert.equal(await large.getAttribute('aria-pressed'), 'false', 'leaving large print stays as well');
});
