//! Large print 大字版 through the whole of a resident's question: what is done at my compound, what comes next, when does
//! it end? Everything is there, and large.

import assert from 'node:assert/strict';
import { ask, askAll, journey, usual, useServer } from './harness.mjs';

const server = useServer({ demo: true });

/** Readers who have not chosen large print yet. */
const variants = usual.map((one) => ({ ...one, senior: false, name: `${one.locale}, ${one.width} px, from normal print` }));

/** A late project that says why, with everything else that the page can tell. */
async function subject() {
  for (const { number } of await askAll(server, '/projects?health=delayed')) {
    const project = await ask(server, `/projects/${number}`);
    const { reason, next } = project.summary;
    if (reason && next && project.complaint_phone && project.compounds.length && project.work_items.length) return project;
  }
  throw new Error('the demo district has no such project');
}

/** What on the page is smaller than it must be: words, lines, and what is pressed. */
const small = (page, least) =>
  page.evaluate((least) => {
    const visible = (it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('.vh, .skip, svg, .maplibregl-map');
    const told = (it) => `${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 20)}”`;
    const found = [];
    for (const it of document.querySelectorAll('body *')) {
      const words = [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (!words || !visible(it)) continue;
      const style = getComputedStyle(it);
      const size = parseFloat(style.fontSize);
      if (size < least) found.push(`${told(it)} is ${size} px`);
      const line = parseFloat(style.lineHeight) / size;
      if (line < 1.3) found.push(`${told(it)} has lines of ${line.toFixed(2)}`);
    }
    for (const it of document.querySelectorAll('button, .btn, .chip, input, select, summary')) {
      const { width, height } = it.getBoundingClientRect();
      if (visible(it) && (width < 60 || height < 60)) found.push(`${told(it)} is ${width} × ${height}`);
    }
    return found;
  }, least);

journey('large print is chosen once and keeps the whole way to what comes next', server, async (visit) => {
  const { page, open, say, rows, healthy } = visit;
  const project = await subject();
  const { summary } = project;
  const { compound } = project.compounds[0];
  await open('/');
  await rows().first().waitFor();
  await page.getByRole('button', { name: say('大字版', 'Large'), exact: true }).click();
  assert.deepEqual(await small(page, 18), []);
  await healthy();

  await page.getByRole('combobox').fill(compound.name);
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await small(page, 18), []);
  await page.getByRole('option').filter({ hasText: compound.name }).first().click();
  await rows().getByRole('link', { name: summary.name }).first().click();
  await page.getByRole('heading', { level: 1, name: summary.name }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: summary.name }).waitFor();
  assert.deepEqual(await small(page, 18), []);
  await healthy();

  // Nothing is lost: how late and why, how far, what comes next, when it ends, whom to call, what was promised.
  const main = page.getByRole('main');
  const inSight = async (words) => assert.ok(await main.getByText(words).first().isVisible(), `${words} is in sight`);
  await inSight(say(`滞后 ${summary.days_late} 天`, `${summary.days_late} days late`));
  await inSight(summary.reason.replace(/[。.]$/, ''));
  await inSight(say(`${summary.milestones_total} 项中完成 ${summary.milestones_done} 项`, `${summary.milestones_done} of ${summary.milestones_total}`));
  await inSight(say(summary.next.zh, summary.next.en));
  await inSight(project.baseline_finish);
  assert.ok(await main.getByRole('link', { name: project.complaint_phone }).first().isVisible());
  for (const { member_type: type, organization } of project.members) if (type === 'contractor') await inSight(organization);
  await inSight(say(project.work_items[0].item.zh, project.work_items[0].item.en));
  await inSight(compound.name);

  // The largest print, and back.
  await page.getByText(say('设置', 'Settings'), { exact: true }).click();
  await page.getByRole('button', { name: '30', exact: true }).click();
  await page.keyboard.press('Escape');
  assert.deepEqual(await small(page, 30), []);
  await healthy();
  await page.getByRole('button', { name: say('大字版', 'Large'), exact: true }).click();
  assert.ok((await small(page, 18)).length > 0, 'normal print is there again');
}, { variants });
