//! Orders: asked for on a phone without an account, taken, helped, refused and helped again; and in somebody's name.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';
import { demoAccount, office, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

/** A compound of the community in which the demonstration's accounts work. */
async function home() {
  const account = await office(server, 'community_admin');
  const me = await account('GET', '/me');
  const area = (me.body.grants[0].scope ?? me.body.grants[0].grant.scope).id;
  const { items } = await ask(server, `/compounds?area=${area}&limit=5`);
  assert.ok(items.length > 0, 'the community has a compound');
  return items[0];
}

const staff = async (role, number, what) => {
  const account = await office(server, role);
  const seen = await account('GET', `/staff/orders/${number}`);
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  const body = { ...what, version: seen.body.line.version, client_token: `e2e-${Math.random().toString(36).slice(2)}-0` };
  const path = what.deed ? 'deeds' : 'events';
  const done = await account('POST', `/staff/orders/${number}/${path}`, body);
  assert.equal(done.status, 200, JSON.stringify(done.body));
};

journey('an order without an account: asked, helped, not solved, helped, rated', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 4(04|22)/);
  const place = await home();
  await open('/order');
  await stands(visit, say('我要点单', 'Ask for help'));
  await healthy();
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel(say('类别', 'What sort'), { exact: true }).selectOption('errands');
  await page.getByLabel(say('什么事', 'What is needed'), { exact: true }).fill('帮老人买降压药');
  await page.getByLabel(say('小区', 'Compound')).first().fill(place.name);
  await page.getByRole('button', { name: new RegExp(place.name) }).first().click();
  await page.getByLabel(say('手机号', 'Mobile number')).fill('13912340000');
  await healthy();
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('heading', { name: say('已点单', 'Ordered') }).waitFor();
  const number = (await page.locator('.told-code').innerText()).trim();
  await healthy();
  await page.getByRole('link', { name: say('查看这一单', 'Follow it') }).click();
  await page.waitForURL(/\/orders\/mine#ORD-/);
  await stands(visit, say('代买代办', 'Shopping and errands'));
  await healthy();

  await staff('community_admin', number, { event: 'accept_to_pool' });
  await staff('grid_worker', number, { event: 'take' });
  await staff('grid_worker', number, { event: 'start' });
  await staff('grid_worker', number, { event: 'finish', outcome: 'solved', result: '药买好送到了' });
  await page.reload();
  await page.getByRole('button', { name: say('没有解决', 'Not solved') }).click();
  await page.getByLabel(say('哪里没有解决', 'What is not solved'), { exact: true }).fill('少买了一盒');
  await page.getByRole('button', { name: say('提交评价', 'Send'), exact: true }).click();
  await page.getByText('少买了一盒').first().waitFor();
  await staff('grid_worker', number, { event: 'finish', outcome: 'solved', result: '补买了一盒' });
  await page.reload();
  await page.getByRole('button', { name: say('已解决', 'Solved'), exact: true }).click();
  await page.getByRole('radio').first().check();
  await healthy();
  await page.getByRole('button', { name: say('提交评价', 'Send'), exact: true }).click();
  await page.getByText(say('已经归档，谢谢您。', 'Closed. Thank you.')).waitFor();
  await healthy();
  // The link is the only key: without the secret there is nothing.
  await open(`/orders/mine#${number}.wrong`);
  await page.getByRole('alert').first().waitFor();
  await open('/orders');
  await stands(visit, say('点单', 'Orders'));
  await page.getByText(number).first().waitFor();
  await healthy();
});

journey('in somebody\'s name, taken from the pool, called back and closed', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 4(04|09|22)/);
  const place = await home();
  await signIn(visit, await demoAccount(server, 'grid_worker'), '/work/orders?new=1');
  await stands(visit, say('代点单', 'Order for somebody'));
  await page.getByLabel(say('类别', 'What sort'), { exact: true }).selectOption('errands');
  await page.getByLabel(say('什么事', 'What is needed'), { exact: true }).fill('换灯泡，够不着');
  await page.getByLabel(say('小区', 'Compound')).first().fill(place.name);
  await page.getByRole('button', { name: new RegExp(place.name) }).first().click();
  await page.getByLabel(say('已口头告知', 'Told by word of mouth')).check();
  await healthy();
  await page.getByRole('button', { name: say('提交', 'Send'), exact: true }).click();
  await page.getByRole('heading', { name: say('已点单', 'Ordered') }).waitFor();
  const number = (await page.locator('.told-code').innerText()).trim();
  await staff('community_admin', number, { event: 'accept_to_pool' });
  await open('/work/orders?view=pool');
  const row = page.getByRole('listitem').filter({ hasText: number });
  await row.waitFor();
  await healthy();
  await row.getByRole('button', { name: say('接单', 'Take'), exact: true }).click();
  await page.getByText(say('已接单', 'Taken')).first().waitFor();
  await open(`/work/orders?number=${number}`);
  await stands(visit, say('代买代办', 'Shopping and errands'));
  await healthy();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true });
  await page.getByRole('button', { name: say('开始办理', 'Begin'), exact: true }).click();
  await confirm.click();
  await page.getByRole('button', { name: say('办结', 'Finish'), exact: true }).click();
  await confirm.click();
  await dialog.getByRole('alert').first().waitFor();
  await dialog.getByLabel(say('结果', 'Outcome'), { exact: true }).selectOption('solved');
  await dialog.getByLabel(say('办理结果', 'What was done'), { exact: true }).fill('换好了');
  await healthy();
  await confirm.click();
  await page.getByText('换好了').first().waitFor();
  await staff('street_officer', number, { deed: 'call_back', reached: true, solved: 'yes', satisfied: 'very' });
  await staff('street_officer', number, { event: 'confirm' });
  await page.getByText(say('已评价/归档', 'Closed')).first().waitFor();
  await healthy();
});

journey('what is stuck, and how orders fare', server, async (visit) => {
  const { open, say, healthy, page } = visit;
  await signIn(visit, await demoAccount(server, 'street_officer'), '/work/orders?view=stuck');
  await stands(visit, say('接单办单', 'Orders'));
  await page.getByRole('table').waitFor();
  await healthy();
  for (const by of ['month', 'category', 'area']) {
    await open(`/rates?by=${by}`);
    await stands(visit, say('点单三率', 'How orders fare'));
    await page.getByRole('table').waitFor();
    await healthy();
  }
});
