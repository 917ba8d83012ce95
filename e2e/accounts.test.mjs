//! Accounts: the first password, the lock, other sessions, and what a resident does with his own.

import assert from 'node:assert/strict';
import { journey, useServer } from './harness.mjs';
import { PASSWORD, bar, colleague, demoAccount, fill, newName, newcomer, session, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

journey('the accounts of the demonstration are on the sign-in page, one press each', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  await open('/');
  await page.getByRole('banner').getByRole('link', { name: say('登录', 'Sign in'), exact: true }).click();
  await stands(visit, say('登录', 'Sign in'));
  const press = page.getByRole('button', { name: say('以“社区工作人员”登录', 'Sign in as Community staff') });
  await press.waitFor();
  await healthy();
  await press.click();
  await stands(visit, say('工作台', 'Desk'));
  await page.getByRole('heading', { level: 2, name: say('我范围里的项目', 'Projects in my scope') }).waitFor();
  await healthy();
  await bar(visit).getByRole('button', { name: say('退出', 'Sign out') }).click();
  await stands(visit, say('登录', 'Sign in'));
  await page.getByRole('banner').getByRole('link', { name: say('登录', 'Sign in'), exact: true }).waitFor();
});

journey('a first password must be changed before anything else', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 403/, /status of 422/);
  const who = await newcomer(server);
  await signIn(visit, who);
  await stands(visit, say('请先改密码', 'Change the password first'));
  assert.equal(await bar(visit).getByRole('link').count(), 0, 'the bar leads nowhere yet');
  await open('/work');
  await stands(visit, say('请先改密码', 'Change the password first'));
  await healthy();

  const old = page.getByLabel(say('现在的密码', 'Password until now'), { exact: true });
  const fresh = page.getByLabel(say('新密码', 'New password'), { exact: true });
  const send = page.getByRole('button', { name: say('改密码', 'Change the password'), exact: true });
  await old.fill('not this one');
  await fresh.fill('short');
  await send.click();
  const summary = page.getByRole('alert');
  await summary.getByText(say('密码至少 8 个字符', 'The password needs 8 characters at least')).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert');
  await healthy();
  await summary.getByRole('link').first().click();
  assert.equal(await fresh.evaluate((it) => it === document.activeElement), true, 'the link leads to the field');
  await fresh.fill(PASSWORD);
  await page.getByRole('status').filter({ hasText: say('这个密码可以用', 'This password is good') }).waitFor();
  await send.click();
  await summary.getByText(say('密码不对', 'The password is wrong')).first().waitFor();
  assert.equal(await fresh.inputValue(), PASSWORD, 'what was typed stays');
  await old.fill(who.password);
  await send.click();
  await page.getByText(say('密码已改', 'The password is changed')).waitFor();
  await bar(visit).getByRole('link', { name: say('我的账号', 'My account') }).waitFor();
  await signIn(visit, { ...who, password: PASSWORD });
  await stands(visit, say('我的账号', 'My account'));
});

journey('five wrong passwords lock, and an office takes the lock off', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 401/, /status of 429/);
  const who = await colleague(server);
  await open('/login');
  const form = page.getByRole('main').locator('form');
  const alert = page.getByRole('alert');
  for (let tries = 0; tries < 5; tries += 1) {
    await fill(visit, { ...who, password: `wrong-${tries}` }, form);
    await alert.getByText(say('登录名或密码不对', 'The name or the password is wrong')).waitFor();
  }
  await fill(visit, who, form);
  await alert.getByText(say('输错次数太多', 'Too many wrong tries')).waitFor();
  assert.equal(await page.getByLabel(say('登录名', 'Login name'), { exact: true }).inputValue(), who.login_name);
  await healthy();

  await signIn(visit, await demoAccount(server, 'system_admin'), `/people/${who.id}`);
  await stands(visit, who.login_name);
  await page.getByText(say('暂时锁定', 'Locked for now')).waitFor();
  await healthy();
  await page.getByRole('button', { name: say('解除锁定', 'Take off the lock') }).click();
  await page.getByText(say('锁定已解除，现在就能登录', 'The lock is off: it can sign in now')).waitFor();
  await page.getByText(say('使用中', 'In use')).waitFor();
  assert.equal(await page.getByRole('button', { name: say('解除锁定', 'Take off the lock') }).count(), 0);
  await session(server, who);
});

