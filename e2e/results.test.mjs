//! Finished work: the gallery by keyboard, before and after without dragging, the story of a project, the years.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Presses Tab until `wanted` has the focus; a reader without a mouse does the same. */
async function tabTo(page, wanted, most = 80) {
  for (let n = 0; n < most; n += 1) {
    if (await wanted.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${wanted}`);
}

journey('the gallery is seen, filtered and read by keyboard alone', server, async ({ page, open, say, healthy }) => {
  await open('/');
  const link = page.getByRole('navigation', { name: say('主导航', 'Main') }).getByRole('link', { name: say('改造成果', 'Results') });
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: say('改造成果', 'Finished works') }).waitFor();
  const figure = page.locator('.ba').first();
  await figure.waitFor();
  await healthy();

  // A filter is in the address, and what it finds agrees with its count.
  const chips = page.getByRole('group', { name: say('按类别筛选', 'Filter by kind') }).getByRole('button');
  await tabTo(page, chips.nth(1));
  const count = Number(/\d+/.exec(await chips.nth(1).textContent())[0]);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&]kind=/);
  await page.getByText(say(`共 ${count} 个已完成的项目`, new RegExp(`^${count} finished project`))).waitFor();
  assert.ok(await chips.nth(1).evaluate((node) => node === document.activeElement), 'what was pressed keeps the focus');

  // Two plain buttons, and a slider that says where it stands.
  const slider = figure.getByRole('slider');
  const [before, after] = [0, 1].map((n) => figure.getByRole('button').nth(n));
  await tabTo(page, before);
  await page.keyboard.press('Enter');
  assert.equal(await slider.getAttribute('aria-valuetext'), say('改造前占 100%', 'before takes 100%'));
  await tabTo(page, slider);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await slider.getAttribute('aria-valuetext'), say('改造前占 95%', 'before takes 95%'));
  await tabTo(page, after);
  await page.keyboard.press('Space');
  assert.equal(await after.getAttribute('aria-pressed'), 'true');
  for (const picture of await figure.getByRole('img').all()) {
    assert.match(await picture.getAttribute('alt'), /示例图/, 'a drawn picture says that it is one');
  }

  const card = page.locator('.card h2 a').first();
  const name = (await card.textContent()).trim();
  await tabTo(page, card);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name }).waitFor();
});

journey('a year and a street choose, and the way back returns', server, async ({ page, open, say }) => {
  const { years } = await ask(server, '/results');
  await open('/results');
  await page.locator('.card').first().waitFor();
  await page.getByLabel(say('完工年份', 'Year of completion')).selectOption(String(years[0]));
  await page.waitForURL(new RegExp(`year=${years[0]}`));
  const { total } = await ask(server, `/results?year=${years[0]}`);
  await page.getByText(say(`共 ${total} 个已完成的项目`, new RegExp(`^${total} finished project`))).waitFor();
  await page.goBack();
  const all = await ask(server, '/results');
  await page.getByText(say(`共 ${all.total} 个已完成的项目`, new RegExp(`^${all.total} finished project`))).waitFor();
  await open('/results?year=26');
  await page.getByText(say('这个网址读不懂', 'This address cannot be read')).waitFor();
});

journey('the story tells promised and done, and draws the pairs apart by mouse', server, async ({ page, open, say, healthy }) => {
  const { items } = await ask(server, '/results?kind=old_compound_renovation');
  const one = items.find((item) => item.pair).project;
  await open(`/results/${one.number}`);
  await page.getByRole('heading', { level: 1, name: one.name }).waitFor();
  await page.getByText(say('承诺完工', 'Promised end'), { exact: true }).waitFor();
  await page.getByText(say('总投资', 'Total investment'), { exact: true }).waitFor();
  const figure = page.locator('.ba').first();
  await figure.scrollIntoViewIfNeeded();
  const box = await figure.locator('.ba-frame').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  assert.match(await figure.getByRole('slider').getAttribute('aria-valuetext'), /(19|20|21)%/);
  await healthy();
  await page.getByRole('link', { name: say('看项目全部经过', 'The whole history of the project') }).click();
  await page.getByRole('heading', { level: 2, name: say('照片', 'Photographs') }).waitFor();
  await page.locator('.ba').first().waitFor();
});

journey('the district is renewed year by year on the map and in a table that says the same', server, async ({ page, open, say, healthy }) => {
  const { years } = await ask(server, '/renewal');
  await open('/years');
  const group = page.getByRole('group', { name: say('年份', 'Year'), exact: true });
  await group.getByRole('button', { name: String(years.at(-1).year), pressed: true }).waitFor();
  await healthy();
  for (const year of [years[0], years[1]]) {
    await group.getByRole('button', { name: String(year.year), exact: true }).click();
    await page.waitForURL(new RegExp(`year=${year.year}`));
    const said = page.locator('.years-said');
    await said.getByText(say(`累计完工 ${year.finished_so_far} 个项目`, `${year.finished_so_far} projects finished in all`)).waitFor();
    const row = page.locator('tr.is-now');
    assert.match(await row.textContent(), new RegExp(String(year.running)));
  }
  await group.getByRole('button', { name: say('上一年', 'Previous year') }).click();
  await group.getByRole('button', { name: String(years[0].year), pressed: true }).waitFor();
  assert.equal(await group.getByRole('button', { name: say('上一年', 'Previous year') }).getAttribute('aria-disabled'), 'true');
});
