import { count, decimal, monthName, named } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { polygonsOf } from '../lib/inside.ts';
import { squareSize } from '../lib/rates.ts';
import { whereIs, type Square } from '../lib/where.ts';
import type { Catalogue, CellFeature, PlaceFeature, RatedPlace, Rates, Street, Town } from '../lib/types.ts';
import type { Filter, Selection } from './url.ts';

/** `250 × 250 m`, `2 × 2 km` */
export const sizeText = (m: number): string => (m < 1000 ? t.squareText(count(m), 'm') : t.squareText(count(m / 1000), 'km'));

/** A square that holds a part of a stretch or of a span of time and no whole report is not empty. */
export const reportsText = (c: { n_reports: number; weight: number }): string => (c.n_reports === 0 && c.weight > 0 ? '<1' : count(c.n_reports));

/** A density nobody can read as a number is only said to be small. */
export const densityText = (n: number): string => (n > 0 && n < 0.001 ? t.less(decimal(0.001)) : decimal(n));

export function placeText(square: CellFeature, town: Town): string {
  if (square.properties.area_name) return square.properties.area_name;
  return whereText(square, town);
}

function whereText(square: Square, town: Town): string {
  const where = whereIs(square, town.localities);
  if (where.how === 'wide') return t.wideArea;
  if (where.how === 'unnamed') return t.square;
  if (where.how === 'in') return t.middleOf(where.name);
  return t.away(decimal(where.km), t.compass[where.compass] ?? '', where.name);
}

/** A street's name, or what it is when nobody gave it one. */
export const streetText = (s: Street): string => s.name ?? t.unnamed[s.street_class] ?? t.unnamedStreet;

/** An area's name, or where a square lies. */
export function placeName(place: PlaceFeature, town: Town): string {
  const size_m = squareSize(place.id);
  if (place.properties.name !== null || size_m === null) return place.properties.name ?? place.id;
  return whereText({ geometry: { coordinates: polygonsOf(place)[0] ?? [] }, properties: { size_m } }, town);
}

export const peopleText = (p: RatedPlace): string => (p.population === null ? tr.unknown : count(p.population));

/** Why a place has no rate. */
export function reasonText(p: RatedPlace, rates: Rates): string {
  if (p.why_no_rate === null || p.why_no_rate === 'too_few') return tr.tooFew(count(rates.parameters.k ?? 0));
  return tr.why[p.why_no_rate];
}

export type Part<F> = { name: string; without: F };

/** Every cause once, in the catalogue's order; two categories may share one. */
export function causesOf(catalogue: Catalogue) {
  const seen = new Map(catalogue.categories.flatMap((c) => c.causes.map((cause) => [cause.code, cause] as const)));
  return [...seen.values()];
}

export const hoursText = (range: string): string => {
  const [from = '', to = ''] = range.split('-');
  return `${from}–${to}`;
};

/** The selection in words, each part with the selection that is left when it is taken away. */
export function selectionParts<F extends Selection>(f: F, catalogue: Catalogue): Part<F>[] {
  const causes = causesOf(catalogue);
  const nameOf = (list: { code: string; sv: string; en: string }[], code: string) => {
    const found = list.find((c) => c.code === code);
    return found ? named(found) : code;
  };
  return [
    ...f.groups.map((g) => ({ name: nameOf(catalogue.groups, g), without: { ...f, groups: f.groups.filter((x) => x !== g) } })),
    ...f.categories.map((c) => ({ name: nameOf(catalogue.categories, c), without: { ...f, categories: f.categories.filter((x) => x !== c) } })),
    ...f.causes.map((c) => ({ name: nameOf(causes, c), without: { ...f, causes: f.causes.filter((x) => x !== c) } })),
    ...(f.from ? [{ name: t.fromText(monthName(f.from)), without: { ...f, from: '' } }] : []),
    ...(f.to ? [{ name: t.toText(monthName(f.to)), without: { ...f, to: '' } }] : []),
    ...f.weekdays.map((d) => ({ name: common.weekdays[d], without: { ...f, weekdays: f.weekdays.filter((x) => x !== d) } })),
    ...(f.hours ? [{ name: hoursText(f.hours), without: { ...f, hours: '' } }] : []),
  ];
}

export const parts = (f: Filter, catalogue: Catalogue): Part<Filter>[] => [
  ...selectionParts(f, catalogue),
  ...(f.cell === 'auto' || f.unit !== 'cell' ? [] : [{ name: sizeText(Number(f.cell)), without: { ...f, cell: 'auto' } }]),
];

/** What is chosen, or what is shown when nothing is. */
export function selectionInWords(f: Selection, catalogue: Catalogue, chosen = selectionParts(f, catalogue)): string {
  const all = chosen.map((p) => p.name);
  if (f.groups.length === 0 && f.categories.length === 0) all.unshift(t.concerns);
  if (!f.from && !f.to) all.push(t.allTime);
  return all.join(', ');
}

/** For the print. */
export const inWords = (f: Filter, catalogue: Catalogue): string => selectionInWords(f, catalogue, parts(f, catalogue));
