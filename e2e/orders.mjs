//! Orders for journeys: placed and handled by the API, and how their pages are used.

import assert from 'node:assert/strict';
import { ask } from './server.mjs';
import { office } from './staff.mjs';

let count = 0;

/** A token that no other deed has. */
export const token = () => `e2e-${process.pid}-${Date.now()}-${(count += 1)}`;

/**
 * A compound in the grid of the demonstration's grid worker, with the areas that it lies in.
 * @returns {Promise<{ id: string, name: string, street: Area, community: Area, grid: Area }>}
 */
export async function home(server) {
  const asked = await office(server, 'grid_worker');
  const { grants } = (await asked('GET', '/me')).body;
  const { items } = (await asked('GET', '/staff/orders?view=all&limit=100')).body;
  for (const { number, areas, compound } of items) {
    const [street, community, grid] = areas;
    if (!compound || grid?.id !== grants[0].scope.id) continue;
    return { ...(await order(server, 'grid_worker', number)).asked.compound, street, community, grid };
  }
  return assert.fail('the demonstration has an order in the grid of its grid worker');
}

/** An order as the office `role` reads it. */
export async function order(server, role, number) {
  const { status, body } = await (await office(server, role))('GET', `/staff/orders/${number}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Does `deeds`, events and deeds, to an order by the API, one after another. */
export async function deal(server, role, number, ...deeds) {
  for (const what of deeds) {
    const { version } = (await order(server, role, number)).line;
    const path = `/staff/orders/${number}/${what.deed ? 'deeds' : 'events'}`;
    const { status, body } = await (await office(server, role))('POST', path, { ...what, version, client_token: token() });
    assert.equal(status, 200, `${JSON.stringify(what)}: ${JSON.stringify(body)}`);
  }
}

/** Takes an order that was placed through to `result`, by the grid worker. */
export async function help(server, number, result) {
  await deal(server, 'community_admin', number, { event: 'accept_to_pool' });
  await deal(server, 'grid_worker', number, { event: 'take' }, { event: 'start' }, { event: 'finish', outcome: 'solved', result });
}

/** Places an order in somebody's name by the API of the community, and gives its number. */
export async function placed(server, place, what, more = {}) {
  const wanted = { category: 'errands', what, place: { compound: place.id }, urgency: 'normal', client_token: token(), ...more };
  const body = { order: wanted, channel: 'grid_visit', has_consent: true };
  const made = await (await office(server, 'community_admin'))('POST', '/staff/orders', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.number;
}

/** What a category is called, in both languages. */
export async function category(server, code) {
  return (await ask(server, '/order-categories')).find((one) => one.code === code);
}

/** Fills in what everybody has to say. */
export async function wanted({ page, say }, place, what) {
  const kind = page.getByRole('group', { name: say('哪类事', 'What kind'), exact: true });
  await kind.getByRole('radio', { name: say('找人帮忙', 'A helping hand'), exact: true }).check();
  await kind.getByRole('radio', { name: say('代买代办', 'Shopping and errands'), exact: true }).check();
  await page.getByLabel(say('什么事', 'What is it about'), { exact: true }).fill(what);
  const where = page.getByRole('group', { name: say('在哪里', 'Where'), exact: true });
  await where.getByRole('searchbox').fill(place.name);
  await where.getByRole('button').filter({ hasText: place.name }).first().click();
  await where.getByRole('button', { name: say('另选', 'Choose another') }).waitFor();
}

/**
 * Presses the button `words` of an order at work, and gives the dialog that opens.
 * @returns {Promise<{ dialog: import('playwright-core').Locator, send: () => Promise<void>, done: () => Promise<void> }>}
 */
export async function act({ page }, words) {
  await page.getByRole('button', { name: words, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const send = () => dialog.getByRole('button', { name: words, exact: true }).click();
  return {
    dialog,
    send,
    // It closes when it was done.
    done: async () => {
      await send();
      await dialog.waitFor({ state: 'hidden' });
    },
  };
}

/** Opens an order at work. */
export async function opened({ page, open, say }, number, sort) {
  await open(`/work/orders?number=${number}`);
  await page.getByRole('heading', { level: 1, name: say(sort.zh, sort.en) }).waitFor();
}
