//! Orders at work: two who press at once; up two levels with the clock running on; the board of a street and the lists behind it;
//! many given at once; a chase-up; a public summary; and how orders fare.

import assert from 'node:assert/strict';
import { ask, journey, useServer, visit as look } from './harness.mjs';
import { act, category, deal, home, opened, order, placed } from './orders.mjs';
import { colleague, demoAccount, office, out, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

journey('of two who press at the same moment one takes it and the other reads that', server, async (visit) => {
  visit.expectProblem(/status of 409/);
  const place = await home(server);
  const number = await placed(server, place, '搬一张床');
  await deal(server, 'community_admin', number, { event: 'accept_to_pool' });
  const works = (role, { id }) => colleague(server, [{ role, scope: { type: 'area', id } }], 'district_admin');
  const people = [await works('volunteer', place.community), await works('grid_worker', place.grid)];
  const other = await look(server, visit.variant);
  try {
    other.expectProblem(/status of 409/);
    const both = [visit, other];
    await Promise.all(both.map((one, n) => signIn(one, people[n], '/work/orders?view=pool&category=errands')));
    const buttons = both.map(({ page, say }) => {
      const row = page.getByRole('listitem').filter({ hasText: number });
      return row.getByRole('button', { name: say('接单', 'Take'), exact: true });
    });
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.click()));
    const won = (one) => one.page.locator('.toast').getByText(one.say('已接单', 'Taken'));
    const lost = (one) => one.page.getByRole('alert').filter({ hasText: one.say(`${number} 没有接成`, `${number} was not taken`) });
    await Promise.all(both.map((one) => won(one).or(lost(one)).waitFor()));
    const taken = await Promise.all(both.map((one) => won(one).isVisible()));
    assert.deepEqual([...taken].sort(), [false, true], 'one of them has it');
    const late = both[taken.indexOf(false)];
    await lost(late).getByText(late.say('已被接走。', 'Somebody else took it.')).waitFor();
    await late.healthy();
    await both[taken.indexOf(true)].healthy();
    // And it is his alone.
    const mine = await Promise.all(people.map(async ({ own }) => (await own('GET', '/staff/orders?view=mine')).body.items.map((one) => one.number)));
    assert.deepEqual(mine.map((all) => all.includes(number)), taken);
    assert.equal((await order(server, 'community_admin', number)).line.status, 'taken');
  } finally {
    await other.close();
  }
});

journey('an order goes up two levels and its clock runs on', server, async (visit) => {
  const { page, say, healthy } = visit;
  const place = await home(server);
  const sort = await category(server, 'errands');
  const number = await placed(server, place, '楼上漏水，物业推来推去');
  await deal(server, 'community_admin', number, { event: 'accept_to_pool' });
  const due = (await order(server, 'grid_worker', number)).line.clock.due_at;
  const clock = () => page.locator('.order-clock .muted').first().innerText();
  const owner = (level) => page.getByRole('region', { name: say('情况', 'Details') }).getByText(new RegExp(`^${level} · `));
  const up = async () => {
    const escalate = await act(visit, say('上报', 'Report up'));
    await escalate.dialog.getByLabel(say('为什么这里解决不了', 'Why it cannot be solved here'), { exact: true }).fill('要动公共管道');
    // What was tried is not left out.
    await escalate.send();
    await escalate.dialog.getByText(say('还有 1 处要改', 'One thing to put right')).waitFor();
    await escalate.dialog.getByText(say('这里要填写。', 'Fill this in.')).first().waitFor();
    await escalate.dialog.getByLabel(say('已经试过什么', 'What was tried'), { exact: true }).fill('上门两次，联系过物业');
    await healthy();
    await escalate.done();
  };
  await signIn(visit, await demoAccount(server, 'grid_worker'));
  await opened(visit, number, sort);
  await (await act(visit, say('接单', 'Take'))).done();
  await owner(say('网格', 'Grid')).waitFor();
  const before = await clock();
  await up();
  await out(visit);

  await signIn(visit, await demoAccount(server, 'community_admin'));
  await opened(visit, number, sort);
  await owner(say('社区', 'Community')).waitFor();
  assert.equal(await clock(), before);
  await up();
  await out(visit);

  await signIn(visit, await demoAccount(server, 'street_officer'));
  await opened(visit, number, sort);
  await owner(say('街道', 'Street')).waitFor();
  assert.equal(await clock(), before);
  await healthy();
  const { line, escalations } = await order(server, 'street_officer', number);
  assert.deepEqual([line.clock.due_at, line.owner_level, line.status], [due, 'street', 'assigned']);
  assert.deepEqual(escalations.map((one) => [one.from, one.to]), [['grid', 'community'], ['community', 'street']]);
});

