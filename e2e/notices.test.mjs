//! Notices written at work: a cut told from a phone and seen at once, extended and over; a notice that another publishes.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';
import { office, on, out, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

/** A project under construction that treats a compound. */
async function works() {
  const { items } = await ask(server, '/projects?status=works&kind=old_compound_renovation&limit=100');
  const admin = await office(server, 'district_admin');
  for (const { number } of items) {
    const { body } = await admin('GET', `/staff/projects/${number}/form`);
    if (body.form.compounds.length === 1) return { number, compound: body.form.compounds[0] };
  }
  return assert.fail('the demonstration has works in a compound');
}

journey('a cut is told from the works, seen at once, lasts longer and is over', server, async (visit) => {
  const { page, context, open, say, healthy } = visit;
  const place = await works();
  const manager = await on(server, place.number, 'project_manager');
  await signIn(visit, manager, `/work/${place.number}`);
  await page.getByRole('link', { name: say('发停水停电通知', 'Tell of an outage') }).click();
  await stands(visit, say('写停水停电通知', 'Tell of an outage'));
  // The works' only compound is chosen by itself.
  await page.getByText(place.compound.name, { exact: true }).waitFor();
  // Running now: the reason why it comes so late is asked for.
  const local = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel(say('开始', 'Start'), { exact: true }).fill(local(Date.now() - 600_000));
  await page.getByLabel(say('结束', 'End'), { exact: true }).fill(local(Date.now() + 7_200_000));
  await page.getByLabel(say('原因', 'Why'), { exact: true }).fill('主水管接头漏水，正在换');
  await page.getByLabel(say('发布单位', 'Who announces it')).fill('示例项目部');
  await healthy();
  await page.getByRole('button', { name: say('发布', 'Publish'), exact: true }).click();
  await page.getByRole('alert').getByText(say('请填写紧急原因', 'say why it could not be told earlier')).waitFor();
  await page.getByLabel(say('紧急原因', 'Why it is urgent')).fill('半夜爆管');
  const read = await context.newPage();
  const listens = read.waitForRequest((request) => request.url().includes('/api/v1/live'));
  await read.goto(`${server.url}/compounds/${place.compound.id}`);
  await read.getByRole('heading', { level: 1 }).waitFor();
  await listens;
  await page.getByRole('button', { name: say('发布', 'Publish'), exact: true }).click();
  await page.getByText(say('已发布，居民能看到了', 'Published: residents see it')).waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await healthy();
  // A page that was open shows it without being read anew.
  await read.getByText('主水管接头漏水，正在换').first().waitFor();
  await read.close();

  const dialog = page.getByRole('dialog', { name: say('确认办理', 'Confirm') });
  const confirm = dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true });
  await page.getByRole('button', { name: say('延长', 'It takes longer') }).click();
  await dialog.getByLabel(say('新的结束时间', 'New end')).fill(local(Date.now() + 14_400_000));
  await confirm.click();
  await dialog.getByRole('alert').getByText(say('这里要填写', 'Fill this in')).waitFor();
  await dialog.getByLabel(say('原因', 'Reason')).fill('阀门锈死');
  await healthy();
  await confirm.click();
  await page.getByText('阀门锈死').first().waitFor();
  await page.getByRole('button', { name: say('已经恢复，结束', 'It is over') }).click();
  await confirm.click();
  const id = new URL(page.url()).searchParams.get('id');
  await page.getByRole('button', { name: say('已经恢复，结束', 'It is over') }).waitFor({ state: 'detached' }).catch(() => {});
  await assert.doesNotReject(async () => {
    const told = await ask(server, `/outages/${id}`);
    assert.equal(told.standing, 'ended');
  });
  await open('/work/outages');
  await stands(visit, say('停水停电通知', 'Outage notices'));
  await page.getByRole('listitem').filter({ hasText: place.compound.name }).first().waitFor();
  await healthy();
});

journey('a notice is handed in by one and published by another', server, async (visit) => {
  const { page, say, healthy, expectProblem } = visit;
  expectProblem(/status of 422/);
  const place = await works();
  const manager = await on(server, place.number, 'project_manager');
  await signIn(visit, manager, `/work/notices?new=1&project=${place.number}`);
  await stands(visit, say('写公示公告', 'Write a notice'));
  const title = `施工时间公告 ${process.pid} ${visit.variant.name}`;
  await page.getByLabel(say('标题', 'Title'), { exact: true }).fill(title);
  await page.getByLabel(say('发布单位', 'Who announces it')).fill('示例项目部');
  await page.getByRole('button', { name: say('提交审核', 'Hand in for review'), exact: true }).click();
  await page.getByRole('alert').getByText(say('这里要填写', 'Fill this in')).waitFor();
  await page.getByLabel(say('正文', 'Text'), { exact: true }).fill('每天 8 点到 18 点施工。\n中午休息。');
  await healthy();
  await page.getByRole('button', { name: say('提交审核', 'Hand in for review'), exact: true }).click();
  await page.getByText(say('已提交审核', 'Handed in for review')).waitFor();
  const link = page.url();
  await out(visit);

  const { login_name, password } = (await (await fetch(`${server.url}/api/v1/demo-accounts`)).json()).find((a) => a.role === 'district_admin');
  await signIn(visit, { login_name, password }, new URL(link).pathname + new URL(link).search);
  await stands(visit, title);
  await page.getByRole('button', { name: say('审核发布', 'Publish'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: say('确认办理', 'Confirm') });
  await dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true }).click();
  await dialog.getByRole('alert').getByText(say('请先看过全文', 'Read all of it first')).waitFor();
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: say('确定', 'Confirm'), exact: true }).click();
  await page.getByRole('heading', { name: say('居民看到的', 'What residents read'), exact: true }).waitFor();
  await healthy();
  const { items } = await ask(server, '/notices');
  assert.equal(items.some((notice) => notice.title === title), true);
});
