/** What the reader has asked for, in the address and in the question to the server. Pure. */
import { WEEKDAYS, type By, type Weekday } from '../lib/types.ts';

/** Squares, streets, or places with their inhabitants. */
export type Unit = 'cell' | 'link' | 'rate';

/** Which reports. */
export type Selection = {
  groups: string[];
  categories: string[];
  causes: string[];
  from: string; // YYYY-MM, or '' for no limit
  to: string;
  weekdays: Weekday[];
  hours: string; // '21-24', or '' for the whole day
};

/** Which reports, and how they are shown. */
export type Filter = Selection & {
  cell: string; // 'auto' or metres
  unit: Unit;
  by: By; // the places a rate is of
};

export const EVERYTHING: Selection = { groups: [], categories: [], causes: [], from: '', to: '', weekdays: [], hours: '' };
export const EMPTY: Filter = { ...EVERYTHING, cell: 'auto', unit: 'cell', by: 'area' };
export const CELLS = ['auto', '100', '250', '500', '1000', '2000'];

const UNITS: Unit[] = ['cell', 'link', 'rate'];
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const CODE = /^[a-z][a-z0-9_]{0,40}$/;
const list = (text: string | null) => (text ?? '').split(',').filter((c) => CODE.test(c));

/** Anything that does not look right in an address is dropped: a link must never break the page. */
export function selectionFrom(q: URLSearchParams): Selection {
  const month = (name: string) => {
    const text = q.get(name) ?? '';
    return MONTH.test(text) ? text : '';
  };
  const hours = q.get('hours') ?? '';
  const days = list(q.get('weekdays'));
  return {
    groups: list(q.get('group')),
    categories: list(q.get('category')),
    causes: list(q.get('cause')),
    from: month('from'),
    to: month('to'),
    weekdays: WEEKDAYS.filter((d) => days.includes(d)),
    hours: /^\d{1,2}-\d{1,2}$/.test(hours) ? hours : '',
  };
}

export const cellFrom = (q: URLSearchParams): string => CELLS.find((size) => size === q.get('cell')) ?? 'auto';

export function fromQuery(query: string): Filter {
  const q = new URLSearchParams(query);
  return {
    ...selectionFrom(q),
    cell: cellFrom(q),
    unit: UNITS.find((u) => u === q.get('unit')) ?? 'cell',
    by: q.get('by') === 'square' ? 'square' : 'area',
  };
}

export type Pair = [string, string];
export const written = (pairs: Pair[]): string => (pairs.length === 0 ? '' : `?${pairs.map(([k, v]) => `${k}=${v}`).join('&')}`);

export function selection(f: Selection): Pair[] {
  const parts: Pair[] = [];
  if (f.groups.length > 0) parts.push(['group', f.groups.join(',')]);
  if (f.categories.length > 0) parts.push(['category', f.categories.join(',')]);
  if (f.causes.length > 0) parts.push(['cause', f.causes.join(',')]);
  if (f.from) parts.push(['from', f.from]);
  if (f.to) parts.push(['to', f.to]);
  if (f.weekdays.length > 0) parts.push(['weekdays', f.weekdays.join(',')]);
  if (f.hours) parts.push(['hours', f.hours]);
  return parts;
}

function way(f: Filter): Pair[] {
  // Only squares have a size to choose.
  if (f.unit === 'cell') return f.cell === 'auto' ? [] : [['cell', f.cell]];
  return [['unit', f.unit], ...(f.unit === 'rate' && f.by === 'square' ? [['by', 'square'] satisfies Pair] : [])];
}

export const toQuery = (f: Filter): string => written([...selection(f), ...way(f)]);

/** The question to the server: rates are asked for at an address of their own, not as a unit. */
export const toServer = (f: Filter): string => written([...selection(f), ...way(f).filter(([, value]) => value !== 'rate')]);

/** The public may only ask coarsely; a shared staff link still opens, with what is allowed. */
export function forReader(f: Filter, staff: boolean): Filter {
  return staff ? f : { ...EMPTY, groups: f.groups, from: f.from, to: f.to, unit: f.unit, by: f.by };
}

/** Squares, streets or rates is a way of looking and no selection: clearing the selection keeps it. */
export const cleared = (f: Filter): Filter => ({ ...EMPTY, unit: f.unit, by: f.by });
export const isDefault = (f: Filter): boolean => toQuery({ ...f, unit: 'cell' }) === '';

const add = (month: string, n: number): string => {
  const [y = 0, m = 1] = month.split('-').map(Number);
  const total = y * 12 + (m - 1) + n;
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`;
};

export type Period = { key: 'all' | 'year12' | 'thisYear' | 'quarter'; from: string; to: string };

/** Presets counted back from the newest month there is, so that none of them is empty by itself. */
/**
 * The newest month there is to choose: for everybody the last that was published; staff see what came a moment ago, unless the
 * reports ended long since.
 */
export function newest(staff: boolean, published: string | null, now: string): string | null {
  return staff && (!published || add(published, 12) >= now) ? now : published;
}

export function periods(last: string): Period[] {
  const [year = '', month = '1'] = last.split('-');
  const first = Math.floor((Number(month) - 1) / 3) * 3 + 1;
  return [
    { key: 'all', from: '', to: '' },
    { key: 'year12', from: add(last, -11), to: last },
    { key: 'thisYear', from: `${year}-01`, to: last },
    { key: 'quarter', from: `${year}-${String(first).padStart(2, '0')}`, to: last },
  ];
}

export const HOURS = ['06-09', '09-15', '15-18', '18-22', '22-04'];
