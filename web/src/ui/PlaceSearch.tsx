import { useEffect, useRef, useState } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/places.ts';
import { places } from '../lib/api.ts';
import type { FoundPlaces, Place } from '../lib/types.ts';

type Props = {
  /** Several may stand on one page. */
  id: string;
  label: string;
  /** The best known places are there before anything is written. */
  listFirst: boolean;
  isChosen: (place: Place) => boolean;
  pick: (place: Place) => void;
  pickPosition: (position: { lon: number; lat: number }) => void;
};

const said = (found: FoundPlaces, q: string) => {
  if (found.position) return t.around;
  if (q !== '' && found.places.length === 0) return t.nothing;
  return found.number_ignored ? `${t.found(found.places.length)} ${t.noNumbers}` : t.found(found.places.length);
};

const about = (p: Place) => {
  const kind = lang === 'sv' ? p.kind_sv : p.kind_en;
  return [kind, p.locality, p.distance_m === null ? null : t.away(p.distance_m)].filter(Boolean).join(' · ');
};

const step = (event: KeyboardEvent, to: Element | null | undefined) => {
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
};

/** A box for names and written positions with a list of places under it; the arrows walk the list. */
export function PlaceSearch({ id, label, listFirst, isChosen, pick, pickPosition }: Props) {
  const [q, setQ] = useState('');
  const [found, setFound] = useState<FoundPlaces | null>(null);
  const [failed, setFailed] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const asked = q.trim();
  useEffect(() => {
    if (asked === '' && !listFirst) {
      setFound(null);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      places(asked, stop.signal).then((answer) => {
        setFound(answer);
        setFailed(false);
      }, (error: Error) => {
        if (error.name !== 'AbortError') setFailed(true);
      });
    }, asked === '' ? 0 : 200);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);

  const inBox = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') step(event, list.current?.querySelector('button'));
    if (event.key !== 'Enter') return;
    event.preventDefault(); // Enter must not send half a form; it takes the only hit instead.
    const [only] = found?.places ?? [];
    if (found?.position) pickPosition(found.position);
    else if (only && asked !== '' && found?.places.length === 1) pick(only);
  };
  /** Upwards from the head of the list the arrow leads back to the box. */
  const inList = (event: KeyboardEvent) => {
    const item = document.activeElement?.closest('li');
    if (event.key === 'ArrowDown') step(event, item?.nextElementSibling?.querySelector('button'));
    if (event.key === 'ArrowUp') step(event, item?.previousElementSibling?.querySelector('button') ?? document.getElementById(id));
  };
  const position = found?.position ?? null;
  return (
    <div>
      <label class="label" for={id}>{label}</label>
      <p class="help" id={`${id}-help`}>{listFirst ? t.helpList : t.help}</p>
      <input class="input" id={id} type="search" autocomplete="off" maxLength={200} value={q} aria-describedby={`${id}-help`}
        onInput={(event) => setQ(event.currentTarget.value)} onKeyDown={inBox} />
      <p class="help" role="status">{failed ? t.failed : found === null ? '' : said(found, asked)}</p>
      {found !== null && (position !== null || found.places.length > 0) && (
        <ul class="places" ref={list}>
          {position && (
            <li>
              <button type="button" onKeyDown={inList} onClick={() => pickPosition(position)}>
                <span class="place-name">{t.usePosition}</span>
                <span class="quiet">{lang === 'sv' ? position.read_sv : position.read_en}</span>
              </button>
            </li>
          )}
          {found.places.map((place) => (
            <li key={place.id}>
              <button type="button" onKeyDown={inList} aria-pressed={isChosen(place)} onClick={() => pick(place)}>
                <span class="place-name">{place.name}</span>
                <span class="quiet">{about(place)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
