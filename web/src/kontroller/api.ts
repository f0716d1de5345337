import { askedBy, failure } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Done, DoneMonth, KeptSite } from './types.ts';

async function asked(path: string, token: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...askedBy(token).headers, ...(init.body ? { 'Content-Type': 'application/json' } : {}) };
  const answer = await fetch(staying(`/api/v1${path}`), { ...init, headers });
  if (!answer.ok) throw await failure(answer);
  return answer;
}

export const keptSites = async (token: string) => (await asked('/check-sites', token)).json() as Promise<KeptSite[]>;
export const keepSite = async (site: KeptSite, token: string) =>
  asked(`/check-sites/${encodeURIComponent(site.id)}`, token, { method: 'PUT', body: JSON.stringify({ name: site.name, at: site.at, state: site.state }) });
export const forgetSite = async (id: string, token: string) => asked(`/check-sites/${encodeURIComponent(id)}`, token, { method: 'DELETE' });
export const doneIn = async (month: string, token: string) => (await asked(`/checks?month=${month}`, token)).json() as Promise<DoneMonth>;
export const logDone = async (body: object, token: string) => (await asked('/checks', token, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Done>;
export const takeBack = async (id: string, token: string) => asked(`/checks/${id}`, token, { method: 'DELETE' });
