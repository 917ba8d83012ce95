//! Drafts: a project written in the page, two who write at once, photographs without a report, and the ledger in and out.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';
import { demoAccount, office, on, signIn, stands } from './staff.mjs';

const server = useServer({ demo: true });

/** Writes a draft by the API, where another project lies. */
async function draft(name) {
  const admin = await office(server, 'district_admin');
  const { items } = await ask(server, '/projects?kind=pocket_park&limit=1');
  const { body } = await admin('GET', `/staff/projects/${items[0].number}/form`);
  const form = { name, area: body.form.area };
  const made = await admin('POST', '/staff/projects', { client_token: `draft-${process.pid}-${performance.now()}`.replace('.', '-'), kind: 'pocket_park', form });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.number;
}

journey('a draft is written with a place that is typed and shown on the map', server, async (visit) => {
  const { page, say, healthy } = visit;
  const { items } = await ask(server, '/projects?kind=pocket_park&limit=1');
  const at = items[0].position;
  await signIn(visit, await demoAccount(server, 'district_admin'), '/work/new');
  await stands(visit, say('新建项目', 'A new project'));
  await page.getByRole('button', { name: say('保存', 'Keep'), exact: true }).click();
  await page.getByRole('alert').getByText(say('还有 3 处要改', '3 things to put right')).waitFor();
  const name = `示例新口袋公园 ${process.pid} ${visit.variant.name}`;
  await page.getByLabel(say('类型（保存后不能改）', 'Kind (stays as it is once kept)')).selectOption('pocket_park');
  await page.getByLabel(say('项目名称', 'Name'), { exact: true }).fill(name);
  const area = page.getByLabel(say('所在区域', 'Area'), { exact: true });
  await area.selectOption({ index: 3 });
  await page.getByRole('button', { name: say('面', 'Area'), exact: true }).click();
  const positions = page.getByLabel(say('坐标', 'Coordinates'), { exact: true });
  await positions.fill(`${at.lng}, ${at.lat}`);
  await page.getByText(say('一个面至少要三个点。', 'An area needs three points at least.')).waitFor();
  await positions.fill(`${at.lng}, ${at.lat}\n${at.lng + 0.001}, ${at.lat}\n${at.lng}, ${at.lat + 0.001}`);
  await page.getByLabel(say('总投资（元）', 'Total investment (yuan)')).fill('800000');
  await healthy({ exclude: ['.map'] });
  await page.getByRole('button', { name: say('保存', 'Keep'), exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const number = new URL(page.url()).pathname.split('/').pop();
  const admin = await office(server, 'district_admin');
  const { body } = await admin('GET', `/staff/projects/${number}/form`);
  assert.equal(body.form.place.shape.type, 'Polygon');
  assert.equal(body.form.total_investment_fen, 80_000_000);
  assert.ok(body.form.milestones.length > 0, 'the milestones of its kind are there');
  await healthy();
});

journey('two write at once: the later one sees what the other changed and loses nothing', server, async (visit) => {
  const { page, say, healthy, expectProblem } = visit;
  expectProblem(/409/);
  const number = await draft('示例两人同写');
  const admin = await office(server, 'district_admin');
  await signIn(visit, await demoAccount(server, 'district_admin'), `/work/${number}?edit=1`);
  await stands(visit, say('修改项目', 'Change the project'));
  await page.getByLabel(say('简介', 'Summary'), { exact: true }).fill('我写的简介');
  await page.getByLabel(say('年度', 'Programme year')).fill('2027');
  const { body } = await admin('GET', `/staff/projects/${number}/form`);
  const theirs = { ...body.form, name: '示例两人同写（改名）', plan_year: 2025 };
  const written = await admin('PUT', `/staff/projects/${number}/form`, { version: body.version, client_token: `theirs-${number}`, form: theirs });
  assert.equal(written.status, 200, JSON.stringify(written.body));
  await page.getByRole('button', { name: say('保存', 'Keep'), exact: true }).click();
  await page.getByText(say('别人改了这些，已经并进来：', 'Somebody changed this, and it was taken in:')).waitFor();
  await page.getByText(say('您也改了，保留您填的。', 'You changed it too: yours stands.')).waitFor();
  assert.equal(await page.getByLabel(say('项目名称', 'Name'), { exact: true }).inputValue(), '示例两人同写（改名）');
  assert.equal(await page.getByLabel(say('简介', 'Summary'), { exact: true }).inputValue(), '我写的简介');
  await healthy({ exclude: ['.map'] });
  await page.getByRole('button', { name: say('保存', 'Keep'), exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '示例两人同写（改名）' }).waitFor();
  const { body: now } = await admin('GET', `/staff/projects/${number}/form`);
  assert.deepEqual([now.form.summary, now.form.plan_year], ['我写的简介', 2027]);
});

journey('photographs without a report are handed in by one and published by another', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const { items } = await ask(server, '/projects?status=works&limit=1');
  const { number } = items[0];
  const manager = await on(server, number, 'project_manager');
  await open('/');
  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 220 }, scale: 'css' });
  await signIn(visit, manager, `/work/${number}`);
  await page.getByRole('heading', { level: 2, name: say('照片', 'Photographs') }).waitFor();
  await page.getByText(say('传照片', 'Add photographs'), { exact: true }).click();
  await page.getByLabel(say('拍的是什么', 'What they show')).selectOption('board');
  await page.getByLabel(say('拍照或选照片', 'Take or choose photographs')).setInputFiles([{ name: `${visit.variant.name}.png`, mimeType: 'image/png', buffer }]);
  await page.getByText(say('已上传', 'Uploaded'), { exact: true }).waitFor();
  await page.getByRole('button', { name: say('保存照片', 'Keep the photographs') }).click();
  await page.getByText(say('照片已保存', 'Kept; somebody else')).waitFor();
  await healthy();
  const admin = await office(server, 'district_admin');
  const mine = (await admin('GET', `/staff/projects/${number}/photographs`)).body.find((one) => one.viewpoint === '公示牌' && !one.is_published);
  const publish = { event: 'publish', version: mine.version, client_token: `photo-${mine.id}`, photographs_checked: true };
  assert.equal((await admin('POST', `/staff/media/${mine.id}/events`, publish)).status, 200);
});

