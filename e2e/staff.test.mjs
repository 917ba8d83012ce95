//! The staff shell: what one may see, roles with their scope, sessions that end, the audit record and the settings.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';
import { bar, colleague, demoAccount, fill, office, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

const ALL = { type: 'all' };

/** Communities of the demonstration that have projects. */
async function communities() {
  const areas = await ask(server, '/areas');
  return areas.filter((area) => area.level === 'community' && area.project_count > 0);
}

journey('a role with a scope is given, and the navigation of its owner changes', server, async (visit) => {
  const { page, say, healthy } = visit;
  const who = await colleague(server);
  const [community] = await communities();
  await signIn(visit, await demoAccount(server, 'district_admin'), '/people');
  await stands(visit, say('人员与角色', 'People and roles'));
  await page.getByLabel(say('登录名或显示名', 'Login name or display name')).fill(who.login_name);
  await page.getByRole('button', { name: say('查找', 'Search'), exact: true }).click();
  await page.getByRole('link', { name: who.login_name }).click();
  await stands(visit, who.login_name);
  await page.getByText(say('居民，没有别的角色', 'Resident, no other role')).waitFor();
  const send = page.getByRole('button', { name: say('授予', 'Give the role'), exact: true });
  await send.click();
  await page.getByRole('alert').getByText(say('请选择一个角色', 'Choose a role')).waitFor();
  await page.getByRole('combobox', { name: say('角色', 'Role'), exact: true }).selectOption('community_admin');
  await page.getByLabel(say('按名称找范围', 'Find a scope by name')).fill(community.name.slice(0, 6));
  const place = page.getByRole('combobox', { name: say('范围', 'Scope'), exact: true });
  const option = place.locator('option').filter({ hasText: community.name }).first();
  await option.waitFor({ state: 'attached' });
  await place.selectOption(await option.getAttribute('value'));
  await page.getByLabel(say('到哪天止', 'Until')).fill('2099-12-31');
  await healthy();
  await send.click();
  await page.getByText(say('角色已授予', 'The role is given'), { exact: true }).waitFor();
  const row = page.getByRole('region', { name: say('角色', 'Roles'), exact: true }).getByRole('listitem');
  await row.getByText('2099-12-31').waitFor();
  await row.getByText('district_admin').waitFor();
  await healthy();
  await bar(visit).getByRole('button', { name: say('退出', 'Sign out') }).click();

  await signIn(visit, who);
  await stands(visit, say('工作台', 'Desk'));
  // The bell has a sign and no words.
  const links = await bar(visit).getByRole('link').allInnerTexts();
  assert.deepEqual(links.filter((words) => words.trim()), [say('工作台', 'Desk'), say('我的账号', 'My account')]);
  await page.getByRole('main').getByText(community.name).first().waitFor();
});

journey('what lies in another community does not exist', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 404/);
  const [one, other] = await communities();
  const who = await colleague(server, [{ role: 'community_admin', scope: { type: 'area', id: one.id } }], 'district_admin');
  const of = async (area) => (await ask(server, `/projects?area=${area.id}`)).items[0];
  await signIn(visit, who);
  const own = await of(one);
  await page.getByRole('main').getByRole('link', { name: own.name }).click();
  await stands(visit, own.name);
  await page.getByRole('heading', { level: 2, name: say('进度报告', 'Progress reports') }).waitFor();
  await healthy();
  await open(`/work/${(await of(other)).number}`);
  await stands(visit, say('不存在', 'There is no such thing'));
  await healthy();
});

journey('a page of another office says whose it is', server, async (visit) => {
  const { page, say, healthy } = visit;
  await signIn(visit, await demoAccount(server, 'grid_worker'), '/audit');
  await stands(visit, say('这一页不归您看', 'This page is not yours'));
  await page.getByRole('main').getByText(say('网格员', 'Grid worker')).waitFor();
  await healthy();
});

