//! What every journey stands on: the real program on a port of its own, one browser, and a watch
//! over everything that must not happen on any page.
//!
//! A journey file is short:
//!
//!     import { journey, useServer } from './harness.mjs';
//!     const server = useServer({ demo: true });
//!     journey('the start page names the district', server, async ({ page, open, healthy }) => {
//!       await open('/');
//!       await healthy();
//!     });
//!
//! A test that wants something this machine has not calls `t.skip(reason)`: the total counts it.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { PATIENCE } from './server.mjs';

export { ask, askAll, linxin, PATIENCE, startServer, useServer } from './server.mjs';

const HERE = import.meta.dirname;

/** Whether every page is to be seen in every width, theme and language (`cargo xtask e2e --full`). */
export const full = process.env.LINXIN_FULL === '1';

/**
 * One way of looking at the page.
 * @typedef {object} Variant
 * @property {string} name what the test is called
 * @property {'zh-CN' | 'en'} locale the browser's language
 * @property {number} width of the window, in CSS pixels
 * @property {number} height of the window, in CSS pixels
 * @property {'light' | 'dark'} colorScheme what the system prefers
 * @property {boolean} senior large type: the smallest text is 22 px
 */

/** @returns {Variant} */
function variant(locale, width, colorScheme = 'light', senior = false) {
  const name = [locale.slice(0, 2), `${width} px`, colorScheme, ...(senior ? ['senior'] : [])].join(', ');
  return { name, locale, width, height: width < 768 ? 740 : 900, colorScheme, senior };
}

/** A phone in Chinese with large type and a desk in English: what every test run looks at. @type {Variant[]} */
export const usual = [variant('zh-CN', 360, 'light', true), variant('en', 1280)];

/** Every combination. @type {Variant[]} */
export const every = ['zh-CN', 'en'].flatMap((locale) =>
  [320, 360, 768, 1280, 1920].flatMap((width) =>
    ['light', 'dark'].flatMap((scheme) => [false, true].map((senior) => variant(locale, width, scheme, senior))),
  ),
);

/** What this run looks at. @type {Variant[]} */
export const variants = full ? every : usual;

/**
 * A browser of its own; close it.
 * @param {string[]} [more] further arguments
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.LINXIN_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    timeout: PATIENCE,
    args: [
      // The map needs WebGL, and a server has no graphics card.
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // It must not talk to anybody but us.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-first-run',
      // Small containers have little shared memory.
      '--disable-dev-shm-usage',
      // Chromium's sandbox refuses root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...more,
    ],
  });
}

let launched;

/** The one browser of this process. @returns {Promise<import('playwright-core').Browser>} */
export function browser() {
  launched ??= launch();
  return launched;
}

after(async () => (await launched)?.close());

/**
 * What a journey gets.
 * @typedef {object} Visit
 * @property {import('playwright-core').Page} page
 * @property {import('playwright-core').BrowserContext} context
 * @property {Server} server
 * @property {Variant} variant
 * @property {(path: string) => Promise<import('playwright-core').Response>} open goes to a path of the server
 * @property {(chinese: string, english: string) => string} say the text in this variant's language
 * @property {() => import('playwright-core').Locator} list the list of projects on the start page
 * @property {() => import('playwright-core').Locator} rows its rows
 * @property {(n: number) => Promise<void>} listTells waits until the list says that it holds `n` projects
 * @property {(...patterns: RegExp[]) => void} expectProblem allows such problems from now on, as
 *   when a journey asks for what is not there (`/status of 404/`)
 * @property {() => string[]} problems what went wrong so far, beyond what was expected
 * @property {(options?: Parameters<typeof axe>[1]) => Promise<void>} healthy no accessibility
 *   violation, no sideways scroll and no problem, here and now
 */

/**
 * Opens a window and watches it. A console error (a violation of the content security policy is
 * one), an uncaught error, a crash, or a request to any host but the server's is a problem.
 * @param {Server} server
 * @param {Variant} [variant]
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @returns {Promise<Visit & { close: () => Promise<void> }>}
 */
