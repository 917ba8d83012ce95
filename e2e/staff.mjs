//! Accounts for journeys: signing in by the page and by the API, and people made for one journey alone.

import assert from 'node:assert/strict';

/** A password that both rules like. */
export const PASSWORD = 'Zhuan-Tou-Qiang-7';

let count = 0;

/** A login name that no other journey has. */
export const newName = (word = 'ren') => `${word}.${process.pid}.${(count += 1)}`;

/** The account of the demonstration with the role `role`. */
export async function demoAccount(server, role) {
  const answer = await fetch(`${server.url}/api/v1/demo-accounts`);
  const found = (await answer.json()).find((account) => account.role === role);
  assert.ok(found, `the demonstration has an account for ${role}`);
  return found;
}

/** Asks with a session; gives status and body. */
const asking = (server, cookie) => async (method, path, body) => {
  const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
};

/** Signs in by the API; gives a function that asks with this session. */
export async function session(server, { login_name, password }) {
  const headers = { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' };
  const answer = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify({ login_name, password }) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return asking(server, answer.headers.get('set-cookie').split(';')[0]);
}

const offices = new Map();

/** A session of an office of the demonstration, the same for all journeys of a file. */
export async function office(server, role) {
  if (!offices.has(role)) offices.set(role, await session(server, await demoAccount(server, role)));
  return offices.get(role);
}

/** Makes an account by the API of an office; it still has its first password. */
export async function newcomer(server, by = 'system_admin') {
  const ask = await office(server, by);
  const login_name = newName();
  const made = await ask('POST', '/staff/users', { login_name, client_token: login_name });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { id: made.body.user.id, login_name, password: made.body.first_password };
}

/** The same, with a password of its own, and the roles `grants`. */
export async function colleague(server, grants = [], by = 'system_admin') {
  const made = await newcomer(server, by);
  const ask = await office(server, by);
  for (const grant of grants) {
    const given = await ask('POST', `/staff/users/${made.id}/grants`, grant);
    assert.equal(given.status, 201, JSON.stringify(given.body));
  }
  const own = await session(server, made);
  const changed = await own('PUT', '/me/password', { password: made.password, new_password: PASSWORD });
  assert.equal(changed.status, 204, JSON.stringify(changed.body));
  return { ...made, password: PASSWORD, own };
}

/** Fills in the sign-in form that is on the page and sends it. */
export async function fill({ page, say }, { login_name, password }, within = page) {
  await within.getByLabel(say('登录名', 'Login name'), { exact: true }).fill(login_name);
  await within.getByLabel(say('密码', 'Password'), { exact: true }).fill(password);
  await within.getByRole('button', { name: say('登录', 'Sign in'), exact: true }).click();
}

/** Signs in on the sign-in page, and goes on to `next`. */
export async function signIn(visit, who, next) {
  await visit.open(next ? `/login?next=${encodeURIComponent(next)}` : '/login');
  await fill(visit, who, visit.page.getByRole('main').locator('form'));
  await visit.page.waitForURL((url) => url.pathname !== '/login');
}

/** Waits for the page itself: its heading, and nothing being read any more. */
export async function stands({ page }, heading) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.locator('main .wait').first().waitFor({ state: 'detached' });
}

/** The bar of the staff's pages. */
export const bar = ({ page, say }) => page.getByRole('navigation', { name: say('工作导航', 'Staff navigation') });

/** Somebody with `role` on the project `number`. */
export async function on(server, number, role) {
  const admin = await office(server, 'district_admin');
  const { body } = await admin('GET', `/staff/scopes?role=${role}&q=${number}`);
  const scope = body.find((hit) => hit.scope.type === 'project').scope;
  return colleague(server, [{ role, scope }], 'district_admin');
}

/** Signs out by the bar. */
export const out = async ({ page, say }) => {
  await bar({ page, say }).getByRole('button', { name: say('退出', 'Sign out') }).click();
  await page.waitForURL(/\/login/);
};

/** So many pictures of the page, no two the same. */
export async function pictures(page, many) {
  const all = [];
  for (let n = 0; n < many; n += 1) {
    const buffer = await page.screenshot({ clip: { x: 0, y: n * 60, width: 320, height: 240 }, scale: 'css' });
    all.push({ name: `site-${n}.png`, mimeType: 'image/png', buffer });
  }
  return all;
}