journey('a session that ends keeps what was typed, and goes on after the sign-in', server, async (visit) => {
  const { page, context, say, healthy, expectProblem } = visit;
  expectProblem(/status of 401/);
  const who = await colleague(server, [{ role: 'auditor', scope: ALL }]);
  await signIn(visit, who, '/account');
  await stands(visit, say('我的账号', 'My account'));
  const name = page.getByRole('textbox', { name: say(/^显示名/, /^Display name/) });
  await name.fill('值班员');
  await context.clearCookies();
  await page.getByRole('button', { name: say('保存', 'Save'), exact: true }).click();
  const panel = page.getByRole('dialog', { name: say('请登录', 'Please sign in') });
  await panel.waitFor();
  assert.equal(await panel.getByLabel(say('登录名', 'Login name'), { exact: true }).inputValue(), who.login_name);
  await healthy();
  await page.keyboard.press('Escape');
  await fill(visit, who, panel);
  await page.getByText(say('已保存', 'Saved'), { exact: true }).waitFor();
  assert.equal(await name.inputValue(), '值班员');
  await page.getByRole('region', { name: say('我是谁', 'Who I am') }).getByText('值班员').waitFor();
});

journey('staff who do nothing are warned two minutes before the end', server, async (visit) => {
  const { page, say, healthy, open, expectProblem } = visit;
  expectProblem(/status of 401/);
  await page.clock.install();
  const who = await colleague(server, [{ role: 'auditor', scope: ALL }]);
  await signIn(visit, who, '/account');
  await stands(visit, say('我的账号', 'My account'));
  const warning = page.getByRole('dialog', { name: say('您还在吗？', 'Are you still there?') });
  await page.clock.runFor('20:00');
  assert.equal(await warning.count(), 0, 'there is time');
  await page.clock.runFor('07:30');
  await warning.waitFor();
  await warning.getByText(/^1:\d\d$/).waitFor();
  await healthy();
  await warning.getByRole('button', { name: say('继续工作', 'Go on working') }).click();
  await warning.waitFor({ state: 'detached' });
  await page.clock.runFor('10:00');
  assert.equal(await warning.count(), 0, 'the time began anew');
  await page.clock.runFor('19:30');
  await page.getByRole('dialog', { name: say('请登录', 'Please sign in') }).waitFor();
  await open('/');
});

journey('the audit record is filtered, taken out and verified', server, async (visit) => {
  const { page, say, healthy } = visit;
  await signIn(visit, await demoAccount(server, 'auditor'), '/audit');
  await stands(visit, say('审计', 'Audit'));
  const list = page.getByRole('region', { name: say('审计记录', 'Audit record') });
  await list.getByRole('listitem').first().waitFor();
  await healthy();
  await page.getByText(say('筛选', 'Filters'), { exact: true }).click();
  await page.getByLabel(say('登录名', 'Login name'), { exact: true }).fill('auditor');
  await page.getByLabel(say('做了什么', 'What was done')).selectOption('sign_in');
  await page.getByRole('button', { name: say('查找', 'Search'), exact: true }).click();
  await page.waitForURL(/\/audit\?actor=auditor&action=sign_in/);
  await list.getByText(say('登录', 'Sign in'), { exact: true }).first().waitFor();
  const file = await page.getByRole('link', { name: say('下载这些记录（CSV）', 'Download these rows (CSV)') }).getAttribute('href');
  assert.equal(file, '/api/v1/staff/audit.csv?actor=auditor&action=sign_in');
  await page.getByRole('button', { name: say('核验全部记录', 'Verify the whole record') }).click();
  await page.getByText(say('完整：没有改动、缺失或调换', 'Whole: nothing changed, missing or moved')).waitFor();
  assert.match(await page.locator('.digest').innerText(), /^[0-9a-f]{64}$/);
  await healthy();
});

