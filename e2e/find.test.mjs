//! A resident finds a compound by two characters of its name and reads how it stands, what comes next and whom to call.

import assert from 'node:assert/strict';
import { ask, askAll, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/**
 * A project under construction of which everything is known that a resident asks for, one of its compounds, and two
 * characters of that compound's name that bring it into the list.
 */
async function subject() {
  for (const { number, next } of await askAll(server, '/projects?status=under_construction&limit=100')) {
    if (!next) continue;
    const project = await ask(server, `/projects/${number}`);
    const contractor = project.members.find((m) => m.member_type === 'contractor');
    const compound = project.compounds[0]?.compound;
    if (!contractor || !compound || !project.complaint_phone || project.summary.milestones_done < 2) continue;
    for (let at = 0; at + 2 <= compound.name.length; at += 1) {
      const words = compound.name.slice(at, at + 2);
      const found = await ask(server, `/projects?q=${encodeURIComponent(words)}`);
      if (found.total < 20 && found.items.some((p) => p.number === number)) {
        return { project, summary: project.summary, contractor, compound, words, total: found.total };
      }
    }
  }
  throw new Error('the demo district has no such project');
}

/** The words of its badge. */
function statusWords({ sign, days_late: late, days_since_update: silent }, say) {
  return {
    late: say(`滞后 ${late} 天`, `${late} days late`),
    stale: say(`${silent} 天未更新`, `No news for ${silent} days`),
    risk: say('偏慢', 'Slow'),
    works: say('施工中', 'Under way'),
  }[sign];
}

journey('two characters of a compound lead to what comes next there', server, async (visit) => {
  const { page, open, say, rows, listTells, healthy } = visit;
  const { project, summary, contractor, compound, words, total } = await subject();

  await open('/');
  const box = page.getByRole('combobox', { name: say('小区、项目、街道、社区或编号', 'Compound, project') });
  await box.fill(words);
  await page.getByRole('button', { name: say('查找', 'Search'), exact: true }).click();
  await listTells(total);
  assert.equal(new URL(page.url()).searchParams.get('q'), words, 'the address holds the search');
  assert.equal(await rows().count(), total);
  const found = rows().filter({ has: page.getByRole('link', { name: summary.name, exact: true }) });
  const counted = say(
    `${summary.milestones_total} 项中完成 ${summary.milestones_done} 项`,
    `${summary.milestones_done} of ${summary.milestones_total} steps done`,
  );
  await found.getByText(counted).waitFor();

  await found.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: summary.name }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/projects/${summary.number}`);

  const standing = page.getByRole('region', { name: say('施工进度', 'Progress of works') });
  const fact = (label) => standing.locator('dl > div').filter({ has: page.getByText(label, { exact: true }) });
  await standing.getByText(statusWords(summary, say), { exact: true }).waitFor();
  await standing.getByText(counted).waitFor();
  const next = await fact(say('下一步', 'Next')).innerText();
  assert.ok(next.includes(say(summary.next.zh, summary.next.en)), `the next step is named: ${next}`);
  assert.ok(next.includes(summary.next.planned_finish), `its date is there: ${next}`);
  const updated = await fact(say('最近更新', 'Last update')).innerText();
  assert.ok(updated.includes(summary.updated_on), `the day of the last report is there: ${updated}`);

  const whom = page.getByRole('region', { name: say('找谁问', 'Whom to ask') });
  const call = whom.getByRole('link', { name: say('施工投诉电话', 'Complaints about works') });
  assert.ok((await call.innerText()).includes(project.complaint_phone), 'the complaint phone can be read');
  assert.match(await call.getAttribute('href'), /^tel:\+?\d+$/, 'and called');
  const builder = whom.locator('dl > div').filter({ hasText: say('施工单位', 'Contractor') });
  await builder.getByText(contractor.organization).waitFor();

  const times = page.getByRole('region', { name: say('每一步的时间', 'Every step in time') });
  for (const step of project.milestones) {
    await times.getByRole('rowheader', { name: say(step.zh, step.en) }).first().waitFor();
  }
  await healthy();

  const treated = page.getByRole('region', { name: say('改造哪些小区', 'Compounds treated') });
  await treated.getByRole('link', { name: compound.name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: compound.name }).waitFor();
  const years = page.getByRole('region', { name: say('历年改造', 'Renewal over the years') });
  await years.getByRole('link', { name: summary.name, exact: true }).waitFor();
  await healthy();

  await page.goBack();
  await page.getByRole('heading', { level: 1, name: summary.name }).waitFor();
  await page.goBack();
  await found.waitFor();
  assert.equal(await box.inputValue(), words, 'the words are still in the box');
  assert.equal(await rows().count(), total);
});

journey('one character is answered kindly and nothing is lost', server, async ({ page, open, say, rows, healthy }) => {
  const { words, summary } = await subject();
  await open('/?status=works');
  await rows().first().waitFor();
  const before = await rows().allInnerTexts();

  const box = page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') });
  await box.fill(words[0]);
  await box.press('Enter');
  const hint = say('再写一个字：至少要两个字才能找', 'One more character: a search needs two at least');
  await page.getByRole('alert').getByText(hint).waitFor();
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  assert.equal(await box.inputValue(), words[0], 'what was typed is still there');
  assert.deepEqual(await rows().allInnerTexts(), before, 'so is the list');
  assert.equal(new URL(page.url()).search, '?status=works', 'and the address');
  await healthy();

  await box.fill(words);
  await page.getByText(hint).waitFor({ state: 'hidden' });
  await box.press('Enter');
  await rows().getByRole('link', { name: summary.name, exact: true }).waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('q'), searchParams.get('status')], [words, 'works'], 'both filters hold');
});

journey('a search that finds nothing says so and leads on', server, async ({ page, open, say, list, rows, healthy }) => {
  await open('/');
  await rows().first().waitFor();
  const all = await rows().allInnerTexts();
  await page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }).fill('没有这个小区');
  await page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }).press('Enter');
  await list().getByText(say('没有符合的项目', 'No project fits')).waitFor();
  await list().getByText(say('换个名字，或少用一个筛选再找。', 'Try another name, or one filter less.')).waitFor();
  await healthy();
  await list().getByRole('button', { name: say('去掉所有筛选', 'Remove all filters') }).click();
  await rows().first().waitFor();
  assert.deepEqual(await rows().allInnerTexts(), all);
  assert.equal(await page.getByRole('combobox', { name: say('小区、项目、街道', 'Compound, project') }).inputValue(), '', 'the box is empty again');
  assert.equal(new URL(page.url()).search, '');
});

journey('what is typed before the search has arrived is searched for when it arrives', server, async ({ page, open, rows }) => {
  const { compound } = await subject();
  let arrive;
  const arrived = new Promise((done) => (arrive = done));
  await page.route('**/split_search.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
  await open('/');
  await rows().first().waitFor();
  await page.getByRole('combobox').focus();
  await page.keyboard.type(compound.name);
  arrive();
  await page.getByRole('option').filter({ hasText: compound.name }).first().waitFor();
});

journey('initials typed by the keyboard lead to a compound, and the map goes there', server, async (visit) => {
  const { page, open, say, rows, healthy } = visit;
  const { compound } = await subject();
  const hit = async (q) => (await ask(server, `/search?q=${encodeURIComponent(q)}`)).items.map((item) => item.id);
  await open('/');
  await rows().first().waitFor();
  const box = page.getByRole('combobox', { name: say('小区、项目、街道、社区或编号', 'Compound, project') });
  await box.focus();
  await page.keyboard.type(compound.name);
  const option = page.getByRole('option').filter({ hasText: say('小区', 'Compound') }).first();
  await option.getByText(compound.name).first().waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await healthy();
  await page.keyboard.press('Escape');
  await option.waitFor({ state: 'hidden' });
  assert.equal(await box.getAttribute('aria-expanded'), 'false');

  // Two letters of pinyin are enough; what cannot be found says so.
  await box.fill('shili');
  await page.getByRole('option').first().waitFor();
  await box.fill('zzzzzz');
  await page.getByText(say('没有这个名字。', 'No such name.')).waitFor();
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  await box.fill(compound.name);
  const place = (await hit(compound.name)).indexOf(compound.id);
  assert.ok(place >= 0, 'the compound is among the hits');
  await page.getByText(say('没有这个名字。', 'No such name.')).waitFor({ state: 'hidden' });
  await option.getByText(compound.name).first().waitFor();
  for (let presses = 0; presses <= place; presses += 1) await page.keyboard.press('ArrowDown');
  const marked = await box.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${marked}`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('compound') === compound.id);
  await page.getByRole('link', { name: say('看这个小区的情况', 'About this compound') }).waitFor();
  await rows().first().waitFor();
  await healthy();
});
