//! The operator's base map: a PMTiles file in the data folder lies under the signs, is read by parts, and says whose it is.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { journey, useServer } from './harness.mjs';
import { pictures, water } from './pmtiles.mjs';

const server = useServer({
  demo: true,
  env: { LINXIN_MAP_APPROVAL_NO: '示例审图号 0001', LINXIN_TILES_ATTRIBUTION: '示例测绘局' },
});

const pane = ({ page, say }) => page.getByRole('region', { name: say('地图', 'Map'), exact: true });

/** How much of the map is nearly of one colour, 0 to 1. */
async function share(visit, [red, green, blue]) {
  const shot = await pane(visit).locator('canvas').screenshot();
  return visit.page.evaluate(
    async ([png, ...colour]) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${png}`;
      await picture.decode();
      const drawn = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      drawn.drawImage(picture, 0, 0);
      const { data } = drawn.getImageData(0, 0, picture.width, picture.height);
      let near = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (colour.every((c, n) => Math.abs(data[at + n] - c) <= 12)) near += 1;
      }
      return near / (data.length / 4);
    },
    [shot.toString('base64'), red, green, blue],
  );
}

/** Opens the map over this file and waits until it is drawn in this colour. */
async function openOver(visit, file, colour) {
  const { page, say, variant, open } = visit;
  await writeFile(join(server.data, 'basemap.pmtiles'), file);
  const parts = [];
  page.on('response', async (response) => {
    if (response.url().endsWith('.pmtiles')) parts.push([response.status(), response.request().headers().range]);
  });
  await open(variant.width < 1024 ? '/?view=map' : '/');
  await pane(visit).getByRole('button', { name: say('放大', 'Zoom in'), exact: true }).waitFor();
  // The map draws in frames, and its tiles come when they come; each look waits for a picture of the screen.
  let seen = 0;
  for (let looks = 0; looks < 200 && (seen = await share(visit, colour)) < 0.3; looks += 1);
  assert.ok(seen >= 0.3, `the base map covers ${(100 * seen).toFixed(0)} % of the map`);
  assert.ok(parts.length > 0);
  for (const [status, range] of parts) assert.ok(status === 206 && /^bytes=\d+-\d+$/.test(range), `${status} ${range}`);
}

/** The colour that a token has on the page. */
const token = ({ page }, name) =>
  page.evaluate((name) => {
    const drawn = new OffscreenCanvas(1, 1).getContext('2d');
    drawn.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    drawn.fillRect(0, 0, 1, 1);
    return [...drawn.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, name);

journey('pictures out of a file lie under the signs, with their approval number and their maker', server, async (visit) => {
  const { say, healthy } = visit;
  // Grey: what makes pictures stand back behind the signs leaves it as it is.
  await openOver(visit, pictures([150, 150, 150]), [150, 150, 150]);
  await pane(visit).getByText(say('审图号：示例审图号 0001', 'Map approval no. 示例审图号 0001')).waitFor();
  await pane(visit).getByText('示例测绘局').waitFor();
  assert.equal(await pane(visit).getByText(say('示意图', 'schematic')).count(), 0);
  await healthy();
});

journey('vectors out of a file are drawn in the colours of the page', server, async (visit) => {
  await visit.open('/about/data');
  await openOver(visit, water(), await token(visit, '--m-river'));
  await visit.healthy();
});

const holed = useServer({ demo: true, env: { LINXIN_TILES_URL: '/none/{z}/{x}/{y}.png' } });

journey('a base map that does not arrive is told, and the schematic stands in its place', holed, async (visit) => {
  const { page, say, variant, open, expectProblem, healthy } = visit;
  expectProblem(/net::ERR_FAILED/);
  await page.route('**/none/**', (route) => route.abort());
  await open(variant.width < 1024 ? '/?view=map' : '/');
  await pane(visit).getByText(say('底图没有读全', 'The base map did not arrive whole')).waitFor();
  await pane(visit).getByText(say('区界据天地图粗略绘制', 'Coarse borders after Tianditu')).waitFor();
  await healthy();
});
