/** What the register says of a remedy, in the page and in the file alike. Pure. */
import { date, lang } from '../i18n/index.ts';
import { t } from '../i18n/remedies.ts';
import type { Remedy, Words } from '../lib/register.ts';

type Filter = { state: string | null; owner: string | null; late: boolean };

export const inLang = (own: { sv: string; en: string }): string => own[lang];

export const kindName = (words: Words, code: string): string => {
  const found = words.remedy_kinds.find((own) => own.code === code);
  return found ? inLang(found) : code;
};
/** An organisation of the list, or the name somebody wrote. */
export const ownerName = (words: Words, code: string): string => {
  const found = words.organisations.find((own) => own.code === code);
  return found ? inLang(found) : code;
};

export const passes = (f: Filter) => (own: Remedy): boolean =>
  (f.state === null || own.state === f.state) && (f.owner === null || own.owner === f.owner) && (!f.late || own.late);

/** The first position: where it stands on the map. */
export function positionOf(own: Remedy): [number, number] {
  const { place } = own;
  if (place.type === 'Point') return place.coordinates;
  const line = place.type === 'LineString' ? place.coordinates : (place.coordinates[0] ?? []);
  return line[Math.floor(line.length / 2)] ?? [0, 0];
}

/** What stands under a remedy in small letters. */
export function facts(own: Remedy): string[] {
  return [
    own.started_on ? t.started(date(own.started_on)) : null,
    own.done_on ? t.doneOn(date(own.done_on)) : null,
    own.reason ? `${t.reasonWas} ${own.reason}` : null,
    own.origin ? t.madeFrom(t.origins[own.origin.kind], own.origin.id) : null,
    own.selected_from && own.selected_to ? t.selectedWas(date(own.selected_from), date(own.selected_to)) : null,
    own.public ? t.public : t.notPublic,
  ].filter((text) => text !== null);
}

export function csvRows(all: Remedy[], words: Words): (string | number | null)[][] {
  const head = t.csv;
  return [
    [head.id, head.kind, head.place, head.locality, head.owner, head.state, head.late, head.due, head.cost, head.started, head.done,
      head.sentence, head.reason, head.origin, head.from, head.to, head.lon, head.lat],
    ...all.map((own) => [
      own.id, kindName(words, own.kind), own.place_name, own.locality, ownerName(words, own.owner), t.states[own.state], own.late ? t.yes : null,
      own.due, own.cost, own.started_on, own.done_on, own.sentence_sv, own.reason, own.origin ? `${own.origin.kind}:${own.origin.id}` : null,
      own.selected_from, own.selected_to, ...positionOf(own),
    ]),
  ];
}
