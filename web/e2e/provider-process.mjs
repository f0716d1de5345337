/** node provider-process.mjs ISSUER PORT WHERE-TO-SEND-PEOPLE-BACK */
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
  findAccount: (_, id) => (ACCOUNTS[id] ? { accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@kommunen.example`, ...ACCOUNTS[id] }) } : undefined),
});
provider.listen(Number(port), '127.0.0.1');
