//! Chinese and English: the page stays while the language changes, and neither leaks into the other.

import assert from 'node:assert/strict';
import { ask, askAll, journey, useServer, variants } from './harness.mjs';

const server = useServer({ demo: true });


/** Text of the page that a reader meets: what it says, and what its controls are called. */
const texts = (page) =>
  page.evaluate(() => {
    const found = [];
    const note = (words, it) => {
      const inChinese = it.closest('[lang]')?.lang.startsWith('zh');
      if (words?.trim()) found.push({ words: words.trim(), inChinese, where: it.outerHTML.slice(0, 140) });
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const it = walk.currentNode.parentElement;
      if (!it.closest('script, style, noscript')) note(walk.currentNode.data, it);
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const it of document.body.querySelectorAll(`[${name}]`)) note(it.getAttribute(name), it);
    }
    return found;
  });

/** Fails where Chinese is not marked as Chinese on an English page, or where a key stands for its words. */
async function speaksOneLanguage({ page, variant }) {
  const found = await texts(page);
  assert.ok(found.length > 10, 'there is something to read');
  const tell = (wrong) => [...new Set(wrong.map(({ words, where }) => `“${words.slice(0, 60)}” in ${where}`))].join('\n');
  const keys = found.filter(({ words }) => /^[a-z_]+\.[a-z_.]+$/.test(words));
  assert.equal(keys.length, 0, `keys instead of words at ${page.url()}:\n${tell(keys)}`);
  if (variant.locale !== 'en') return;
  const unmarked = found.filter(({ words, inChinese }) => /\p{Script=Han}/u.test(words) && !inChinese);
  assert.equal(unmarked.length, 0, `unmarked Chinese at ${page.url()}:\n${tell(unmarked)}`);
}

const LANGUAGE = { 'zh-CN': 'EN', en: '中文' };

journey('the language changes in place and stays', server, async (visit) => {
  const { page, open, variant, healthy } = visit;
  const other = variant.locale === 'en' ? 'zh-CN' : 'en';
  const [{ number, name }] = (await ask(server, '/projects?health=delayed')).items;
  const standing = { 'zh-CN': '施工进度', en: 'Progress of works' };
  const language = () => page.locator('html').getAttribute('lang');

  await open(`/projects/${number}`);
  await page.getByRole('region', { name: standing[variant.locale] }).waitFor();
  assert.equal(await language(), variant.locale);
  const address = page.url();
  await page.getByRole('banner').getByRole('button', { name: LANGUAGE[variant.locale] }).click();
  await page.getByRole('region', { name: standing[other] }).waitFor();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.equal(await page.getByRole('region', { name: standing[variant.locale] }).count(), 0);
  assert.equal(page.url(), address, 'the page stayed');
  assert.equal(await language(), other);
  await healthy();

  await page.reload();
  await page.getByRole('region', { name: standing[other] }).waitFor();
  assert.equal(await language(), other, 'the choice stays after a reload');
  await page.getByRole('banner').getByRole('button', { name: LANGUAGE[other] }).click();
  await page.getByRole('region', { name: standing[variant.locale] }).waitFor();
});

journey('an address may ask for a language', server, async ({ page, open, healthy }) => {
  for (const [asked, tag, words] of [['en', 'en', ', late ones first'], ['zh', 'zh-CN', '，先列滞后的']]) {
    await open(`/?health=delayed&lang=${asked}`);
    await page.getByText(words).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), tag);
    assert.equal(new URL(page.url()).search, '?health=delayed', 'the rest of the address stays');
    await open('/sitemap');
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), tag, 'and on the next page');
    await healthy();
  }
});

/** Pages whose words are looked at, each once in every sign. */
const PAGES = {
  'the list': () => ['/', '/?status=reported', '/?status=suspended', '/?status=ended', '/?status=done'],
  'the filters': async () => {
    const [{ kind, areas, plan_year: year }] = (await ask(server, '/projects?health=delayed')).items;
    return [`/?health=delayed&kind=${kind}&area=${areas[0].id}&year=${year}&sort=name`, '/?q=%E6%94%B9%E9%80%A0', '/?q=zzzz'];
  },
  'text pages': () => ['/about/accessibility', '/about/privacy', '/about/data', '/sitemap', '/no/such/page'],
  'addresses that make no sense': () => ['/?status=nonsense', '/?year=3', '/projects/PRJ-1999-9999'],
  compounds: async () => {
    const compounds = await askAll(server, '/compounds?limit=100');
    const some = [compounds.find((c) => c.is_demo && c.project_count > 0), compounds.find((c) => !c.is_demo)];
    return some.map(({ id }) => `/compounds/${id}`);
  },
};
for (const sign of ['late', 'works', 'risk', 'stale', 'suspended', 'planned', 'done', 'ended', 'reported']) {
  PAGES[`a project that is ${sign}`] = async () => {
    const projects = await askAll(server, '/projects?limit=100');
    return [`/projects/${projects.find((project) => project.sign === sign).number}`];
  };
}

for (const [name, paths] of Object.entries(PAGES)) {
  journey(`every word of ${name} is in the language of the page, or marked as Chinese`, server, async (visit) => {
    visit.expectProblem(/status of 40[04]/);
    const wrong = [];
    for (const path of await paths()) {
      await visit.open(path);
      await visit.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await visit.page.locator('.wait').first().waitFor({ state: 'detached' });
      await visit.page.getByRole('contentinfo').waitFor();
      await speaksOneLanguage(visit).catch((error) => wrong.push(error.message));
    }
    assert.equal(wrong.length, 0, wrong.join('\n'));
  });
}

journey('the name of a page is told to the browser in the language of the page', server, async ({ page, open, say }) => {
  await open('/about/data');
  await page.getByRole('heading', { level: 1, name: say('开放数据', 'Open data') }).waitFor();
  assert.equal(await page.title(), say('开放数据 · 邻新', 'Open data · Linxin'));
});
