import { staying } from './municipality.ts';
import type { AnyHeat, Catalogue, Flaw, FollowUp, FoundPlaces, KeptPlan, KeptPlanLine, PlanDraft, Problem, Profile, Rates, ReportBody, Town, Working } from './types.ts';
import { within } from './within.ts';

const ROOT = '/api/v1';

/** An answer that is not what was asked for; `problem` is the server's own explanation (RFC 9457). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;
  readonly retryAfter: number | null;
  constructor(status: number, problem: Problem | null, retryAfter: number | null) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
  get flaws(): Flaw[] {
    return this.problem?.errors ?? [];
  }
  /** What to do, in a language: a sentence for each flaw, or why it is refused: no right to it, overtaken by somebody else. */
  sentences(lang: 'sv' | 'en'): string[] {
    const why = this.status < 500 ? (lang === 'en' ? this.problem?.detail : this.problem?.detail_sv) : undefined;
    return this.flaws.length === 0 && why ? [why] : this.flaws.map((flaw) => (lang === 'en' ? flaw.detail_en : flaw.detail_sv));
  }
}

/** The status of a refusal; 0 for what is none. */
export const status = (error: Error | null): number => (error instanceof ApiError ? error.status : 0);

export async function failure(answer: Response): Promise<ApiError> {
  const problem = (await answer.json().catch(() => null)) as Problem | null;
  const wait = Number(answer.headers.get('Retry-After'));
  return new ApiError(answer.status, problem, Number.isFinite(wait) && wait > 0 ? wait : null);
}

export async function getJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(staying(`${ROOT}${path}`), init);
  if (!answer.ok) throw await failure(answer);
  return (await answer.json()) as T;
}

/** In place of a token: whoever signed in with an account is known by a cookie that no script can read. */
export const BY_SESSION = '(session)';

/** Who asks. The cookie goes along by itself; the server believes it only beside the word `Session`. */
export const askedBy = (token: string | null): { headers?: Record<string, string> } =>
  (token === null ? {} : { headers: { Authorization: token === BY_SESSION ? 'Session' : `Bearer ${token}` } });

/** For what is answered with nothing. */
export async function emptied(path: string, init: RequestInit): Promise<void> {
  const answer = await fetch(staying(`${ROOT}${path}`), init);
  if (!answer.ok) throw await failure(answer);
}

export const town = () => getJson<Town>('/town');
export const catalogue = () => getJson<Catalogue>('/catalogue');

export async function places(q: string, signal?: AbortSignal): Promise<FoundPlaces> {
  const query = q === '' ? '' : `?${new URLSearchParams({ q, limit: '12' })}`;
  return getJson<FoundPlaces>(`/places${query}`, signal ? { signal } : {});
}

/** The flaws of a report that is not sent; an empty list when it is fine, or when nobody answers. */
export async function check(body: Partial<ReportBody>): Promise<Flaw[]> {
  const answer = await fetch(`${ROOT}/reports/check`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 422) return [];
  return (await failure(answer)).flaws;
}

export const followUp = (token: string) =>
  getJson<FollowUp>('/follow-up', { headers: { Authorization: `FollowUp ${token}` }, cache: 'no-store' });

export async function withdraw(token: string): Promise<void> {
  const answer = await fetch(`${ROOT}/follow-up`, { method: 'DELETE', headers: { Authorization: `FollowUp ${token}` } });
  if (!answer.ok) throw await failure(answer);
}

export const heat = (query: string, token: string | null, signal?: AbortSignal) =>
  getJson<AnyHeat>(`/heat${query}`, { ...askedBy(token), ...(signal ? { signal } : {}) });

export const rates = (query: string, token: string | null, signal?: AbortSignal) =>
  getJson<Rates>(`/rates${query}`, { ...askedBy(token), ...(signal ? { signal } : {}) });

export const profile = (query: string, token: string | null, signal?: AbortSignal) =>
  getJson<Profile>(`/profile${query}`, { ...askedBy(token), ...(signal ? { signal } : {}) });

export type Analysis = 'hotspots' | 'backtest' | 'alarms' | 'areas' | 'gi-star';

/** What takes seconds: the answer, or how far it has come and in how many seconds to ask again. */
export type Worked<T> = { ready: T } | { working: Working; wait_s: number };

