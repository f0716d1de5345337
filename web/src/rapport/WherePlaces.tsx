import { useEffect, useRef, useState } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { places } from '../lib/api.ts';
import type { FoundPlaces, Place } from '../lib/types.ts';
import type { Spot } from './draft.ts';

const label = (p: Place) => (p.locality && !p.name.includes(p.locality) ? `${p.name}, ${p.locality}` : p.name);

const said = (found: FoundPlaces, q: string) => {
  if (found.position) return t.where.around;
  if (q !== '' && found.places.length === 0) return t.where.nothing;
  return found.number_ignored ? `${t.where.found(found.places.length)} ${t.where.noNumbers}` : t.where.found(found.places.length);
};

const step = (event: KeyboardEvent, to: Element | null | undefined) => {
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
};

/** The arrows walk the list; upwards from its head they lead back to the box. */
const alongTheList = (event: KeyboardEvent) => {
  const item = document.activeElement?.closest('li');
  if (event.key === 'ArrowDown') step(event, item?.nextElementSibling?.querySelector('button'));
  if (event.key === 'ArrowUp') step(event, item?.previousElementSibling?.querySelector('button') ?? document.getElementById('place-q'));
};

/** List first: the best known places are there before anything is written. */
export function WherePlaces({ spot, choose }: { spot: Spot | null; choose: (spot: Spot) => void }) {
  const [q, setQ] = useState('');
  const [found, setFound] = useState<FoundPlaces | null>(null);
  const [failed, setFailed] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      places(q.trim(), stop.signal).then((answer) => {
        setFound(answer);
        setFailed(false);
      }, (error: Error) => {
        if (error.name !== 'AbortError') setFailed(true);
      });
    }, q === '' ? 0 : 200);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  const pick = (p: Place) => choose({
    geometry: { type: 'Point', coordinates: [p.lon, p.lat] }, accuracy_m: null, source: 'address', label: label(p),
  });
  const pickPosition = (p: NonNullable<FoundPlaces['position']>) => choose({
    geometry: { type: 'Point', coordinates: [p.lon, p.lat] }, accuracy_m: null, source: 'map', label: t.where.coordsChosen,
  });
  return (
    <div>
      <label class="label" for="place-q">{t.where.searchLabel}</label>
      <p class="help" id="place-q-help">{t.where.searchHelp}</p>
      <input class="input" id="place-q" type="search" autocomplete="off" value={q} aria-describedby="place-q-help"
        onInput={(e) => setQ(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') step(e, list.current?.querySelector('button'));
          if (e.key !== 'Enter') return;
          e.preventDefault(); // Enter must not send half a report; it takes the only hit instead.
          const [only] = found?.places ?? [];
          if (found?.position) pickPosition(found.position);
          else if (only && q !== '' && found?.places.length === 1) pick(only);
        }} />
      <p class="help" role="status">{failed ? t.where.searchFailed : found === null ? '' : said(found, q)}</p>
      {found !== null && (found.position !== null || found.places.length > 0) && (
        <ul class="places" ref={list}>
          {found.position && (
            <li>
              <button type="button" onKeyDown={alongTheList} onClick={() => found.position && pickPosition(found.position)}>
                <span class="place-name">{t.where.usePosition}</span>
                <span class="quiet">{lang === 'sv' ? found.position.read_sv : found.position.read_en}</span>
              </button>
            </li>
          )}
          {found.places.map((p) => (
            <li key={p.id}>
              <button type="button" onKeyDown={alongTheList} aria-pressed={spot?.label === label(p)} onClick={() => pick(p)}>
                <span class="place-name">{p.name}</span>
                <span class="quiet">{[lang === 'sv' ? p.kind_sv : p.kind_en, p.locality, p.distance_m === null ? null : t.where.away(p.distance_m)].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