export async function visit(server, variant = variants[0], options = {}) {
  const context = await (await browser()).newContext({
    baseURL: server.url,
    viewport: { width: variant.width, height: variant.height },
    locale: variant.locale,
    colorScheme: variant.colorScheme,
    timezoneId: 'Asia/Shanghai',
    // Animations only make a journey slow and its pictures differ.
    reducedMotion: 'reduce',
    // What a service worker asks for is not seen by `page.route`, and its store would make journeys depend on their past.
    serviceWorkers: 'block',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript(prepare, { locale: variant.locale, senior: variant.senior });

  const expected = [];
  const seen = [];
  const note = (problem) => seen.push(problem);
  const watch = (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error}`));
    page.on('crash', () => note('the page crashed'));
  };
  context.on('page', watch);
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== server.url) note(`request to another host: ${request.url()}`);
  });

  const page = await context.newPage();
  const say = (chinese, english) => (variant.locale === 'en' ? english : chinese);
  const list = () => page.getByRole('region', { name: say('项目清单', 'List of projects') });
  const problems = () => seen.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  return {
    page,
    context,
    server,
    variant,
    open: (path) => page.goto(path),
    say,
    list,
    rows: () => list().getByRole('listitem'),
    listTells: (n) => list().getByText(say(`共 ${n} 个项目`, new RegExp(`^${n} projects?, `))).waitFor(),
    expectProblem: (...patterns) => void expected.push(...patterns),
    problems,
    healthy: async (options) => {
      await axe(page, options);
      await noSidewaysScroll(page);
      noProblem(problems());
    },
    close: () => context.close(),
  };
}

/**
 * Runs in the page before its own scripts: a returning visitor's choices, where the page keeps
 * them. What the visitor chooses during the journey is not overwritten.
 */
function prepare({ locale, senior }) {
  const choices = { 'linxin.lang': locale, ...(senior ? { 'linxin.senior': '22' } : {}) };
  try {
    for (const [name, value] of Object.entries(choices)) {
      if (localStorage.getItem(name) === null) localStorage.setItem(name, value);
    }
  } catch {
    // A page without storage, such as about:blank, has nothing to remember.
  }
}

/**
 * A journey: one test for each variant, each in a fresh window. It fails when its steps do, and
 * when anything went wrong on the way that `expectProblem` did not announce.
 * @param {string} name a sentence
 * @param {Server} server
 * @param {(visit: Visit & { t: import('node:test').TestContext }) => Promise<void>} steps
 * @param {object} [options]
 * @param {Variant[]} [options.variants] instead of those of this run
 * @param {import('playwright-core').BrowserContextOptions} [options.context]
 */
export function journey(name, server, steps, options = {}) {
  for (const one of options.variants ?? variants) {
    test(`${name} (${one.name})`, { timeout: 3 * PATIENCE }, async (t) => {
      const { close, ...visited } = await visit(server, one, options.context);
      try {
        await steps({ ...visited, t });
        noProblem(visited.problems());
      } catch (error) {
        // The cause of a failed step is often a problem that came before it.
        const problems = visited.problems();
        if (problems.length && !error.message.startsWith(PROBLEMS)) t.diagnostic(`problems: ${problems.join('\n')}`);
        t.diagnostic(`at ${visited.page.url()}`);
        await picture(visited.page, t);
        throw error;
      } finally {
        await close();
      }
    });
  }
}

const PROBLEMS = 'something went wrong on the page:';

function noProblem(problems) {
  assert.equal(problems.length, 0, [PROBLEMS, ...problems].join('\n'));
}

/** Leaves a picture of a failure in `target/e2e`. */
async function picture(page, t) {
  const name = t.name.replace(/[^\p{Letter}\p{Number}]+/gu, '-').slice(0, 100);
  const path = resolve(HERE, `../target/e2e/${name}.png`);
  try {
    await page.screenshot({ path, fullPage: true, timeout: 10_000 });
    t.diagnostic(`picture: ${path}`);
  } catch (error) {
    t.diagnostic(`no picture: ${error.message.split('\n')[0]}`);
  }
}

/**
 * Asserts that axe finds no violation, neither of WCAG nor of good practice.
 * @param {import('playwright-core').Page} page
 * @param {object} [options]
 * @param {string} [options.include] only below this selector
 * @param {string[]} [options.exclude] not below these selectors
 */
export async function axe(page, { include, exclude = [] } = {}) {
  // Without frames one pass in the page itself sees everything, and opens no second window for its sums; the details of rules that nothing breaks are not asked for.
  assert.equal(page.frames().length, 1, 'axe would not look into a frame');
  let builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  if (include) builder = builder.include(include);
  for (const selector of exclude) builder = builder.exclude(selector);
  const { violations } = await builder.analyze();
  const told = violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 5).map(({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary}`);
    return [`${id}: ${help} (${nodes.length})`, ...where].join('\n');
  });
  assert.equal(told.length, 0, `axe at ${page.url()}:\n${told.join('\n')}`);
}

/**
 * Asserts that the page is not wider than its window.
 * @param {import('playwright-core').Page} page
 */
export async function noSidewaysScroll(page) {
  const { width, room, widest } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    // The innermost first: the cause, and not all that it stretches.
    const wide = [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > room + 1);
    const widest = wide.reverse().slice(0, 3).map((it) => it.outerHTML.slice(0, 120));
    return { width: document.scrollingElement.scrollWidth, room: window.innerWidth, widest };
  });
  assert.ok(width <= room, `the page is ${width} px wide in a window of ${room} px:\n${widest.join('\n')}`);
}