async function worked<T>(path: string, init: RequestInit): Promise<Worked<T>> {
  const answer = await fetch(staying(`${ROOT}${path}`), init);
  if (!answer.ok) throw await failure(answer);
  if (answer.status !== 202) return { ready: (await answer.json()) as T };
  const wait = Number(answer.headers.get('Retry-After'));
  return { working: (await answer.json()) as Working, wait_s: Number.isFinite(wait) && wait > 0 ? wait : 1 };
}

export const analysis = <T>(method: Analysis, query: string, token: string, signal: AbortSignal): Promise<Worked<T>> =>
  worked(`/${method}${query}`, { ...askedBy(token), signal });

export type Planner = 'checks' | 'walks' | 'lighting';

/** The server answers everything within half a minute: after this nobody is there. */
const ANSWERED_WITHIN_MS = 60_000;

export const posted = (token: string, body: string, method = 'POST'): RequestInit =>
  ({ method, body, headers: { ...askedBy(token).headers, 'Content-Type': 'application/json' }, signal: within(ANSWERED_WITHIN_MS) });

export const removed = (token: string): RequestInit => ({ ...askedBy(token), method: 'DELETE', signal: within(ANSWERED_WITHIN_MS) });

/** A record as it was read: a change is meant for that version and no later one. */
export type Read = { id: string; version: number };

/** The same, refused (412) when somebody else changed the record since. */
export const meant = (read: Read, init: RequestInit): RequestInit => ({ ...init, headers: { ...init.headers, 'If-Match': `"${read.version}"` } });

/** A planner's answer to a body that is already written, so that the same question has the same bytes. */
export const plan = <T>(planner: Planner, body: string, token: string, signal: AbortSignal): Promise<Worked<T>> =>
  worked(`/plans/${planner}`, { ...posted(token, body), signal });

/** The same plan in another form (`ics`, `gpx`, `csv`, `xlsx`), once the planner is ready. */
export async function planFile(planner: Planner, body: string, format: string, token: string): Promise<Blob> {
  for (;;) {
    const answer = await fetch(staying(`${ROOT}/plans/${planner}?format=${format}`), posted(token, body));
    if (!answer.ok) throw await failure(answer);
    if (answer.status !== 202) return answer.blob();
    await new Promise((again) => { setTimeout(again, 1000); });
  }
}

export const keptPlans = (planner: Planner, token: string, signal?: AbortSignal) =>
  getJson<KeptPlanLine[]>(`/plans?kind=${planner}`, { ...askedBy(token), ...(signal ? { signal } : {}) });

export const keptPlan = <Q, A>(id: string, token: string, signal?: AbortSignal) =>
  getJson<KeptPlan<Q, A>>(`/plans/${id}`, { ...askedBy(token), ...(signal ? { signal } : {}) });

/** Keeps a plan: a new one, or in place of the one that was read. */
export const keepPlan = <Q, A>(draft: PlanDraft<Q, A>, old: Read | null, token: string) => {
  const body = JSON.stringify(draft);
  return getJson<KeptPlan<Q, A>>(old === null ? '/plans' : `/plans/${old.id}`, old === null ? posted(token, body) : meant(old, posted(token, body, 'PUT')));
};

export async function removePlan(old: Read, token: string): Promise<void> {
  const answer = await fetch(staying(`${ROOT}/plans/${old.id}`), meant(old, { ...askedBy(token), method: 'DELETE' }));
  if (!answer.ok && answer.status !== 404) throw await failure(answer);
}

export const unitPrices = <P>(token: string, signal?: AbortSignal) => getJson<P>('/unit-prices', { ...askedBy(token), ...(signal ? { signal } : {}) });

export const putUnitPrices = <P>(prices: object, token: string) => getJson<P>('/unit-prices', posted(token, JSON.stringify(prices), 'PUT'));

/** Enters a remedy in the register, as proposed: nobody but staff sees it before it is decided. */
export const proposeRemedy = (draft: object, token: string) => getJson<{ id: string }>('/remedies', posted(token, JSON.stringify(draft)));

/** Stops what nobody waits for; one that has ended by itself is no fault. */
export async function stopAnalysis(id: string, token: string): Promise<void> {
  const answer = await fetch(`${ROOT}/analyses/${id}`, { ...askedBy(token), method: 'DELETE' });
  if (!answer.ok && answer.status !== 404) throw await failure(answer);
}
