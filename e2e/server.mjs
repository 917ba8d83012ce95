//! The real program on a port and in a data folder of its own, and what it answers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';

const BIN = resolve(import.meta.dirname, process.env.LINXIN_BIN ?? '../target/release/linxin');

/** A data folder with the demonstration, to copy; without one each server makes its own. */
const DEMO = process.env.LINXIN_DEMO_DATA;

/** Software WebGL on a busy machine is slow: patience here costs nothing when all goes well. */
export const PATIENCE = 60_000;

/**
 * A running server.
 * @typedef {object} Server
 * @property {string} url without a slash at the end
 * @property {string} data its data folder
 * @property {() => string} log the last of what it wrote, for reading after a failure
 * @property {(options?: { keep?: boolean }) => Promise<void>} stop ends it gracefully, and removes its data unless they are kept
 */

/** The program's environment: no `LINXIN_*` of ours, for it refuses those that it does not know. */
function environment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('LINXIN_'));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...extra };
}

/** The end of a program's output, kept for messages. */
function tail() {
  const lines = [];
  return {
    add: (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
    },
    text: () => lines.join('\n'),
  };
}

/**
 * Runs the program once, such as `linxin(data, 'import', 'projects', file)`.
 * @param {string} data the data folder
 * @param {...string} args the command and its arguments
 * @returns {Promise<string>} what it printed; rejects when it fails
 */
export async function linxin(data, ...args) {
  const child = spawn(BIN, [...args, '--data', data], { stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  assert.equal(code, 0, `linxin ${args.join(' ')} failed:\n${output}`);
  return output;
}

/**
 * Starts the program on a free port with a data folder of its own.
 * @param {object} [options]
 * @param {boolean} [options.demo] with the demo district; else empty
 * @param {boolean} [options.anew] the demo district is made here, and not copied
 * @param {string} [options.data] the data folder of a server before, which was stopped with `keep`
 * @param {string[][]} [options.commands] to run first, such as `[['import', 'projects', file]]`
 * @param {string[]} [options.args] further arguments of `serve`
 * @param {Record<string, string>} [options.env] settings of the program
 * @returns {Promise<Server>}
 */
export async function startServer({ demo = false, anew = false, data: kept, commands = [], args = [], env = {} } = {}) {
  assert.ok(existsSync(BIN), `${BIN} is missing: \`cargo xtask build\` makes it`);
  const data = kept ?? (await mkdtemp(join(tmpdir(), 'linxin-e2e-')));
  if (demo && DEMO && !anew && !kept) await cp(DEMO, data, { recursive: true });
  for (const command of commands) await linxin(data, ...command);
  const child = spawn(
    BIN,
    ['serve', '--listen', '127.0.0.1:0', '--data', data, ...(demo ? ['--demo'] : []), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) },
  );
  // A test file that ends early takes its server with it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const log = tail();
  const closed = new Promise((done) => child.once('close', (code, signal) => done(signal ?? code)));
  const ready = new Promise((found) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.add(line);
        const address = /Linxin is ready: (http:\/\/\S+)/.exec(line)?.[1];
        if (address) found(address.replace(/\/$/, ''));
      });
    }
  });
  const failed = new Promise((_, fail) => {
    child.once('error', fail);
    child.once('close', (code) => fail(new Error(`the server ended (${code}):\n${log.text()}`)));
    const late = () => fail(new Error(`the server is not ready:\n${log.text()}`));
    AbortSignal.timeout(2 * PATIENCE - 5_000).addEventListener('abort', late);
  });
  const url = await Promise.race([ready, failed]).catch(async (error) => {
    kill();
    await rm(data, { recursive: true, force: true });
    throw error;
  });
  // A journey that fails before it stops its server must not keep this process alive with it.
  const handles = [child, child.stdout, child.stderr];
  for (const handle of handles) handle.unref();
  return {
    url,
    data,
    log: log.text,
    stop: async ({ keep = false } = {}) => {
      process.removeListener('exit', kill);
      for (const handle of handles) handle.ref();
      const patience = setTimeout(kill, 15_000);
      child.kill('SIGTERM');
      const end = await closed;
      clearTimeout(patience);
      if (!keep) await rm(data, { recursive: true, force: true });
      assert.equal(end, 0, `the server did not stop cleanly (${end}):\n${log.text()}`);
    },
  };
}

/**
 * A server for all journeys of a file: started before the first, stopped after the last. It must
 * be running before its `url` is read, so read it inside a journey.
 * @param {Parameters<typeof startServer>[0]} [options]
 * @returns {Server}
 */
export function useServer(options) {
  const server = {};
  before(async () => void Object.assign(server, await startServer(options)), { timeout: 2 * PATIENCE });
  after(() => server.stop?.());
  return server;
}

/**
 * Asks the public API what the page should say.
 * @param {Server} server
 * @param {string} path below `/api/v1`, such as `/projects?health=delayed`
 */
export async function ask(server, path) {
  const answer = await fetch(`${server.url}/api/v1${path}`);
  assert.equal(answer.status, 200, `${path} answers ${answer.status}`);
  return answer.json();
}

/**
 * All items of a list, however many pages it has.
 * @param {Server} server
 * @param {string} path with a query, such as `/projects?status=works`
 */
export async function askAll(server, path) {
  const items = [];
  for (let cursor = ''; cursor !== undefined; ) {
    const page = await ask(server, path + (cursor && `&cursor=${encodeURIComponent(cursor)}`));
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
