//! The map shows what the list shows: drawn, explained, tapped, moved by keyboard, and never the only way.

import assert from 'node:assert/strict';
import { ask, journey, useServer } from './harness.mjs';

const server = useServer({ demo: true });

const WIDE = 1024;

const pane = ({ page, say }) => page.getByRole('region', { name: say('地图', 'Map'), exact: true });
const tool = (visit, zh, en) => pane(visit).getByRole('button', { name: visit.say(zh, en), exact: true });

/** Opens the start page with the map in sight and waits until it can be used. */
async function openMap(visit, query = {}) {
  const view = visit.variant.width < WIDE ? { view: 'map' } : {};
  await visit.open(`/?${new URLSearchParams({ ...query, ...view })}`);
  await tool(visit, '放大', 'Zoom in').waitFor();
}

/** A project that is a point, so that a search for its number puts it in the middle of the map. */
async function point() {
  const { features } = await ask(server, '/map?status=works');
  const feature = features.find(({ geometry }) => geometry.type === 'Point');
  assert.ok(feature, 'the demo district has a point');
  return feature.properties;
}

/** Moves the pointer over the middle of the map, where fitting leaves room for tools, until it says that it can press. */
async function pressMiddle(visit) {
  const { page } = visit;
  const canvas = pane(visit).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  for (let turn = 0; ; turn += 1) {
    const { x, y, width, height } = await canvas.boundingBox();
    const [toX, toY] = [x + 48 + (width - 124) / 2 + (turn % 2), y + 48 + (height - 104) / 2];
    await page.mouse.move(toX, toY);
    // The map draws in frames; the pointer becomes a hand once the sign under it is drawn.
    const isHand = await canvas.evaluate(
      (it) => new Promise((done) => requestAnimationFrame(() => done(it.style.cursor === 'pointer'))),
    );
    if (isHand) return page.mouse.click(toX, toY);
    assert.ok(turn < 2_000, 'there is nothing to press in the middle of the map');
  }
}

journey('the map is drawn and its signs are explained in words', server, async (visit) => {
  const { page, say, healthy } = visit;
  await openMap(visit);
  const legend = pane(visit).getByRole('group', { name: say('图例', 'Legend') });
  const signs = ['计划中 Planned', '施工中 Under way', '偏慢 Slow', '滞后 Late', '停工 Stopped', '已完成 Finished'];
  for (const words of signs) {
    const [zh, ...en] = words.split(' ');
    await legend.getByText(say(zh, en.join(' ')), { exact: true }).waitFor();
  }
  await pane(visit).getByText(say('示意图，不作划界依据', 'A schematic; it does not define borders')).waitFor();
  await pane(visit).getByText(say('项目位置为示例', 'Positions of projects are samples')).waitFor();
  const { as_of: day } = await ask(server, '/projects');
  await pane(visit).getByText(day).waitFor();
  const canvas = pane(visit).locator('canvas');
  assert.equal(await canvas.getAttribute('aria-label'), say(
    '可以移动的地图：方向键移动，加号减号放大缩小。内容和清单一样',
    'A map to move: arrow keys pan, plus and minus zoom. The list shows the same',
  ));
  await healthy();
  assert.equal(await page.locator('.map-wait').count(), 0);
});

