import { useEffect, useState } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { places } from '../lib/api.ts';
import type { Place } from '../lib/types.ts';
import type { Spot } from './draft.ts';

const label = (p: Place) => (p.locality && !p.name.includes(p.locality) ? `${p.name}, ${p.locality}` : p.name);

/** List first: the best known places are there before anything is written. */
export function WherePlaces({ spot, choose }: { spot: Spot | null; choose: (spot: Spot) => void }) {
  const [q, setQ] = useState('');
  const [found, setFound] = useState<Place[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      places(q.trim(), stop.signal).then((list) => {
        setFound(list);
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
  return (
    <div>
      <label class="label" for="place-q">{t.where.searchLabel}</label>
      <p class="help" id="place-q-help">{t.where.searchHelp}</p>
      <input class="input" id="place-q" type="search" autocomplete="off" value={q} aria-describedby="place-q-help"
        onInput={(e) => setQ(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Enter') return;
          e.preventDefault(); // Enter must not send half a report; it takes the only hit instead.
          const [only] = found ?? [];
          if (only && q !== '' && found?.length === 1) pick(only);
        }} />
      <p class="help" role="status">{failed ? t.where.searchFailed : found === null ? '' : q !== '' && found.length === 0 ? t.where.nothing : t.where.found(found.length)}</p>
      {found !== null && found.length > 0 && (
        <ul class="places">
          {found.map((p) => (
            <li key={p.id}>
              <button type="button" aria-pressed={spot?.label === label(p)} onClick={() => pick(p)}>
                <span class="place-name">{p.name}</span>
                <span class="quiet">{[lang === 'sv' ? p.kind_sv : p.kind.replaceAll('_', ' '), p.locality].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