journey('a list is checked, refused row by row, written and taken back', server, async (visit) => {
  const { page, say, healthy } = visit;
  await signIn(visit, await demoAccount(server, 'district_admin'), '/work/ledger');
  await stands(visit, say('台账', 'Ledger'));
  const header = '项目名称,项目类型,街道,社区,小区,状态,年度\n';
  const name = `示例导入 ${visit.variant.locale}`;
  const { items } = await ask(server, '/projects?kind=pocket_park&limit=1');
  const [street, community] = items[0].areas.map((area) => area.name);
  const good = `${header}${name},公厕,${street},${community},,已立项,2026\n`;
  const file = (text) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const picker = page.locator('#import-file');
  await picker.setInputFiles([file(`${good}坏的一行,修飞船,${street},${community},,已立项,2026\n`)]);
  await page.getByRole('button', { name: say('检查', 'Check'), exact: true }).click();
  const wrong = page.getByRole('table', { name: say('有问题的行', 'Rows that are wrong') });
  await wrong.getByRole('cell', { name: '修飞船' }).waitFor();
  await healthy();
  await picker.setInputFiles([file(good)]);
  await page.getByRole('button', { name: say('检查', 'Check'), exact: true }).click();
  await page.getByRole('button', { name: say('写入', 'Write'), exact: true }).click();
  await page.getByText(say('已导入', 'Imported'), { exact: true }).waitFor();
  assert.equal((await ask(server, `/projects?q=${encodeURIComponent(name)}`)).items.length, 1);
  await page.getByRole('button', { name: say('撤销这次导入', 'Take this import back') }).click();
  const dialog = page.getByRole('dialog');
  await healthy();
  await dialog.getByRole('button', { name: say('撤销这次导入', 'Take this import back') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(say('已撤销', 'Taken back'), { exact: true }).first().waitFor();
  assert.equal((await ask(server, `/projects?q=${encodeURIComponent(name)}`)).items.length, 0);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV', exact: true }).click();
  assert.match((await download).suggestedFilename(), /^linxin-.*\.csv$/);
});
