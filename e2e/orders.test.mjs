//! Orders as those meet them who ask: without an account, by the link; in their own account; in somebody's name, with a
//! callback; and over a night without a server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as until } from 'node:timers/promises';
import { journey, PATIENCE, startServer, useServer, usual, variants } from './harness.mjs';
import { act, category, deal, help, home, opened, order, token, wanted } from './orders.mjs';
import { demoAccount, office, out, pictures, session, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

/** Many orders of residents in a quarter of an hour are held back as doubtful: those who ask come in few variants. */
const few = { variants: usual };

/** A server that is stopped before the limits of its orders are over. */
const night = { orders: [] };

before(async () => {
  const running = await startServer({ demo: true });
  const admin = await session(running, await demoAccount(running, 'system_admin'));
  const all = (await admin('GET', '/staff/order-categories')).body;
  const { code, pool, needs_result_photo, limits, is_active, version } = all.find((one) => one.code === 'streetlight');
  const minutes = { intake: 1, take: 1, contact: 1, finish: 1 };
  const change = { pool, needs_result_photo, limits: [limits[0], minutes, limits[2]], is_active, version };
  const changed = await admin('PUT', `/staff/order-categories/${code}`, change);
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const community = await session(running, await demoAccount(running, 'community_admin'));
  const area = (await community('GET', '/me')).body.grants[0].scope.id;
  for (const { name } of variants) {
    const order = { category: code, what: `路灯一亮一灭（${name}）`, place: { area }, urgency: 'urgent', client_token: token() };
    const made = await community('POST', '/staff/orders', { order, channel: 'patrol', has_consent: true });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    night.orders.push({ variant: name, number: made.body.number, due: Date.parse(made.body.due_at) });
  }
  night.data = running.data;
  await running.stop({ keep: true });
  assert.ok(Date.now() < night.orders[0].due, 'the server was stopped before the first limit was over');
}, { timeout: 2 * PATIENCE });

after(() => night.stop?.());

journey('an order without an account is followed by its link, comes back once and is rated', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  const place = await home(server);
  const sort = await category(server, 'errands');
  const what = page.getByLabel(say('什么事', 'What is it about'), { exact: true });
  const phone = page.getByLabel(say('手机号', 'Mobile number'), { exact: true });
  const send = page.getByRole('button', { name: say('提交', 'Send'), exact: true });
  await open('/order');
  await stands(visit, say('我要点单', 'Ask for help'));
  await healthy();
  // All that is missing is named at once.
  await send.click();
  const faults = page.locator('.form-faults');
  await faults.getByText(say('还有 4 处要改', '4 things to put right')).waitFor();
  assert.equal(await faults.getByRole('link').count(), 4);
  await healthy();
  await what.fill('帮老人买降压药，两盒');
  await phone.fill('13912340000');
  // A tab that is closed keeps what was typed.
  await page.reload();
  await page.getByText(say('上次没写完的内容还在。', 'What you wrote last time is still here.')).waitFor();
  assert.deepEqual([await what.inputValue(), await phone.inputValue()], ['帮老人买降压药，两盒', '13912340000']);
  await wanted(visit, place, '帮老人买降压药，两盒');
  await healthy();
  await send.click();
  await page.getByRole('heading', { name: say('点单成功', 'Your order is placed') }).waitFor();
  const number = (await page.locator('.order-number').innerText()).trim();
  await healthy();
  await page.getByRole('link', { name: say('查看这一单', 'See this order') }).click();
  await page.waitForURL(/\/orders\/mine#ORD-.+\../);
  await stands(visit, say(sort.zh, sort.en));
  await healthy();
  // The way to the main part is no other order: the link is the only key, and stays in the address.
  await page.locator('a.skip').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /^#ORD-.+\../.test(location.hash));
  await page.reload();
  await stands(visit, say(sort.zh, sort.en));

  await help(server, number, '药买好送到了');
  await page.reload();
  await page.getByText('药买好送到了').first().waitFor();
  await page.getByRole('button', { name: say('没有解决', 'Not solved'), exact: true }).click();
  await page.getByLabel(say('哪里没有解决', 'What is still not solved'), { exact: true }).fill('少买了一盒');
  await healthy();
  await page.getByRole('button', { name: say('提交评价', 'Send my judgement') }).click();
  await page.getByText(say('您说没有解决，正在接着办（第 1 次）', 'You said it was not solved: it is being worked on again (1)')).waitFor();
  await page.getByText('少买了一盒').first().waitFor();
  await deal(server, 'grid_worker', number, { event: 'finish', outcome: 'solved', result: '补买了一盒' });
  await page.reload();
  await page.getByText('补买了一盒').first().waitFor();
  await page.getByRole('button', { name: say('已解决', 'Solved'), exact: true }).click();
  await page.getByRole('radio', { name: say('很满意', 'Very good') }).check();
  await healthy();
  await page.getByRole('button', { name: say('提交评价', 'Send my judgement') }).click();
  await page.getByText(say('已经归档，谢谢您。', 'Closed. Thank you.')).waitFor();
  await healthy();

  // This device has the link; the number alone is no key.
  await open('/orders');
  await page.getByRole('region', { name: say('这台手机点过的单', 'Orders placed on this device') }).getByText(number).waitFor();
  await healthy();
  expectProblem(/status of 404/);
  await open(`/orders/mine#${number}.`);
  await page.getByRole('heading', { name: say('没有找到', 'Not found') }).waitFor();
  assert.equal(await page.getByText(/降压药|买了一盒/).count(), 0);
  assert.equal((await fetch(`${server.url}/api/v1/orders/mine/${number}`)).status, 404);
}, few);

journey('six photographs go with an order, the seventh is told of, and one more finds room when one is taken out', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const place = await home(server);
  const what = `雨棚漏水 ${token()}`;
  await open('/order');
  await stands(visit, say('我要点单', 'Ask for help'));
  await wanted(visit, place, what);
  await page.getByLabel(say('手机号', 'Mobile number'), { exact: true }).fill('13912340001');
  const choose = page.locator('input[type=file]');
  const files = await pictures(page, 8);
  const sent = page.getByText(say('已传好', 'Sent'), { exact: true });
  const arrived = async (n) => {
    await sent.nth(n - 1).waitFor();
    assert.equal(await sent.count(), n);
  };
  // Five and one more, as they are taken one after the other.
  await choose.setInputFiles(files.slice(0, 5));
  await arrived(5);
  await choose.setInputFiles(files.slice(5, 6));
  await arrived(6);
  await choose.waitFor({ state: 'hidden' });
  await healthy();
  await page.getByRole('button', { name: say('去掉第 1 张', 'Remove photo 1') }).click();
  await choose.setInputFiles(files.slice(6));
  await page.getByText(say('多出来的没有加', 'the rest were not added')).waitFor();
  await arrived(6);
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('heading', { name: say('点单成功', 'Your order is placed') }).waitFor();
  const number = (await page.locator('.order-number').innerText()).trim();
  assert.equal((await order(server, 'community_admin', number)).asked.photographs.length, 6);
}, few);

