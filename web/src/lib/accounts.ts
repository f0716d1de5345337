/** Accounts, sessions and keys: their shapes, and how the server is asked. */
import { askedBy, BY_SESSION, emptied, getJson, meant, posted, removed, type Read } from './api.ts';

export const RIGHTS = ['read_exact', 'moderate', 'plan', 'plan_checks', 'keep_register', 'keep_promises', 'retain', 'audit', 'administer'] as const;
export type Right = (typeof RIGHTS)[number];
export const ROLES = ['moderator', 'planner', 'police', 'coordinator', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody may do in a municipality; `null`: in every one. */
export type RightsIn = { municipality: string | null; rights: Right[] };
export type Who = {
  reader: string; name?: string; ends_at?: string; rights: RightsIn[]; external?: boolean; roles?: Grant[]; municipalities?: { code: string; name: string }[]; recovery_codes_left?: number;
};
/** The municipality's own provider, where there is one, and what its button says. */
export type Ways = { provider: { name: string | null } | null };
export type OpenSession = { id: string; made_at: string; used_at: string; is_this: boolean };
export type Offered = { login: string; name: string; ends_at: string; totp_secret: string; totp_uri: string; qr_path: string; qr_size: number };
export type Enrolled = { login: string; recovery_codes: string[] };
export type Grant = { role: Role; municipality: string | null };
export type Account = {
  id: string; login: string; name: string; roles: Grant[]; disabled: boolean; enrolled: boolean; external: boolean;
  /** False: it has roles where whoever looks is no administrator. */
  yours: boolean;
  made_at: string; signed_in_at: string | null; version: number;
};
export type Invited = { invitation: string; ends_at: string; account?: Account };
export type Key = { id: string; name: string; municipality: string | null; rights: Right[]; made_by: string; made_at: string; ends_at: string; secret?: string };

const sent = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

export const waysIn = () => getJson<Ways>('/sign-in');
/** `proof`: the answer to the sum the server asked for (428). */
const proven = (attempt: RequestInit, proof: string | null): RequestInit =>
  (proof === null ? attempt : { ...attempt, headers: { ...(attempt.headers as Record<string, string>), 'Proof-Of-Work': proof } });
export const signIn = (login: string, password: string, code: string, proof: string | null) => getJson<Who>('/sign-in', proven(sent({ login, password, code }), proof));
export const offered = (invitation: string) => getJson<Offered>('/invitation', sent({ invitation }));
export const accept = (invitation: string, password: string, code: string) => getJson<Enrolled>('/invitation/accept', sent({ invitation, password, code }));
/** Who the token, or the session, belongs to. */
export const whoIs = (token: string) => getJson<Who>('/session', { ...askedBy(token), cache: 'no-store' });
export const signOut = () => emptied('/session', { ...askedBy(BY_SESSION), method: 'DELETE' });
export const sessions = () => getJson<OpenSession[]>('/sessions', askedBy(BY_SESSION));
export const endSession = (id: string) => emptied(`/sessions/${id}`, { ...askedBy(BY_SESSION), method: 'DELETE' });
export const endSessions = () => emptied('/sessions', { ...askedBy(BY_SESSION), method: 'DELETE' });
export const renew = (password: string, code: string, proof: string | null) =>
  getJson<Invited>('/account/renew', proven(posted(BY_SESSION, JSON.stringify({ password, code })), proof));

export const accounts = (token: string) => getJson<Account[]>('/accounts', askedBy(token));
export const makeAccount = (draft: { login: string; name: string; roles: Grant[] }, token: string) => getJson<Invited>('/accounts', posted(token, JSON.stringify(draft)));
export const changeAccount = (old: Read, part: { name?: string; roles?: Grant[]; disabled?: boolean }, token: string) =>
  getJson<Account>(`/accounts/${old.id}`, meant(old, posted(token, JSON.stringify(part), 'PATCH')));
export const inviteAgain = (id: string, token: string) => getJson<Invited>(`/accounts/${id}/invitation`, { ...askedBy(token), method: 'POST' });
export const keys = (token: string) => getJson<Key[]>('/keys', askedBy(token));
export const makeKey = (draft: { name: string; municipality: string | null; rights: Right[]; days: number }, token: string) =>
  getJson<Key>('/keys', posted(token, JSON.stringify(draft)));
export const removeKey = (id: string, token: string) => emptied(`/keys/${id}`, removed(token));

/** The municipalities somebody may do this in because of a role there. */
export function placesOf(who: Who | null, right: Right): { code: string; name: string }[] {
  const codes = (who?.rights ?? []).flatMap((own) => (own.municipality !== null && own.rights.includes(right) ? [own.municipality] : []));
  return codes.map((code) => who?.municipalities?.find((one) => one.code === code) ?? { code, name: code });
}

/** What somebody may do in this municipality: what they may everywhere, and what they may here. */
export const rightsIn = (who: Pick<Who, 'rights'>, municipality: string): ReadonlySet<Right> =>
  new Set(who.rights.filter((own) => own.municipality === null || own.municipality === municipality).flatMap((own) => own.rights));

/** Where to go after signing in: an address of our own, or none. What looks like a path may lead elsewhere
 * (`//evil.example`, `/\evil.example`, `/.//evil.example`), so the browser's own reading of it decides. */
export function ownAddress(till: string | null, origin: string): string | null {
  if (till === null || !till.startsWith('/') || !URL.canParse(till, origin)) return null;
  const url = new URL(till, origin);
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : null;
}

/** Where a browser begins to sign in at the provider. */
export const providerAddress = (lang: string): string => `/api/v1/sign-in/oidc${lang === 'en' ? '?lang=en' : ''}`;
export const PROVIDER_SAID = ['cancelled', 'expired', 'unavailable', 'wrong', 'weak', 'no_role', 'closed', 'failed', 'too_many'] as const;
export type ProviderSaid = (typeof PROVIDER_SAID)[number];
/** How signing in at the provider ended, from the address the server sent the browser to: `?sso=ok`, or why not. */
export function backFromProvider(search: string): 'ok' | ProviderSaid | null {
  const word = new URLSearchParams(search).get('sso');
  return word === 'ok' ? word : PROVIDER_SAID.find((known) => known === word) ?? (word === null ? null : 'failed');
}

/** The code of an invitation in the fragment of its link: `#inbjudan=…`. */
export function invitationIn(fragment: string): string | null {
  const code = new URLSearchParams(fragment.replace(/^#/, '')).get('inbjudan') ?? '';
  return /^[A-Za-z0-9_-]{20,100}$/.test(code) ? code : null;
}
export const invitationLink = (origin: string, code: string): string => `${origin}/konto#inbjudan=${code}`;

/** `ABCDEFGH` → `ABCD EFGH`: easier to read over to a telephone. */
export const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');
