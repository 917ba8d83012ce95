//! The manager's week: a report with photographs from a phone, returned, mended, judged by keyboard, public at once;
//! a plan that is changed by decision; a report that met no network and is sent once.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';
import { office, on as placed, out, pictures, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

const taken = new Set();

const on = (place, role) => placed(server, place.number, role);

/** A project under construction with works under way that no journey of this file has had. */
async function site() {
  const asked = await office(server, 'district_admin');
  const { items } = await ask(server, '/projects?status=works&limit=100');
  for (const { number } of items) {
    if (taken.has(number)) continue;
    const { body } = await asked('GET', `/staff/projects/${number}`);
    const step = body.milestones.find((m) => m.status === 'in_progress' && m.is_physical && m.progress_bp < 9000);
    const open = body.reports.some((r) => ['pending', 'returned'].includes(r.review));
    if (body.status !== 'under_construction' || !step || open) continue;
    taken.add(number);
    return { number, name: body.name, step };
  }
  return assert.fail('the demonstration has works under way');
}

journey('a report with three photographs is returned, mended, approved and public', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const place = await site();
  const step = say(place.step.zh, place.step.en);
  const manager = await on(place, 'project_manager');
  const engineer = await on(place, 'supervision_engineer');
  const files = await (await open('/'), pictures(page, 3));

  // From the sign-in: one tap to the report, one for the photographs, one to send.
  await signIn(visit, manager);
  await stands(visit, say('工作台', 'Desk'));
  await page.getByRole('heading', { level: 2, name: say('我的一周', 'My week') }).waitFor();
  await healthy();
  await page.locator(`a[href="/work/${place.number}?report=${place.step.id}"]`).click();
  await page.getByRole('heading', { level: 1, name: step }).waitFor();
  await page.getByLabel(say('拍照或选照片', 'Take or choose photographs')).setInputFiles(files);
  await page.getByText(say('已上传', 'Uploaded'), { exact: true }).nth(2).waitFor();
  const percent = place.step.progress_bp / 100 + 5;
  await page.getByLabel(say('做到百分之几', 'Done, in percent')).fill(`${percent}`);
  await page.getByLabel(say('做了什么', 'What was done')).fill('东侧做完，西侧明天接着做');
  await healthy();
  // A tab that is closed keeps what was typed.
  await page.reload();
  await page.getByText(say('上次没有提交的内容还在', 'What you had not submitted is still here')).waitFor();
  assert.equal(await page.getByLabel(say('做了什么', 'What was done')).inputValue(), '东侧做完，西侧明天接着做');
  await page.getByRole('button', { name: say('提交', 'Submit'), exact: true }).click();
  await page.getByText(say('已提交，等待审核', 'Submitted, waits for review')).waitFor();
  await page.getByText(say('待审核', 'To be reviewed'), { exact: true }).first().waitFor();
  await healthy();
  await out(visit);

  // The engineer sends it back.
  const [waiting] = (await engineer.own('GET', '/staff/reports')).body;
  assert.equal(waiting.photographs.length, 3);
  assert.equal((await ask(server, `/projects/${place.number}`)).reports.some((r) => r.note?.startsWith('东侧做完')), false);
  const back = { event: 'return', version: waiting.version, client_token: `back-${waiting.id}`, reason: '请写明西侧做到哪里' };
  assert.equal((await engineer.own('POST', `/staff/reports/${waiting.id}/events`, back)).status, 200);

  await signIn(visit, manager);
  await page.getByRole('heading', { level: 3, name: say('退回给我的', 'Returned to me') }).waitFor();
  await page.getByRole('link', { name: say('去修改', 'Mend it') }).click();
  await page.getByText('请写明西侧做到哪里').first().waitFor();
  await page.getByRole('link', { name: say('修改后再提交', 'Mend and submit again') }).click();
  await page.getByLabel(say('做了什么', 'What was done')).fill('东侧做完，西侧做了一半');
  await page.getByLabel(say('这次改了什么', 'What was mended')).fill('写明了西侧');
  await page.getByRole('button', { name: say('提交', 'Submit'), exact: true }).click();
  await page.getByText(say('已提交，等待审核', 'Submitted, waits for review')).waitFor();
  await out(visit);

  // The engineer judges by keyboard, with the photographs large.
  await signIn(visit, engineer, '/work/reports');
  await stands(visit, say('待审核的上报', 'Reports to review'));
  const card = page.getByRole('listitem').filter({ hasText: place.number });
  await card.getByText('东侧做完，西侧做了一半').waitFor();
  assert.equal(await card.getByRole('img').count(), 3);
  const width = await card.getByRole('img').first().evaluate((img) => img.getBoundingClientRect().width);
  assert.ok(width >= 250, `a photograph is ${width} px wide`);
  await healthy();
  const approve = card.getByRole('button', { name: say('通过', 'Approve'), exact: true });
  await approve.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText(say('请先看照片里有没有人脸和车牌', 'Look for faces and number plates first')).waitFor();
  await card.getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  await approve.focus();
  await page.keyboard.press('Enter');
  await page.getByText(say('已通过，居民可以看到了', 'Approved: residents see it now')).waitFor();
  const now = await ask(server, `/projects/${place.number}`);
  assert.equal(now.reports.some((r) => r.note === '东侧做完，西侧做了一半'), true);
  assert.equal(now.milestones.find((m) => m.code === place.step.code).progress_bp, percent * 100);
  await out(visit);
  await open(`/projects/${place.number}`);
  await page.getByText('东侧做完，西侧做了一半').first().waitFor();
});

