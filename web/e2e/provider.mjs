/** A real OpenID Connect provider (panva's oidc-provider) in a process of its own, with accounts made of roles. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const CLIENT = { id: 'trygghetskartan', secret: 'e2e secret: with & signs' };

/** A port that was free a moment ago: provider and server must know each other's address before either starts. */
export const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** The service is 127.0.0.1 and the provider localhost, so that to a browser they are two sites. */
export async function startProvider(port, back) {
  const issuer = `http://localhost:${port}`;
  const script = fileURLToPath(new URL('./provider-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, issuer, String(port), back], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  for (let i = 0; ; i += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`).catch(() => null);
    if (answer?.ok) break;
    if (i > 300 || child.exitCode !== null) throw new Error(`the provider never became ready: ${said}`);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  const stop = () => new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
  return { issuer, stop };
}
