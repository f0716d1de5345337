/** The real server on a database of its own, with the invented demonstration data. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const TOKEN = process.env.TK_TOKEN ?? 'e2e-staff-token-0123456789abcdef';

/** A browser test asks more from one address than a household would. A test about limits gives its own as flags. */
const generous = { TK_REPORTS_PER_HOUR: '0', TK_FORMS_PER_HOUR: '0', TK_CHECKS_PER_HOUR: '0', TK_FOLLOW_UPS_PER_HOUR: '0', TK_READS_PER_MINUTE: '0', TK_PROOF_OF_WORK_BITS: '0' };

export async function startServer(more = []) {
  // For work on the page alone: a server somebody else has started.
  if (process.env.TK_URL && more.length === 0) return { url: process.env.TK_URL, stop: async () => {} };
  const binary = process.env.TK_BIN ?? fileURLToPath(new URL('../../target/debug/trygghetskarta', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'tk-e2e-'));
  const database = ['--database-url', `sqlite://${folder}/demo.db`];
  const child = spawn(binary, ['demo', ...(more.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']), ...database, '--staff-token', TOKEN, ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...generous } });
  const stop = async () => {
    child.kill('SIGTERM');
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    if (child.exitCode === null) await Promise.race([gone, new Promise((r) => { setTimeout(r, 5000).unref(); })]);
    if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await address(child);
    await ready(url);
    /** What somebody on the machine does beside the server. */
    const command = async (...words) => (await promisify(execFile)(binary, [...words, ...database])).stdout.trim();
    return { url, stop, command };
  } catch (error) {
    await stop();
    throw error;
  }
}

function address(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`no address in two minutes: ${said}`)), 120_000);
    const look = (data) => {
      said += data;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

async function ready(url) {
  for (let i = 0; i < 300; i += 1) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error('the server never became ready');
}

export const staff = { headers: { Authorization: `Bearer ${TOKEN}` } };
export const getJson = async (url, init) => (await fetch(url, init)).json();