journey('a setting is refused at its field, saved, and stands in the foot of the page', server, async (visit) => {
  const { page, say, healthy, expectProblem } = visit;
  expectProblem(/status of 409/);
  await signIn(visit, await demoAccount(server, 'system_admin'), '/settings');
  await stands(visit, say('设置', 'Settings'));
  const host = page.getByLabel(say('主办单位', 'Operator'));
  const tries = page.getByLabel(say('15 分钟内输错几次锁定', 'Wrong passwords in 15 minutes that lock an account'));
  await tries.fill('99');
  const send = page.getByRole('button', { name: say('保存设置', 'Save the settings') });
  await send.click();
  await page.getByRole('alert').getByText(say('应为 3 到 10 的整数', 'A whole number from 3 to 10')).waitFor();
  assert.equal(await tries.getAttribute('aria-invalid'), 'true');
  await healthy();
  await tries.fill('');
  const name = `示例办公室 ${Date.now() % 100_000}`;
  await host.fill(name);
  await send.click();
  await page.getByText(say('设置已保存', 'The settings are saved')).waitFor();

  // Somebody else is faster.
  const admin = await office(server, 'system_admin');
  const now = (await admin('GET', '/staff/settings')).body.find((setting) => setting.key === 'site_host');
  await admin('PUT', '/staff/settings', [{ key: 'site_host', value: '示例另一处', version: now.version }]);
  await host.fill(`${name} 甲`);
  await send.click();
  await page.getByRole('alert').getByText(say('别人刚改过', 'Somebody changed it')).waitFor();
  await page.getByText('示例另一处').waitFor();
  assert.equal(await host.inputValue(), `${name} 甲`, 'what was typed stays');
  await send.click();
  await page.getByText(say('设置已保存', 'The settings are saved')).waitFor();
  // What everybody sees is drawn from a copy that is half a second old at most.
  while ((await ask(server, '/site')).host !== `${name} 甲`) await new Promise((done) => setTimeout(done, 100));
  await page.reload();
  await page.getByRole('contentinfo').getByText(`${name} 甲`).waitFor();
});

journey('an account is made, disabled with a reason, and what another one changed is told', server, async (visit) => {
  const { page, say, healthy, expectProblem } = visit;
  expectProblem(/status of 409/);
  await signIn(visit, await demoAccount(server, 'system_admin'), '/people');
  await stands(visit, say('人员与角色', 'People and roles'));
  await healthy();
  const name = `xin.${process.pid}.${visit.variant.width}`;
  await page.getByText(say('建一个账号', 'Make an account'), { exact: true }).click();
  await page.locator('#new-login_name').fill(name);
  await healthy();
  await page.getByRole('button', { name: say('建账号', 'Make the account'), exact: true }).click();
  await page.locator('.told-code').waitFor();
  await healthy();
  await page.getByRole('link', { name: say('去授予角色', 'Go on and give it roles') }).click();
  await stands(visit, name);
  const id = new URL(page.url()).pathname.split('/').pop();
  const admin = await office(server, 'system_admin');
  const { version } = (await admin('GET', `/staff/users/${id}`)).body;

  const disable = page.getByRole('button', { name: say('停用账号', 'Disable the account'), exact: true });
  await disable.first().click();
  const dialog = page.getByRole('dialog', { name: say('停用这个账号？', 'Disable this account?') });
  await dialog.getByLabel(say('原因', 'Reason')).fill('调离岗位');
  assert.equal((await admin('POST', `/staff/users/${id}/events`, { event: 'end_sessions', version })).status, 200);
  await dialog.getByRole('button', { name: say('停用账号', 'Disable the account') }).click();
  await dialog.getByText(say('别人刚改过', 'Somebody changed it')).waitFor();
  assert.equal(await dialog.getByLabel(say('原因', 'Reason')).inputValue(), '调离岗位');
  await healthy();
  await dialog.getByRole('button', { name: say('停用账号', 'Disable the account') }).click();
  await page.getByText(say('账号已停用', 'The account is disabled')).waitFor();
  await page.getByText(say('已停用', 'Disabled'), { exact: true }).waitFor();
  await healthy();
});
