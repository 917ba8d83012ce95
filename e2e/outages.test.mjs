//! An outage is found from the start page and printed for the door; what was posted is read; a place is followed.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

journey('an outage is found from the start page and printed on one sheet', server, async ({ page, open, say, healthy }) => {
  const { items } = await ask(server, '/outages');
  assert.ok(items.some((one) => one.standing === 'overrun'), 'the demo district has one that overran');
  await open('/');
  const strip = page.locator('.strip');
  await strip.getByText(say(`停水停电等通知 ${items.length} 条`, `${items.length} outages`)).click();
  await strip.getByText(say('已超时', 'overrun'), { exact: true }).first().waitFor();
  await healthy();
  await strip.locator('h2 a').first().click();
  const notice = page.locator('.door');
  await notice.waitFor();
  await notice.getByText(items[0].reason).waitFor();
  await healthy();
  await page.getByRole('button', { name: say('打印门口通知（A4）', 'Print the door notice (A4)') }).waitFor();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet');
  await page.emulateMedia({ media: 'print' });
  const size = (selector) => page.locator(selector).evaluate((node) => Math.round(Number.parseFloat(getComputedStyle(node).fontSize) * 0.75));
  assert.deepEqual([await size('.door-kind'), await size('.door-time'), await size('.door-where')], [48, 36, 28]);
  assert.ok(await page.locator('.code svg').isVisible(), 'the code leads back here');
});

journey('the page of a compound tells its outages before anything else', server, async ({ page, open, say, healthy }) => {
  const { items } = await ask(server, '/outages');
  const one = items.find((outage) => outage.standing === 'upcoming');
  await open(`/compounds/${one.compound.id}`);
  const section = page.getByRole('region', { name: say('今天和以后 7 天的停水停电', 'Outages today and in the next 7 days') });
  await section.getByText(one.reason).first().waitFor();
  await page.getByText(say('订阅地址和二维码', 'Addresses and codes to subscribe')).click();
  await page.getByRole('link', { name: /calendar\.ics/ }).waitFor();
  await healthy();
});

journey('a plan that is open to objections is found and read', server, async ({ page, open, say, healthy }) => {
  const { items } = await ask(server, '/notices?open=true');
  const [one] = items;
  await open('/notices');
  await page.getByRole('link', { name: one.title }).waitFor();
  await healthy();
  await page.getByRole('link', { name: one.title }).click();
  await page.getByRole('heading', { level: 1, name: one.title }).waitFor();
  await page.getByText(say('怎么提意见', 'How to object')).waitFor();
  await healthy();
});

journey('the feed of the district is read by the browser and leads to pages', server, async ({ page, open, say }) => {
  await open('/notices');
  await page.getByText(say('订阅地址和二维码', 'Addresses and codes to subscribe')).click();
  const href = await page.getByRole('link', { name: /feed\.atom/ }).getAttribute('href');
  const feed = await page.evaluate(async (address) => {
    const answer = await fetch(address);
    const read = new DOMParser().parseFromString(await answer.text(), 'application/xml');
    const all = (name) => [...read.getElementsByTagNameNS('http://www.w3.org/2005/Atom', name)];
    return {
      type: answer.headers.get('content-type'),
      broken: read.querySelector('parsererror')?.textContent,
      ids: all('entry').map((entry) => entry.querySelector('id').textContent),
      links: all('entry').map((entry) => entry.querySelector('link').getAttribute('href')),
    };
  }, href);
  assert.equal(feed.broken, undefined);
  assert.match(feed.type, /application\/atom\+xml/);
  assert.ok(feed.ids.length > 5 && new Set(feed.ids).size === feed.ids.length);
  const paths = [...new Set(feed.links.map((link) => new URL(link).pathname))];
  for (const path of paths.slice(0, 8)) {
    assert.equal((await page.request.get(server.url + path)).status(), 200, path);
  }
});