journey('another session is seen and ended', server, async (visit) => {
  const { page, say, healthy } = visit;
  const who = await colleague(server);
  await signIn(visit, who, '/account');
  await stands(visit, say('我的账号', 'My account'));
  const region = page.getByRole('region', { name: say('登录着的设备', 'Where I am signed in') });
  await region.getByText(say('这台设备', 'this device')).waitFor();
  await region.getByRole('listitem').nth(1).waitFor();
  await healthy();
  await region.getByRole('button').first().click();
  await page.getByText(say('已退出那台设备', 'That session is ended')).waitFor();
  await region.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
  assert.equal((await who.own('GET', '/me')).status, 401, 'the other one is out');
});

journey('a resident registers, forgets the password, comes back by the code, and ends the account', server, async (visit) => {
  const { page, open, say, healthy, expectProblem } = visit;
  expectProblem(/status of 409/);
  const name = newName('jumin');
  const label = (zh, en) => page.getByLabel(say(zh, en), { exact: true });
  await open('/register');
  await stands(visit, say('注册', 'Register'));
  await page.getByRole('heading', { name: say('先说清楚我们存什么', 'First, what we keep') }).waitFor();
  const send = page.getByRole('main').getByRole('button', { name: say('注册', 'Register'), exact: true });
  await send.click();
  await page.getByRole('alert').getByText(say('还有 3 处要改', '3 things to put right')).waitFor();
  await healthy();
  await label('登录名', 'Login name').fill('auditor');
  await label('密码', 'Password').fill('xiao-yuan-zi-3');
  await page.getByRole('checkbox').check();
  await send.click();
  await page.getByRole('alert').getByText(say('已经有人用了', 'is taken')).waitFor();
  await label('登录名', 'Login name').fill(name);
  await page.getByLabel(say('手机号', 'Mobile phone')).fill('138 1234 5678');
  const language = (name) => page.getByRole('banner').getByRole('button', { name });
  await language(say('EN', '中文')).click();
  await stands(visit, say('Register', '注册'));
  await language(say('中文', 'EN')).click();
  assert.equal(await label('登录名', 'Login name').inputValue(), name, 'another language takes nothing away');
  await send.click();
  const told = page.locator('.told-code');
  const code = await told.innerText();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  await healthy();

  await open('/recover');
  await stands(visit, say('忘了密码', 'Forgot the password'));
  await healthy();
  await label('登录名', 'Login name').fill(name);
  await label('找回码', 'Recovery code').fill(code.toLowerCase().replaceAll('-', ' '));
  await label('新密码', 'New password').fill(PASSWORD);
  await page.getByRole('button', { name: say('换新密码', 'Set the new password') }).click();
  await told.waitFor();
  assert.notEqual(await told.innerText(), code, 'the next code is another');

  await signIn(visit, { login_name: name, password: PASSWORD });
  await stands(visit, say('我的账号', 'My account'));
  await page.getByRole('button', { name: say('看看存了什么', 'See what is kept') }).click();
  await page.getByText('13812345678').waitFor();
  await page.getByText(say('没有人看过', 'Nobody has')).waitFor();
  const link = page.getByRole('link', { name: say('下载（JSON）', 'Download (JSON)') });
  const download = page.waitForEvent('download');
  await link.click();
  assert.equal((await download).suggestedFilename(), 'linxin-my-data.json');
  await healthy();

  await page.getByRole('button', { name: say('删除我的账号', 'Delete my account') }).click();
  const dialog = page.getByRole('dialog', { name: say('删除您的账号？', 'Delete your account?') });
  await dialog.getByLabel(say('密码', 'Password'), { exact: true }).fill(PASSWORD);
  await healthy();
  await dialog.getByRole('button', { name: say('删除我的账号', 'Delete my account') }).click();
  await page.getByText(say('账号已删除', 'The account is deleted')).waitFor();
  await healthy();
  await page.getByRole('banner').getByRole('link', { name: say('登录', 'Sign in'), exact: true }).waitFor();
});