journey('a tap on a sign opens its card, which leads to its page', server, async (visit) => {
  const { page, say, healthy } = visit;
  const { number, name } = await point();
  await openMap(visit, { q: number });
  await pressMiddle(visit);
  const card = pane(visit).getByRole('group', { name: say('选中的项目', 'The chosen project') });
  await card.getByText(name, { exact: true }).waitFor();
  await healthy();

  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
  await pressMiddle(visit);
  await card.getByRole('button', { name: say('关掉这张卡片', 'Close this card') }).click();
  await card.waitFor({ state: 'detached' });

  await pressMiddle(visit);
  await card.getByRole('link', { name: say('看详情', 'See details') }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/projects/${number}`);
});

journey('list and map change places on a phone and stand side by side on a desk', server, async (visit) => {
  const { page, variant, open, say, rows, list } = visit;
  await open('/?health=delayed');
  await rows().first().waitFor();
  if (variant.width >= WIDE) {
    await tool(visit, '放大', 'Zoom in').waitFor();
    assert.ok(await list().isVisible());
    return;
  }
  assert.equal(await pane(visit).isVisible(), false);
  await page.getByRole('button', { name: say('地图', 'Map'), exact: true }).click();
  await tool(visit, '放大', 'Zoom in').waitFor();
  assert.equal(await list().isVisible(), false);
  assert.equal(new URL(page.url()).search, '?health=delayed&view=map', 'the filter holds and the address tells both');
  await page.getByRole('button', { name: say('清单', 'List'), exact: true }).click();
  await rows().first().waitFor();
  assert.equal(await pane(visit).isVisible(), false);
  await page.goBack();
  await tool(visit, '放大', 'Zoom in').waitFor();
});

journey('the map is moved by keyboard', server, async (visit) => {
  const { page, say } = visit;
  await openMap(visit);
  const scale = pane(visit).getByText(say(/^\d+ (米|公里)$/, /^\d+ k?m$/));
  const first = await scale.innerText();
  const press = async (button, key) => {
    const before = await scale.innerText();
    await button.focus();
    await page.keyboard.press(key);
    await pane(visit).getByText(before, { exact: true }).waitFor({ state: 'detached' });
  };
  await press(tool(visit, '放大', 'Zoom in'), 'Enter');
  await press(tool(visit, '缩小', 'Zoom out'), 'Space');
  assert.equal(await scale.innerText(), first, 'out again is where it began');
  await press(tool(visit, '放大', 'Zoom in'), 'Enter');
  await press(tool(visit, '看整个区', 'See the whole district'), 'Enter');
});

journey('near me, when refused, is answered in words and nothing moves', server, async (visit) => {
  const { say, healthy } = visit;
  await openMap(visit);
  await tool(visit, '找我附近的项目', 'Find projects near me').click();
  const words = say('没有得到您的位置：您或浏览器不允许。', 'Your position was not given: you or the browser do not allow it.');
  await pane(visit).getByRole('status').getByText(words).waitFor();
  await healthy();
});

journey('near me names the nearest project, and says when one is elsewhere', server, async (visit) => {
  const { context, say, healthy } = visit;
  const { features } = await ask(server, '/map?status=works');
  const { geometry, properties } = features.find((feature) => feature.geometry.type === 'Point');
  const [longitude, latitude] = geometry.coordinates;
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude, latitude });
  await openMap(visit, { status: 'works' });
  const near = tool(visit, '找我附近的项目', 'Find projects near me');
  await near.click();
  const nearest = say(`最近的项目是${properties.name}`, `The nearest project is ${properties.name}`);
  await pane(visit).getByRole('status').getByText(nearest).waitFor();
  await healthy();

  await context.setGeolocation({ longitude: 116.39, latitude: 39.9 });
  await openMap(visit, { status: 'done' });
  await near.click();
  const elsewhere = say('您现在不在这一带，地图没有移动', 'You are not around here just now; the map has not moved');
  await pane(visit).getByRole('status').getByText(elsewhere).waitFor();
});

journey('the map follows the filters of the list and stays the same map', server, async (visit) => {
  const { page, say } = visit;
  await openMap(visit);
  const canvas = await pane(visit).locator('canvas').elementHandle();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/map?health=delayed'));
  await page.getByRole('button', { name: new RegExp(`^${say('滞后', 'Late')}\\s*\\d+$`) }).click();
  const { features } = await (await answered).json();
  assert.ok(features.length > 0 && features.every(({ properties }) => properties.health === 'delayed'));
  await tool(visit, '放大', 'Zoom in').waitFor();
  assert.ok(await canvas.evaluate((it) => it.isConnected), 'the map was not made anew');
});

journey('the page of a project shows where it is', server, async (visit) => {
  const { page, open, say, healthy } = visit;
  const { number, name } = await point();
  await open(`/projects/${number}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const place = page.getByRole('region', { name: say('在哪里', 'Where it is') });
  await place.scrollIntoViewIfNeeded();
  await place.getByRole('button', { name: say('放大', 'Zoom in') }).waitFor();
  await place.getByText(say('示意图，不作划界依据', 'A schematic; it does not define borders')).waitFor();
  await healthy();
});

/** Without a map the list is as good as ever. */
async function listRemains(visit) {
  const { page, variant, say, rows, healthy } = visit;
  await pane(visit).getByText(say('这里画不出地图', 'No map can be drawn here')).waitFor();
  await pane(visit).getByText(say('清单里有同样的项目，一个不少。', 'The list shows the same projects, all of them.')).waitFor();
  await healthy();
  if (variant.width < WIDE) await page.getByRole('button', { name: say('清单', 'List'), exact: true }).click();
  await rows().first().waitFor();
}

const withMap = ({ variant }) => (variant.width < WIDE ? '/?view=map' : '/');

journey('a browser that cannot draw says so and the list remains', server, async (visit) => {
  await visit.page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await visit.open(withMap(visit));
  await listRemains(visit);
});

journey('when the map library does not arrive the list remains', server, async (visit) => {
  visit.expectProblem(/net::ERR_/);
  await visit.context.route('**/vendor/**', (route) => route.abort('failed'));
  await visit.open(withMap(visit));
  await listRemains(visit);
});