/** How many rows a list of the API has. */
async function listed(role, query) {
  const asked = await office(server, role);
  let n = 0;
  for (let next = ''; next !== null && next !== undefined; ) {
    const { status, body } = await asked('GET', `/staff/orders?limit=100&${query}${next && `&cursor=${encodeURIComponent(next)}`}`);
    assert.equal(status, 200, JSON.stringify(body));
    n += body.items.length;
    next = body.next;
  }
  return n;
}

/** How many rows the list on the page has, once all of it is read. */
async function rows({ page, say }) {
  const all = page.locator('ol.frame > li');
  const more = page.getByRole('button', { name: say('再看 20 个', 'Show 20 more') });
  await all.first().waitFor();
  while (await more.isVisible()) {
    const n = await all.count();
    await more.click();
    await all.nth(n).waitFor();
  }
  return all.count();
}

journey('each figure of the board of a street is the length of its list', server, async (visit) => {
  const { page, say, healthy } = visit;
  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/orders?view=stuck');
  await stands(visit, say('接单办单', 'Orders'));
  const { body } = await (await office(server, 'street_officer'))('GET', '/staff/order-board');
  const names = ['open', 'due_today', 'overdue', 'escalated', 'reopened', 'chased'];
  const below = body.lines.find((line) => line.area && !line.is_own);
  for (const line of [body.total, below]) {
    const where = line.area ? `&area=${line.area.id}` : '';
    for (const [at, which] of names.entries()) {
      assert.equal(await listed('street_officer', `view=all&which=${which}${where}`), line.counts[at], which);
    }
    const row = page.getByRole('row', { name: line.area ? line.area.name : new RegExp(`^${say('合计', 'Total')}`) });
    await row.waitFor();
    if (!line.area) await healthy();
    const links = row.getByRole('link');
    const n = await links.count();
    assert.equal(n, line.counts.filter((count) => count > 0).length);
    for (let at = 0; at < n; at += 1) {
      const told = Number(await links.nth(at).innerText());
      await links.nth(at).click();
      await page.waitForURL(/view=all/);
      assert.equal(await rows(visit), told, page.url());
      if (at === 0) await healthy();
      await page.goBack();
      await row.waitFor();
    }
  }
});

journey('two orders are given to somebody at once', server, async (visit) => {
  const { page, say, healthy } = visit;
  const place = await home(server);
  const repair = (what) => placed(server, place, what, { category: 'small_repairs' });
  const numbers = [await repair('换一把门锁'), await repair('修一台收音机')];
  await signIn(visit, await demoAccount(server, 'community_admin'), '/work/orders?view=intake&category=small_repairs');
  await stands(visit, say('接单办单', 'Orders'));
  for (const number of numbers) await page.getByRole('checkbox', { name: say(`选择 ${number}`, `Select ${number}`) }).check();
  const bulk = page.getByRole('region', { name: say('批量派单', 'Assign several orders') });
  await bulk.getByText(say('已选 2 单', '2 selected')).waitFor();
  await bulk.getByRole('button', { name: say('派单', 'Assign'), exact: true }).click();
  await bulk.getByText(say('还有 1 处要改', 'One thing to put right')).waitFor();
  await bulk.getByLabel(say('给谁', 'Assign to'), { exact: true }).selectOption('office');
  await healthy();
  await bulk.getByRole('button', { name: say('派单', 'Assign'), exact: true }).click();
  await page.getByRole('status').getByText(say('已派 2 单给', '2 given to')).waitFor();
  await bulk.waitFor({ state: 'detached' });
  for (const number of numbers) assert.equal((await order(server, 'community_admin', number)).line.status, 'assigned');
  await healthy();
});

journey('the street chases up, the community answers, the street closes it', server, async (visit) => {
  const { page, say, healthy } = visit;
  const place = await home(server);
  const sort = await category(server, 'errands');
  const number = await placed(server, place, '送一副拐杖', { place: { area: place.community.id } });
  await deal(server, 'community_admin', number, { event: 'accept_to_pool' });
  const followed = page.getByRole('region', { name: say('跟进', 'Followed up') });
  await signIn(visit, await demoAccount(server, 'street_officer'));
  await opened(visit, number, sort);
  const chase = await act(visit, say('督办', 'Chase up'));
  await chase.dialog.getByLabel(say('要求', 'What has to be done'), { exact: true }).fill('今天派人送到');
  await healthy();
  await chase.done();
  await followed.getByText('今天派人送到').waitFor();
  await followed.getByText(say('待答复', 'Unanswered')).waitFor();
  await out(visit);

  await signIn(visit, await demoAccount(server, 'community_admin'), '/work/orders?view=all&which=chased');
  await page.getByRole('listitem').filter({ hasText: number }).getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: say(sort.zh, sort.en) }).waitFor();
  const answer = await act(visit, say('答复督办', 'Answer the chase-up'));
  await answer.dialog.getByLabel(say('答复', 'Answer'), { exact: true }).fill('下午三点送到');
  await answer.done();
  await followed.getByText(say('已答复', 'Answered')).waitFor();
  await healthy();
  await out(visit);

  await signIn(visit, await demoAccount(server, 'street_officer'));
  await opened(visit, number, sort);
  await followed.getByText('下午三点送到').waitFor();
  await (await act(visit, say('结束督办', 'Close the chase-up'))).done();
  await followed.getByText(say('已结束', 'Closed')).waitFor();
  await healthy();
});

