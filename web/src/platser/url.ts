/** What is asked of the hot spots, in the address and to the server. Pure. */
import { cellFrom, EVERYTHING, selection, selectionFrom, written, type Filter, type Pair, type Selection } from '../karta/url.ts';

const UNITS = ['auto', 'link', 'cell'] as const;
const EXPOSURES = ['auto', 'street', 'population', 'reports', 'even'] as const;
export type SpotUnit = (typeof UNITS)[number];
export type Exposure = (typeof EXPOSURES)[number];
export type SpotFilter = Selection & { unit: SpotUnit; exposure: Exposure; cell: string };

export const ANY: SpotFilter = { ...EVERYTHING, unit: 'auto', exposure: 'auto', cell: 'auto' };
export { EXPOSURES, UNITS };

export function fromQuery(query: string): SpotFilter {
  const q = new URLSearchParams(query);
  const asked: SpotFilter = {
    ...selectionFrom(q),
    unit: UNITS.find((unit) => unit === q.get('unit')) ?? 'auto',
    exposure: EXPOSURES.find((exposure) => exposure === q.get('exposure')) ?? 'auto',
    cell: cellFrom(q),
  };
  return fitting(asked, asked.unit === 'link' ? 'unit' : 'exposure');
}

/** Streets are compared with their own length and with nothing else: what was chosen last wins. */
export function fitting(f: SpotFilter, last: 'unit' | 'exposure'): SpotFilter {
  const clash = f.unit === 'link' && f.exposure !== 'auto' && f.exposure !== 'street';
  const one: SpotFilter = clash ? (last === 'unit' ? { ...f, exposure: 'auto' } : { ...f, unit: 'cell' }) : f;
  return one.unit === 'cell' ? one : { ...one, cell: 'auto' };
}

export function toQuery(f: SpotFilter): string {
  const way: Pair[] = [];
  if (f.unit !== 'auto') way.push(['unit', f.unit]);
  if (f.exposure !== 'auto') way.push(['exposure', f.exposure]);
  if (f.unit === 'cell' && f.cell !== 'auto') way.push(['cell', f.cell]);
  return written([...selection(f), ...way]);
}

/** How it is counted is no selection: clearing keeps it. */
export const cleared = (f: SpotFilter): SpotFilter => ({ ...EVERYTHING, unit: f.unit, exposure: f.exposure, cell: f.cell });
export const isAll = (f: Selection): boolean => selection(f).length === 0;

/** From the map of reports: the same reports. */
export const ofMap = (f: Filter): string => toQuery({ ...ANY, ...chosen(f), unit: f.unit === 'link' ? 'link' : 'auto' });

const chosen = ({ groups, categories, causes, from, to, weekdays, hours }: Selection): Selection =>
  ({ groups, categories, causes, from, to, weekdays, hours });

/** To the map of reports: the same reports as streets or squares, near enough to see the place. */
export function toMap(f: Selection, unit: 'link' | 'cell', at?: [number, number]): string {
  const query = written([...selection(f), ...(unit === 'link' ? [['unit', 'link'] satisfies Pair] : [])]);
  return at ? `${query}#karta=16/${at[1]}/${at[0]}` : query;
}
