/** The register's filters in the address, and a new remedy that another page asks for. Pure. */
import { ORIGINS, STATES, type OriginKind, type RemedyState } from '../lib/register.ts';

export type Filter = { state: RemedyState | null; owner: string | null; late: boolean };

export const EVERYTHING: Filter = { state: null, owner: null, late: false };

export function fromQuery(query: string): Filter {
  const q = new URLSearchParams(query);
  return { state: STATES.find((own) => own === q.get('state')) ?? null, owner: q.get('owner'), late: q.get('late') === '1' };
}

export function toQuery({ state, owner, late }: Filter): string {
  const q = new URLSearchParams();
  if (state) q.set('state', state);
  if (owner) q.set('owner', owner);
  if (late) q.set('late', '1');
  const text = q.toString();
  return text === '' ? '' : `?${text}`;
}

/** What another page knows of the remedy to come. */
export type Asked = {
  at: [number, number] | null; name: string | null; kind: string | null;
  origin: { kind: OriginKind; id: string } | null; selected: [string, string] | null;
};

/** `/atgarder?new=1&at=13.99,56.38&name=…&kind=…&origin=hotspot:link:17&selected=2025-11-01/2026-10-31` */
export function askedFor(query: string): Asked | null {
  const q = new URLSearchParams(query);
  if (!q.has('new')) return null;
  const at = (q.get('at') ?? '').split(',').map(Number);
  const [lon, lat] = at;
  const [, originKind, id] = /^(\w+):(.+)$/.exec(q.get('origin') ?? '') ?? [];
  const kind = ORIGINS.find((own) => own === originKind);
  const days = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/.exec(q.get('selected') ?? '');
  return {
    at: lon !== undefined && lat !== undefined && Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null,
    name: q.get('name'),
    kind: q.get('kind'),
    origin: kind && id ? { kind, id } : null,
    selected: days?.[1] && days[2] ? [days[1], days[2]] : null,
  };
}

/** The address of a new remedy: for the pages that find places. */
export function newRemedy({ at, name, kind, origin, selected }: Asked): string {
  const q = new URLSearchParams({ new: '1' });
  if (at) q.set('at', at.join(','));
  if (name) q.set('name', name);
  if (kind) q.set('kind', kind);
  if (origin) q.set('origin', `${origin.kind}:${origin.id}`);
  if (selected) q.set('selected', selected.join('/'));
  return `/atgarder?${q}`;
}