journey('a summary is written by one, published by another, and read by everybody', server, async (visit) => {
  const { page, open, say, healthy, variant } = visit;
  const place = await home(server);
  const sort = await category(server, 'errands');
  const number = await placed(server, place, '给独居老人送菜');
  await deal(server, 'community_admin', number, { event: 'accept_to_pool' });
  const title = `给独居老人送菜上门 ${variant.width}`;
  await signIn(visit, await demoAccount(server, 'community_admin'));
  await opened(visit, number, sort);
  const write = await act(visit, say('写公开摘要', 'Write a public summary'));
  await write.dialog.getByLabel(say('什么事', 'What it was about'), { exact: true }).fill(title);
  await write.dialog.getByLabel(say('怎么办的', 'What was done'), { exact: true }).fill('志愿者每周送两次');
  await healthy();
  await write.done();
  await page.getByText(say('待审核', 'To be reviewed')).first().waitFor();
  // Whoever wrote it does not publish it.
  assert.equal(await page.getByRole('button', { name: say('审核并公开摘要', 'Review and publish') }).count(), 0);
  await out(visit);

  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/orders?view=review');
  await page.getByRole('listitem').filter({ hasText: number }).getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: say(sort.zh, sort.en) }).waitFor();
  const publish = await act(visit, say('审核并公开摘要', 'Review and publish'));
  await publish.dialog.getByText(title).waitFor();
  await publish.dialog.getByRole('checkbox', { name: say('我看过全文', 'I have read all of it') }).check();
  await healthy();
  await publish.done();
  await page.getByText(say('已公开', 'Public')).first().waitFor();
  await out(visit);
  await open('/orders');
  const told = page.getByRole('region', { name: say('社区办了哪些事', 'What the community has done') });
  await told.getByRole('listitem').filter({ hasText: title }).getByText('志愿者每周送两次').waitFor();
  await healthy();
});

journey('how orders fare is told by month, category and area, in public and exactly at work', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const shown = (count) => ({ '<5': '<5', hidden: '＊' })[count] ?? `${count}`;
  const percent = ({ bp }) => `${bp === 10_000 || bp === 0 ? bp / 100 : (Math.round(bp / 10) / 10).toFixed(1)}%`;
  for (const by of ['month', 'category', 'area']) {
    const { total, lines } = await ask(server, `/order-rates?by=${by}`);
    assert.ok(lines.length > 3 && total.placed > 200, `${by}: ${lines.length} lines of ${total.placed} orders`);
    await open(`/rates?by=${by}`);
    await stands(visit, say('点单三率', 'How orders fare'));
    const row = page.getByRole('row', { name: new RegExp(`^${say('合计', 'Total')}`) });
    const cells = await row.getByRole('cell').allInnerTexts();
    assert.deepEqual(cells.slice(0, 2).map((text) => text.trim()), [shown(total.placed), shown(total.closed)]);
    assert.deepEqual(cells.slice(4, 7).map((text) => text.trim()), [total.response, total.resolution, total.satisfaction].map(percent));
    // Of which there are few, those stand together by their names.
    const few = by === 'month' ? [] : lines.filter((line) => line.placed === '<5');
    assert.equal(await page.getByRole('row').count(), lines.length - few.length + 2);
    for (const { zh, en } of few.slice(0, 2)) await page.getByText(say(zh, en)).first().waitFor();
    await healthy();
  }
  await open('/figures');
  const section = page.getByRole('region', { name: say('点单三率', 'How orders fare') });
  await section.getByRole('heading', { level: 3 }).nth(8).waitFor();
  await healthy();
  await section.getByRole('link').click();
  await stands(visit, say('点单三率', 'How orders fare'));

  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/orders?view=rates');
  await stands(visit, say('接单办单', 'Orders'));
  const { body } = await (await office(server, 'street_officer'))('GET', '/staff/order-rates?by=month');
  const row = page.getByRole('row', { name: new RegExp(`^${say('合计', 'Total')}`) });
  assert.equal((await row.getByRole('cell').first().innerText()).trim(), `${body.total.placed}`);
  await healthy();
});
