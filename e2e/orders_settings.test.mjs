//! What orders go by: the limits of a category and the working calendar, as the system administrator sets them.

import assert from 'node:assert/strict';
import { journey, useServer } from './harness.mjs';
import { demoAccount, office, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

journey('the limit of a category is changed', server, async (visit) => {
  const { page, say, healthy, variant } = visit;
  const days = variant.width < 768 ? 3 : 4;
  const admin = await office(server, 'system_admin');
  const read = async () => (await admin('GET', '/staff/order-categories')).body.find((one) => one.code === 'phone_lessons');
  const { zh, en, version } = await read();
  await signIn(visit, await demoAccount(server, 'system_admin'), '/settings?part=categories');
  await stands(visit, say('点单类别和时限', 'Order categories and limits'));
  const row = page.getByRole('row').filter({ hasText: say(zh, en) });
  await row.waitFor();
  await healthy();
  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 2, name: say(zh, en) }).waitFor();
  const usual = page.getByRole('group', { name: say('一般', 'Normal'), exact: true });
  const label = say('办结：点单后多久办完', 'Finish: from ordering until it is done');
  const limit = usual.getByLabel(label, { exact: true });
  const send = page.getByRole('button', { name: say('保存类别', 'Save the category') });
  await limit.fill('-1');
  await send.click();
  await page.locator('.form-faults').getByText(say('请写 0 或更大的整数。', 'Write a whole number, 0 or more.')).waitFor();
  await healthy();
  await limit.fill(`${days}`);
  await usual.getByLabel(`${label} ${say('单位', 'unit')}`, { exact: true }).selectOption('days');
  await send.click();
  await page.locator('.toast').getByText(say('设置已保存', 'The settings are saved')).waitFor();
  await row.getByText(say(`${days} 个工作日`, `${days} working days`), { exact: true }).waitFor();
  const now = await read();
  assert.deepEqual([now.version, now.limits[0].finish % days], [version + 1, 0]);
  assert.equal(now.limits[0].finish / days, 420, 'a working day has seven hours');
});

journey('a year of the working calendar is written', server, async (visit) => {
  const { page, say, healthy } = visit;
  const admin = await office(server, 'system_admin');
  const read = async () => (await admin('GET', '/staff/work-calendar')).body;
  const year = Math.max(...(await read()).map((one) => one.year)) + 1;
  await signIn(visit, await demoAccount(server, 'system_admin'), '/settings');
  const parts = page.getByRole('navigation', { name: say('设置的其他部分', 'Other parts of the settings') });
  await parts.getByRole('link', { name: say('工作日历', 'Working calendar') }).click();
  await stands(visit, say('工作日历', 'Working calendar'));
  await healthy();
  await page.getByRole('link', { name: say(`录入 ${year} 年`, `Enter ${year}`) }).click();
  const days = page.getByLabel(say('每行一天', 'One day a line'), { exact: true });
  const send = page.getByRole('button', { name: say('保存这一年', 'Save this year') });
  await days.fill(`${year}-01-01 也许 元旦`);
  await send.click();
  await page.locator('.form-faults').waitFor();
  await healthy();
  await days.fill(say(`${year}-01-01 放假 元旦\n${year}-10-01 放假 国庆节`, `${year}-01-01 rest 元旦\n${year}-10-01 rest 国庆节`));
  await page.getByText(say('读到 2 天，请核对', '2 days were read; please check them')).waitFor();
  await healthy();
  await send.click();
  await page.locator('.toast').getByText(say('日历已保存', 'The calendar is saved')).waitFor();
  const section = page.getByRole('region', { name: say(`${year} 年`, `${year}`), exact: true });
  await section.getByText('国庆节').waitFor();
  const { days: kept } = (await read()).find((one) => one.year === year);
  const written = [[`${year}-01-01`, false, '元旦'], [`${year}-10-01`, false, '国庆节']];
  assert.deepEqual(kept.map((day) => [day.day, day.is_workday, day.name]), written);
});
