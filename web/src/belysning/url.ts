/** The question in the address: a copied link asks the same, and Back undoes. Pure. */
import type { Kind, Question } from './types.ts';

export const KINDS: Kind[] = ['both', 'light', 'sight'];
export const SPACING_M = 40;
export type Asked = Question & { plan: string | null };
export const FRESH: Asked = { kind: 'both', locked: [], forbidden: [], plan: null };

const ids = (text: string | null): string[] => (text ?? '').split(',').filter((id) => /^(light|sight)-[\d-]{3,50}$/.test(id));
const whole = (text: string | null, least: number, most: number): number | undefined => {
  const n = text !== null && /^\d{1,12}$/.test(text) ? Number(text) : NaN;
  return n >= least && n <= most ? n : undefined;
};

export function fromQuery(query: string): Asked {
  const q = new URLSearchParams(query);
  const from = q.get('from') ?? '';
  const locked = ids(q.get('gor'));
  return {
    kind: KINDS.find((kind) => kind === q.get('kind')) ?? 'both',
    ...given('budget', whole(q.get('budget'), 0, 1e12)),
    ...given('spacing_m', whole(q.get('avstand'), 15, 80)),
    ...(q.get('alla_lampor') === 'ja' ? { lamps_complete: true } : {}),
    ...(/^\d{4}-\d{2}$/.test(from) ? { from } : {}),
    locked, forbidden: ids(q.get('gor_inte')).filter((id) => !locked.includes(id)),
    plan: /^[0-9a-f-]{36}$/.test(q.get('plan') ?? '') ? q.get('plan') : null,
  };
}

const given = <K extends string>(name: K, value: number | undefined) => (value === undefined ? {} : { [name]: value }) as Partial<Record<K, number>>;

export function toQuery({ kind, budget, spacing_m, lamps_complete, from, locked, forbidden, plan }: Asked): string {
  const q = new URLSearchParams();
  if (plan !== null) q.set('plan', plan);
  if (kind !== 'both') q.set('kind', kind);
  if (budget !== undefined) q.set('budget', String(budget));
  if (spacing_m !== undefined && spacing_m !== SPACING_M) q.set('avstand', String(spacing_m));
  if (lamps_complete) q.set('alla_lampor', 'ja');
  if (from !== undefined) q.set('from', from);
  if (locked.length > 0) q.set('gor', locked.join(','));
  if (forbidden.length > 0) q.set('gor_inte', forbidden.join(','));
  const text = q.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** What is posted: the same question always has the same words in the same order. */
export function body({ kind, budget, spacing_m, lamps_complete, from, locked, forbidden }: Asked): Question {
  return {
    kind, ...given('budget', budget), ...given('spacing_m', spacing_m), ...(lamps_complete ? { lamps_complete } : {}), ...(from ? { from } : {}),
    locked: locked.toSorted(), forbidden: forbidden.toSorted(),
  };
}

export type Will = 'locked' | 'forbidden' | null;

/** The same question with another word about one stretch; no word frees it. */
export function wanted(asked: Asked, id: string, will: Will): Asked {
  const without = (list: string[]) => list.filter((other) => other !== id);
  return {
    ...asked,
    locked: will === 'locked' ? [...without(asked.locked), id] : without(asked.locked),
    forbidden: will === 'forbidden' ? [...without(asked.forbidden), id] : without(asked.forbidden),
  };
}
