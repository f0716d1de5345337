/** What the reader has asked for, in the address and in the question to the server. Pure. */
import { WEEKDAYS, type Weekday } from '../lib/types.ts';

export type Filter = {
  groups: string[];
  causes: string[];
  from: string; // YYYY-MM, or '' for no limit
  to: string;
  weekdays: Weekday[];
  hours: string; // '21-24', or '' for the whole day
  cell: string; // 'auto' or metres
  unit: 'cell' | 'link'; // squares or streets
};

export const EMPTY: Filter = { groups: [], causes: [], from: '', to: '', weekdays: [], hours: '', cell: 'auto', unit: 'cell' };
export const CELLS = ['auto', '100', '250', '500', '1000', '2000'];

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const CODE = /^[a-z][a-z0-9_]{0,40}$/;
const list = (text: string | null) => (text ?? '').split(',').filter((c) => CODE.test(c));

/** Anything that does not look right in an address is dropped: a link must never break the page. */
export function fromQuery(query: string): Filter {
  const q = new URLSearchParams(query);
  const month = (name: string) => {
    const text = q.get(name) ?? '';
    return MONTH.test(text) ? text : '';
  };
  const hours = q.get('hours') ?? '';
  const cell = q.get('cell') ?? 'auto';
  const days = list(q.get('weekdays'));
  return {
    groups: list(q.get('group')),
    causes: list(q.get('cause')),
    from: month('from'),
    to: month('to'),
    weekdays: WEEKDAYS.filter((d) => days.includes(d)),
    hours: /^\d{1,2}-\d{1,2}$/.test(hours) ? hours : '',
    cell: CELLS.includes(cell) ? cell : 'auto',
    unit: q.get('unit') === 'link' ? 'link' : 'cell',
  };
}

export function toQuery(f: Filter): string {
  const parts: [string, string][] = [];
  if (f.groups.length > 0) parts.push(['group', f.groups.join(',')]);
  if (f.causes.length > 0) parts.push(['cause', f.causes.join(',')]);
  if (f.from) parts.push(['from', f.from]);
  if (f.to) parts.push(['to', f.to]);
  if (f.weekdays.length > 0) parts.push(['weekdays', f.weekdays.join(',')]);
  if (f.hours) parts.push(['hours', f.hours]);
  // Streets have no size to choose.
  if (f.unit === 'link') parts.push(['unit', 'link']);
  else if (f.cell !== 'auto') parts.push(['cell', f.cell]);
  return parts.length === 0 ? '' : `?${parts.map(([k, v]) => `${k}=${v}`).join('&')}`;
}

/** The public may only ask coarsely; a shared staff link still opens, with what is allowed. */
export function forReader(f: Filter, staff: boolean): Filter {
  return staff ? f : { ...EMPTY, groups: f.groups, from: f.from, to: f.to, unit: f.unit };
}

/** Squares or streets is a way of looking and no selection: clearing the selection keeps it. */
export const cleared = (f: Filter): Filter => ({ ...EMPTY, unit: f.unit });
export const isDefault = (f: Filter): boolean => toQuery({ ...f, unit: 'cell' }) === '';

const add = (month: string, n: number): string => {
  const [y = 0, m = 1] = month.split('-').map(Number);
  const total = y * 12 + (m - 1) + n;
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`;
};

export type Period = { key: 'all' | 'year12' | 'thisYear' | 'quarter'; from: string; to: string };

/** Presets counted back from the newest month there is, so that none of them is empty by itself. */
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
