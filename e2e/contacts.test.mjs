//! Contact cards: written by one, put into use by another, found by the compound, replaced, and printed four on a sheet.

import assert from 'node:assert/strict';
import { journey, useServer } from './harness.mjs';
import { home, token } from './orders.mjs';
import { demoAccount, office, out, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

journey('a card is written, put into use, found by the compound, and replaced by another', server, async (visit) => {
  const { page, open, say, healthy, variant } = visit;
  const place = await home(server);
  const phone = `025-5555 ${variant.locale === 'en' ? '0101' : '0202'}`;
  await signIn(visit, await demoAccount(server, 'grid_worker'), '/work/cards?new=1');
  await stands(visit, say('居民联系卡', 'Contact cards'));
  const save = page.getByRole('button', { name: say('保存', 'Save'), exact: true });
  await save.click();
  await page.locator('.form-faults').waitFor();
  await healthy();
  await page.getByLabel(say('网格或社区', 'Grid or community'), { exact: true }).selectOption(place.grid.id);
  await page.getByLabel(say('值班电话', 'Duty phone'), { exact: true }).fill(phone);
  // A name needs the consent of who bears it.
  await page.getByLabel(say('姓名', 'Name')).first().fill('示例王');
  await save.click();
  await page.locator('.form-faults').getByRole('link').waitFor();
  await page.getByLabel(say('本人同意公开姓名', 'The person agreed to show the name')).check();
  await page.getByLabel(say('管什么', 'Duties'), { exact: true }).fill('报修、政策咨询、帮办代办');
  await healthy();
  await save.click();
  const row = page.getByRole('listitem').filter({ hasText: phone });
  await row.getByText(say('草稿', 'Draft'), { exact: true }).waitFor();
  const number = /CARD-\d+-\d+/.exec(await row.innerText())[0];
  // He writes it; whoever leads the community puts it into use.
  assert.equal(await row.getByRole('button', { name: say('启用', 'Put into use') }).count(), 0);
  assert.equal((await fetch(`${server.url}/api/v1/contact-cards/${number}`)).status, 404);
  await out(visit);

  await signIn(visit, await demoAccount(server, 'community_admin'), '/work/cards');
  await row.getByRole('button', { name: say('启用', 'Put into use') }).click();
  await row.getByRole('button', { name: say('确定启用', 'Yes, put into use') }).click();
  await row.getByText(say('在用', 'In use'), { exact: true }).waitFor();
  await healthy();
  await out(visit);

  await open('/contacts');
  await stands(visit, say('谁管我这里', 'Whom to call'));
  await page.getByLabel(say('您的小区叫什么', 'What is your compound called'), { exact: true }).fill(place.name);
  await healthy();
  await page.getByRole('link').filter({ hasText: place.name }).first().click();
  await page.waitForURL(/\/contacts\/./);
  await page.getByRole('heading', { level: 2, name: place.name }).waitFor();
  await page.getByRole('link', { name: phone }).first().waitFor();
  await healthy();
  await open(`/cards/${number}`);
  await page.locator('.contact-card').getByText('示例王').waitFor();
  await healthy();

  // A new one takes its place; the paper that still hangs in the stairwell says so.
  const community = await office(server, 'community_admin');
  const form = { area: place.grid.id, duty_title: '网格员', duty_phone: '025-5555 0303', hotline: '12345' };
  const made = await community('POST', '/staff/contact-cards', { form, client_token: token() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const publish = { event: 'publish', version: made.body.version, client_token: token() };
  assert.equal((await community('POST', `/staff/contact-cards/${made.body.id}/events`, publish)).status, 200);
  await open(`/cards/${number}`);
  await page.getByRole('heading', { name: say('已更换', 'Replaced') }).waitFor();
  assert.equal(await page.getByText(phone).count(), 0);
  await healthy();
  await page.getByRole('link', { name: say('看现在的联系卡', 'See the card in use') }).click();
  await page.waitForURL(new RegExp(made.body.number));
  await page.locator('.contact-card').getByRole('link', { name: '025-5555 0303' }).waitFor();
});

journey('four cards that are ticked are printed on one sheet of A4', server, async (visit) => {
  const { page, say, healthy } = visit;
  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/cards');
  await stands(visit, say('居民联系卡', 'Contact cards'));
  const ticks = page.getByRole('checkbox', { name: say(/^选择 CARD-.* 打印$/, /^Select CARD-.* for printing$/) });
  await ticks.nth(3).waitFor();
  await healthy();
  for (const at of [0, 1, 2, 3]) await ticks.nth(at).check();
  await page.getByRole('button', { name: say('打印 4 张', 'Print 4 cards') }).waitFor();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet');
  const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf);
  assert.deepEqual([Math.round(width / 72 * 25.4), Math.round(height / 72 * 25.4)], [210, 297]);
  await page.emulateMedia({ media: 'print' });
  const cards = await page.locator('.contact-paper .contact-card').evaluateAll((all) => all.map((card) => {
    const box = card.getBoundingClientRect();
    const millimetres = (pixels) => Math.round(pixels / 96 * 25.4 * 10) / 10;
    const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    const sizes = [];
    let lowest = 0;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (!node.textContent.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const points = Number.parseFloat(getComputedStyle(node.parentElement).fontSize) * 0.75;
      lowest = Math.max(lowest, range.getBoundingClientRect().bottom);
      sizes.push({ text: node.textContent.trim(), points, isMain: node.parentElement.closest('.contact-main') !== null });
    }
    return {
      box: [box.width, box.height].map(millimetres),
      small: sizes.filter((one) => one.points < (one.isMain ? 24 : 14)),
      hasMain: sizes.some((one) => one.isMain),
      isWhole: lowest <= box.bottom + 1 && card.scrollHeight <= card.clientHeight + 1,
    };
  }));
  assert.equal(cards.length, 4);
  for (const card of cards) assert.deepEqual(card, { box: [105, 148], small: [], hasMain: true, isWhole: true });
});
