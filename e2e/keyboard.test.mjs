//! The same with the keyboard alone and without the map: every stop can be seen, and everything is reached.

import assert from 'node:assert/strict';
import { ask, askAll, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** More presses than any page has stops. */
const MANY = 150;

/** What has the focus, whether that can be seen, and whether it is what is looked for. */
const stop = (page, wanted) =>
  page.evaluate((wanted) => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const ringed = style.boxShadow !== 'none' && !style.boxShadow.includes('inset');
    const box = [...it.getClientRects()].find((rect) => rect.width > 0 && rect.height > 0);
    const inWindow = box && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const over =
      inWindow &&
      document.elementFromPoint(
        Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1),
        Math.min(Math.max((box.top + box.bottom) / 2, 0), innerHeight - 1),
      );
    return {
      what: it.outerHTML.slice(0, 160),
      onPage: it !== document.body,
      isMarked: outlined || ringed,
      inSight: Boolean(inWindow && over && (it.contains(over) || over.contains(it))),
      covering: over?.outerHTML.slice(0, 120),
      inMap: Boolean(it.closest('.map')),
      isWanted: it === wanted,
    };
  }, wanted);

/** Presses Tab until `goal` has the focus. Every stop on the way must be seen to have it. */
async function tabTo(page, goal, key = 'Tab') {
  await goal.waitFor();
  for (let presses = 0; presses < MANY; presses += 1) {
    await page.keyboard.press(key);
    const here = await stop(page, await goal.elementHandle());
    if (!here.onPage) continue;
    assert.ok(here.isMarked, `no mark of focus on ${here.what}`);
    assert.ok(here.inSight, `focus is out of sight on ${here.what}, behind ${here.covering}`);
    assert.ok(!here.inMap, `the map lies on the way: ${here.what}`);
    if (here.isWanted) return;
  }
  assert.fail(`Tab never reached ${goal}`);
}

/** The page's main part has the focus, as after every change of page. */
const mainHasFocus = (page) => page.waitForFunction(() => document.activeElement?.id === 'main');

journey('the first stop leads past the header', server, async ({ page, open, say, rows, healthy }) => {
  await open('/');
  await rows().first().waitFor();
  const skip = page.getByRole('link', { name: say('跳到正文', 'Skip to content') });
  await page.keyboard.press('Tab');
  const here = await stop(page, await skip.elementHandle());
  assert.ok(here.isWanted, `the first stop is ${here.what}`);
  assert.ok(here.isMarked && here.inSight, 'and it can be seen');
  await healthy();
  await page.keyboard.press('Enter');
  await mainHasFocus(page);
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null), 'the next stop is in the page');
  await rows().first().waitFor();
});

journey('a compound is found and its next step is read by keyboard', server, async (visit) => {
  const { page, open, say, rows, listTells, healthy } = visit;
  const projects = await askAll(server, '/projects?status=under_construction&limit=100');
  const { name, number, next } = projects.find((p) => p.next && p.kind === 'old_compound_renovation');
  const { compounds } = await ask(server, `/projects/${number}`);
  const compound = compounds[0].compound.name;
  const { total } = await ask(server, `/projects?q=${encodeURIComponent(compound)}`);

  await open('/');
  await rows().first().waitFor();
  await tabTo(page, page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }));
  await page.keyboard.insertText(compound);
  await page.keyboard.press('Enter');
  await listTells(total);
  await tabTo(page, rows().getByRole('link', { name, exact: true }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await mainHasFocus(page);
  const standing = page.getByRole('region', { name: say('施工进度', 'Progress of works') });
  await standing.getByText(say(next.zh, next.en)).waitFor();

  const treated = page.getByRole('region', { name: say('改造哪些小区', 'Compounds treated') });
  await tabTo(page, treated.getByRole('link', { name: compound, exact: true }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: compound }).waitFor();
  await mainHasFocus(page);
  const years = page.getByRole('region', { name: say('历年改造', 'Renewal over the years') });
  await tabTo(page, years.getByRole('link', { name, exact: true }));
  await healthy();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goBack();
  await rows().getByRole('link', { name, exact: true }).waitFor();
});

journey('late projects are filtered, narrowed and opened by keyboard', server, async (visit) => {
  const { page, open, say, rows, listTells, healthy } = visit;
  const { items, total, years } = await ask(server, '/projects?health=delayed');
  const [year] = years;
  const narrowed = await ask(server, `/projects?health=delayed&year=${year}`);

  await open('/');
  await rows().first().waitFor();
  const chip = page.getByRole('button', { name: new RegExp(`^${say('滞后', 'Late')}\\s*\\d+$`) });
  await tabTo(page, chip);
  await page.keyboard.press('Space');
  await listTells(total);
  assert.equal(await chip.getAttribute('aria-pressed'), 'true');
  assert.ok(await chip.evaluate((it) => it === document.activeElement), 'the focus stays where it was');
  for (const { days_late: days } of items) {
    await rows().getByText(say(`滞后 ${days} 天`, `${days} days late`), { exact: true }).first().waitFor();
  }

  const fold = page.locator('summary').filter({ hasText: say('更多筛选', 'More filters') });
  await tabTo(page, fold);
  await page.keyboard.press('Enter');
  const select = page.getByLabel(say('计划年度', 'Programme year'));
  await tabTo(page, select);
  await page.keyboard.type(String(year));
  await page.waitForURL((url) => url.searchParams.get('year') === String(year));
  await listTells(narrowed.total);
  assert.ok(await select.evaluate((it) => it === document.activeElement), 'the focus stays where it was');

  const tags = page.getByRole('list', { name: say('正在用的筛选', 'Filters in use') });
  const remove = say(`去掉筛选：${year} 年计划`, `Remove filter: Programme of ${year}`);
  await tabTo(page, tags.getByRole('button', { name: remove }));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.searchParams.has('year'));
  await listTells(total);

  const [one] = items;
  await tabTo(page, rows().getByRole('link', { name: one.name, exact: true }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: one.name }).waitFor();
  await mainHasFocus(page);
  await healthy();
});

journey('the settings open, choose and close by keyboard', server, async ({ page, open, say, rows }) => {
  await open('/');
  await rows().first().waitFor();
  const menu = page.locator('summary').filter({ hasText: say('设置', 'Settings') });
  await tabTo(page, menu);
  await page.keyboard.press('Enter');
  const contrast = page.getByRole('button', { name: say('高对比', 'High contrast') });
  await tabTo(page, contrast);
  await page.keyboard.press('Space');
  assert.equal(await contrast.getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('Escape');
  await contrast.waitFor({ state: 'hidden' });
  assert.ok(await menu.evaluate((it) => it === document.activeElement), 'the focus is back where it came from');
});

journey('no page has a stop that cannot be seen or a way that does not end', server, async ({ page, open, rows, say }) => {
  const [late] = (await ask(server, '/projects?health=delayed')).items;
  const { compounds } = await ask(server, `/projects/${late.number}`);
  for (const path of [`/projects/${late.number}`, `/compounds/${compounds[0].compound.id}`, '/about/data', '/sitemap']) {
    await open(path);
    await page.getByRole('contentinfo').waitFor();
    await page.locator('.wait').first().waitFor({ state: 'detached' });
    await tabTo(page, page.getByRole('contentinfo').getByRole('link').last());
  }
});
