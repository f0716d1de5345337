/** node provider-process.mjs ISSUER PORT WHERE-TO-SEND-PEOPLE-BACK */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { CLIENT } from './provider.mjs';

const [issuer, port, back] = process.argv.slice(2);
const ACCOUNTS = {
  planerare: { name: 'Planeraren', groups: ['alla', 'tk-plan'] },
  chef: { name: 'Administratören', groups: ['alla', 'tk-admin'] },
  annan: { name: 'En annan', groups: ['alla'] },
};

const provider = new Provider(issuer, {
  clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [back] }],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
  scopes: ['openid', 'profile', 'email'],
  pkce: { required: () => true },
  cookies: { keys: ['e2e'] },
  // Its own pages ask another site for letters; a municipality's provider asks nobody whether a program of its own may know.
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  findAccount: (_, id) => (ACCOUNTS[id] ? { accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@kommunen.example`, ...ACCOUNTS[id] }) } : undefined),
});

const PAGE = `<!doctype html><html lang="sv"><title>Kommunen</title><link rel="icon" href="data:,"><h1>Kommunen</h1>
<form method="post"><label>Konto <input name="login"></label> <button name="do" value="go">Logga in</button> <button name="do" value="cancel">Avbryt</button></form>`;

const pages = async (request, response) => {
  await provider.interactionDetails(request, response);
  if (request.method === 'GET') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PAGE);
  let body = '';
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const answer = form.get('do') === 'cancel' ? { error: 'access_denied' } : { login: { accountId: form.get('login') } };
  return provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: false });
};

const rest = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return rest(request, response);
  return pages(request, response).catch((error) => response.writeHead(400).end(String(error)));
}).listen(Number(port), '127.0.0.1');