journey('another plan is asked for, decided by another, and both stay to be read', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const place = await site();
  const manager = await on(place, 'project_manager');
  await signIn(visit, manager, `/work/${place.number}`);
  await stands(visit, place.name);
  await page.getByRole('button', { name: say('申请改计划', 'Ask for another plan') }).click();
  const dialog = page.getByRole('dialog', { name: say('确认办理', 'Confirm') });
  await dialog.getByLabel(say('哪个节点', 'Which milestone')).selectOption(place.step.id);
  await dialog.getByLabel(say('改为', 'Into')).fill('2099-12-31');
  await dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true }).click();
  await dialog.getByRole('alert').getByText(say('这里要填写', 'Fill this in')).waitFor();
  await dialog.getByLabel(say('原因', 'Reason')).fill('连续下雨，工期顺延');
  await healthy();
  await dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: '连续下雨，工期顺延' }).getByText(say('待决定', 'To be decided'), { exact: true }).waitFor();
  assert.equal((await ask(server, `/projects/${place.number}`)).plan_changes.some((c) => c.new === '2099-12-31'), false);
  await out(visit);

  const admin = await office(server, 'district_admin');
  const { body } = await admin('GET', `/staff/projects/${place.number}`);
  const wish = body.plan_changes.find((c) => c.new === '2099-12-31');
  const agreed = await admin('POST', `/staff/plan-changes/${wish.id}/events`, { event: 'approve', version: wish.version, client_token: `plan-${wish.id}` });
  assert.equal(agreed.status, 200, JSON.stringify(agreed.body));
  const now = await ask(server, `/projects/${place.number}`);
  const step = now.milestones.find((m) => m.code === place.step.code);
  assert.equal(step.planned_finish, '2099-12-31');
  assert.equal(step.baseline_finish, place.step.baseline_finish, 'the promise stays');
  await open(`/projects/${place.number}`);
  await page.getByText('连续下雨，工期顺延').first().waitFor();
  await healthy();
});

journey('a report that met no network waits on the device and is sent once', server, async (visit) => {
  const { page, context, say, healthy, expectProblem } = visit;
  expectProblem(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  const place = await site();
  const manager = await on(place, 'project_manager');
  await signIn(visit, manager, `/work/${place.number}?report=${place.step.id}`);
  await page.getByLabel(say('做了什么', 'What was done')).fill('地下室没有信号');
  await page.getByLabel(say('做到百分之几', 'Done, in percent')).fill(`${place.step.progress_bp / 100 + 1}`);
  const [file] = await pictures(page, 3);
  await context.setOffline(true);
  await page.getByLabel(say('拍照或选照片', 'Take or choose photographs')).setInputFiles([file]);
  await page.getByText(say('待上传', 'To be uploaded'), { exact: true }).waitFor();
  await page.getByRole('button', { name: say('提交', 'Submit'), exact: true }).click();
  await page.getByText(say('没有网络：已存在这台设备上', 'No network: kept on this device')).waitFor();
  await page.getByText(say('待上传：1 份上报', 'To be uploaded: 1 report')).waitFor();
  await healthy();
  await context.setOffline(false);
  await page.getByText(say('已提交，等待审核', 'Submitted, waits for review')).waitFor();
  await page.getByText(say('待上传：1 份上报', 'To be uploaded: 1 report')).waitFor({ state: 'detached' });
  const { body } = await manager.own('GET', `/staff/projects/${place.number}`);
  const sent = body.reports.filter((r) => r.note === '地下室没有信号');
  assert.deepEqual(sent.map((r) => r.photographs.length), [1]);
});

journey('an open page shows what was approved without being read anew', server, async (visit) => {
  const { page, open, healthy } = visit;
  const place = await site();
  const manager = await on(place, 'project_manager');
  const engineer = await on(place, 'supervision_engineer');
  const listens = page.waitForRequest((request) => request.url().includes('/api/v1/live'));
  await open(`/projects/${place.number}`);
  await page.getByRole('heading', { level: 1, name: place.name }).waitFor();
  await listens;
  await page.evaluate(() => { window.sameVisit = true; });
  const note = '脚手架拆完，外墙可以看了';
  const report = {
    event: 'report', version: 1, client_token: `live-${place.number}-${process.pid}`, note,
    reported_on: (await ask(server, '/projects')).as_of, progress_bp: place.step.progress_bp + 100,
  };
  const filed = await manager.own('POST', `/staff/milestones/${place.step.id}/events`, report);
  assert.equal(filed.status, 200, JSON.stringify(filed.body));
  const [waiting] = (await engineer.own('GET', '/staff/reports')).body;
  const approve = { event: 'approve', version: waiting.version, client_token: `ok-${waiting.id}` };
  assert.equal((await engineer.own('POST', `/staff/reports/${waiting.id}/events`, approve)).status, 200);
  await page.getByText(note).first().waitFor();
  assert.equal(await page.evaluate(() => window.sameVisit), true, 'the page was not read anew');
  await healthy();
});