journey('in an account its orders are listed, and what is done is rated there', server, async (visit) => {
  const { page, say, healthy } = visit;
  const place = await home(server);
  const sort = await category(server, 'haircut');
  const resident = await office(server, 'resident');
  const wish = { category: 'haircut', what: '老人下不了楼，想理发', place: { compound: place.id }, urgency: 'normal' };
  const made = await resident('POST', '/orders', { ...wish, phone: '13712340000', client_token: token() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await help(server, made.body.number, '理好了');
  await signIn(visit, await demoAccount(server, 'resident'), '/orders');
  await stands(visit, say('点单', 'Orders'));
  const own = page.getByRole('region', { name: say('我账号的点单', 'Orders in my account') });
  await own.getByRole('listitem').nth(4).waitFor();
  await healthy();
  const row = own.getByRole('listitem').filter({ hasText: made.body.number });
  await row.getByText(say('已办结（待评价）', 'Done, to be judged'), { exact: true }).waitFor();
  await row.getByRole('link', { name: say(sort.zh, sort.en) }).click();
  await stands(visit, say(sort.zh, sort.en));
  await page.getByRole('button', { name: say('已解决', 'Solved'), exact: true }).click();
  // Without stars it is not sent.
  await page.getByRole('button', { name: say('提交评价', 'Send my judgement') }).click();
  await page.locator('.form-faults').getByText(say('请选几颗星。', 'Please choose the stars.')).waitFor();
  await page.getByRole('radio', { name: say('很满意', 'Very good') }).check();
  await page.getByRole('button', { name: say('提交评价', 'Send my judgement') }).click();
  await page.getByText(say('已经归档，谢谢您。', 'Closed. Thank you.')).waitFor();
  await healthy();
  const { items } = (await resident('GET', '/orders/mine')).body;
  assert.equal(items.find((one) => one.number === made.body.number).status, 'closed');
}, few);

journey('what an account ordered is not found by the next at the same device', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const place = await home(server);
  await signIn(visit, await demoAccount(server, 'resident'), '/order');
  await stands(visit, say('我要点单', 'Ask for help'));
  await wanted(visit, place, '帮忙搬两袋米上楼');
  await page.getByLabel(say('手机号', 'Mobile number'), { exact: true }).fill('13612340000');
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('heading', { name: say('点单成功', 'Your order is placed') }).waitFor();
  await page.getByText(say('已记在您的账号里', 'It is kept in your account')).waitFor();
  await healthy();
  // Half an order is nobody else's either.
  await open('/order');
  await page.getByLabel(say('手机号', 'Mobile number'), { exact: true }).fill('13612340001');
  await open('/account');
  await out(visit);
  await open('/orders');
  await stands(visit, say('点单', 'Orders'));
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.doesNotMatch(kept, /两袋米|136123400/);
}, few);

journey('in somebody\'s name: placed, taken from the pool, done, called back and closed', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const place = await home(server);
  const sort = await category(server, 'errands');
  await signIn(visit, await demoAccount(server, 'grid_worker'), '/work/orders?new=1');
  await stands(visit, say('代点单', 'Order for someone else'));
  await wanted(visit, place, '换灯泡，够不着');
  await page.getByLabel(say('怎么来的', 'How it came'), { exact: true }).selectOption('grid_visit');
  await page.getByLabel(say('已口头告知', 'I told the person')).check();
  await healthy();
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('heading', { name: say('已代为点单', 'The order is placed') }).waitFor();
  const number = (await page.locator('.order-number').innerText()).trim();
  // Who works on it must not judge it: no link, no code.
  assert.equal(await page.locator('.order-link, .qr, a[href*="/orders/mine"]').count(), 0);
  await healthy();
  await page.getByRole('link', { name: say('打开这一单', 'Open this order') }).click();
  await page.getByRole('heading', { level: 1, name: say(sort.zh, sort.en) }).waitFor();
  await (await act(visit, say('受理，放入接单池', 'Accept into the pool'))).done();

  await open('/work/orders?view=pool&category=errands');
  await stands(visit, say('接单办单', 'Orders'));
  const row = page.getByRole('listitem').filter({ hasText: number });
  await row.waitFor();
  await healthy();
  await row.getByRole('button', { name: say('接单', 'Take'), exact: true }).click();
  await page.locator('.toast').getByText(say('已接单', 'Taken')).waitFor();
  await row.waitFor({ state: 'detached' });

  await opened(visit, number, sort);
  await (await act(visit, say('开始办理', 'Begin'))).done();
  const finish = await act(visit, say('办结', 'Finish'));
  await finish.send();
  await finish.dialog.getByText(say('还有 2 处要改', '2 things to put right')).waitFor();
  await finish.dialog.getByLabel(say('结果', 'Outcome'), { exact: true }).selectOption('solved');
  const result = finish.dialog.getByLabel(say('办理结果', 'What was done'), { exact: true });
  await result.fill('换好了，亮了');
  await healthy();
  // Escape, and the way back of a telephone, close it; what was typed is there when it is opened again.
  await page.keyboard.press('Escape');
  await finish.dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: say('办结', 'Finish'), exact: true }).click();
  assert.equal(await result.inputValue(), '换好了，亮了');
  assert.equal(await finish.dialog.getByLabel(say('结果', 'Outcome'), { exact: true }).inputValue(), 'solved');
  await finish.done();
  await page.getByText('换好了，亮了').first().waitFor();
  // Whoever handled it does not ask how it went.
  assert.equal(await page.getByRole('button', { name: say('电话回访', 'Callback'), exact: true }).count(), 0);
  await out(visit);

  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/orders?view=callback&category=errands');
  await page.getByRole('listitem').filter({ hasText: number }).getByRole('link', { name: say(sort.zh, sort.en) }).click();
  await page.getByRole('heading', { level: 1, name: say(sort.zh, sort.en) }).waitFor();
  const call = await act(visit, say('电话回访', 'Callback'));
  const choose = (name, words) => {
    const group = call.dialog.getByRole('group', { name, exact: true });
    return group.getByRole('radio', { name: words, exact: true }).check();
  };
  await call.send();
  await call.dialog.getByText(say('还有 1 处要改', 'One thing to put right')).waitFor();
  await choose(say('怎样回访的', 'How were they asked'), say('上门', 'At the door'));
  await choose(say('电话接通了吗', 'Did somebody answer'), say('接通了', 'Yes'));
  await choose(say('解决了吗', 'Was it solved'), say('已解决', 'Solved'));
  await choose(say('满意吗', 'Satisfied'), say('非常满意', 'Very satisfied'));
  await call.dialog.getByLabel(say('居民的原话', 'In the resident’s words'), { exact: true }).fill('灯亮了，谢谢');
  await healthy();
  await call.send();
  // What was heard is not the end of it: the last step is asked at once.
  const confirm = page.getByRole('dialog', { name: say('确认解决', 'Confirm') });
  await confirm.waitFor();
  await healthy();
  await confirm.getByRole('button', { name: say('确认解决', 'Confirm'), exact: true }).click();
  await confirm.waitFor({ state: 'hidden' });
  await page.getByText('灯亮了，谢谢').first().waitFor();
  await page.getByText(say('已评价/归档', 'Closed'), { exact: true }).first().waitFor();
  await healthy();
});

test('the server that was stopped over the limits starts again', { timeout: 3 * PATIENCE }, async () => {
  const last = Math.max(...night.orders.map((one) => one.due));
  while (Date.now() <= last) await until(last + 1 - Date.now());
  Object.assign(night, await startServer({ demo: true, data: night.data }));
});

journey('a limit that passed while the server was stopped is told once', night, async (visit) => {
  const { page, say, healthy, variant } = visit;
  const { number } = night.orders.find((one) => one.variant === variant.name);
  await signIn(visit, await demoAccount(night, 'community_admin'), `/work/orders?number=${number}`);
  const steps = page.getByRole('region', { name: say('办理经过', 'What has happened') });
  const over = steps.getByText(say('超过时限', 'Overdue'), { exact: true });
  await over.first().waitFor();
  assert.equal(await over.count(), 1);
  const sign = page.locator('.order-clock .s-late');
  assert.match(await sign.innerText(), say(/^已超时 /, /^Overdue by /));
  await healthy();
});
