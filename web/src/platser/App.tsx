import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import { Chips } from '../karta/Filters.tsx';
import { keepToken, keptToken, Staff } from '../karta/Staff.tsx';
import { status } from '../karta/useAnswer.ts';
import { useAddress } from '../karta/useFilter.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { CopyLink, LoadFailed, Loading, useLate } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';
import { Lately } from './Lately.tsx';
import { MapPanel, useWide } from './MapPanel.tsx';
import { Method } from './Method.tsx';
import { filterParts, SpotFilters } from './SpotFilters.tsx';
import { SpotList } from './SpotList.tsx';
import { Failed, Offline, Quiet, Stopped, Summary, Warnings, WorkingBar } from './Status.tsx';
import { cleared, fromQuery, isAll, toMap, toQuery } from './url.ts';
import { useSpots } from './useSpots.ts';

export function App() {
  const [known, setKnown] = useState<{ town: Town; catalogue: Catalogue } | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    Promise.all([theTown(), askCatalogue()]).then(([town, catalogue]) => setKnown({ town, catalogue }), () => setFailed(true));
  }, []);
  useEffect(load, [load]);
  if (failed) return <div class="wrap"><h1>{t.title}</h1><LoadFailed again={load} /></div>;
  if (!known) return <div class="wrap"><h1>{t.title}</h1><Loading on /></div>;
  return <View {...known} />;
}

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const [filter, change] = useAddress(fromQuery, toQuery);
  const [token, setToken] = useState(keptToken);
  const [over, setOver] = useState(false);
  const query = toQuery(filter);
  const spots = useSpots(query, token);
  const late = useLate(spots.loading);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [webgl, setWebgl] = useState(true);
  const [chosen, setChosen] = useState<number | null>(null);
  const [wish, setWish] = useState<{ rank: number; n: number } | null>(null);
  const region = useRef<HTMLElement>(null);

  const login = (next: string | null) => {
    keepToken(next);
    setToken(next);
    setOver(false);
  };
  const refused = status(spots.error);
  useEffect(() => {
    if (token && (refused === 401 || refused === 403)) {
      login(null);
      setOver(true);
    }
  }, [refused]);
  useEffect(() => setChosen(null), [spots.data]);

  const show = (rank: number) => {
    setOpen(true);
    setChosen(rank);
    setWish((old) => ({ rank, n: (old?.n ?? 0) + 1 }));
    // The region may be on its way in.
    requestAnimationFrame(() => {
      region.current?.focus({ preventScroll: true });
      if (!wide) region.current?.scrollIntoView({ block: 'start' });
    });
  };
  const pick = (rank: number | null) => {
    setChosen(rank);
    const card = rank === null ? null : document.getElementById(`plats-${rank}`);
    card?.focus({ preventScroll: true });
    card?.closest('article')?.scrollIntoView({ block: 'nearest' });
  };
  const { data } = spots;
  const clear = isAll(filter) ? null : () => change(cleared(filter));
  const unit = data?.summary.unit ?? 'cell';
  // On a phone the map is asked for above the list; where there is room it stands after it, and beside.
  const panel = data && data.features.length > 0 && (
    <MapPanel town={town} spots={data} wide={wide} open={open} setOpen={setOpen} webgl={webgl} failed={() => setWebgl(false)}
      chosen={chosen} pick={pick} wish={wish} region={region} />
  );
  return (
    <div class="wrap spots-page">
      <div class="map-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead} {token !== null && t.exact}</p>
        <Staff token={token} change={login} />
        {over && <p class="notice" role="alert">{t.sessionOver}</p>}
        {token === null && !over && <p class="notice">{t.staffOnly}</p>}
      </div>
      <Offline />
      {token !== null && (
        <>
          <div class="spots-asked">
            <details class="card filter-card">
              <summary><h2>{map.filters}</h2></summary>
              <SpotFilters filter={filter} change={change} catalogue={catalogue} town={town} />
            </details>
            <Chips all={filterParts(filter, catalogue)} change={change} clear={clear} />
          </div>
          <div class="spots-status">
            {late && spots.loading && <WorkingBar progress={spots.progress} stop={spots.stop} />}
            {spots.stopped && <Stopped old={data !== null} again={spots.again} />}
            {spots.error && <Failed error={spots.error} old={data !== null} again={spots.again} clear={clear} />}
            <div class={late ? 'is-old' : undefined} role="status">{data && <Summary spots={data} />}</div>
          </div>
          {data && (
            <div class={late ? 'spots-main is-old' : 'spots-main'}>
              {!wide && panel}
              <section class="spots-list" aria-labelledby="list-h">
                <Lately filter={filter} token={token} settled={spots.data ?? spots.error} last={data.summary.to} mapLink={(at) => staying(page('/karta') + toMap(filter, unit, at))} />
                <h2 id="list-h" class="vh">{t.list}</h2>
                {data.quiet && <Quiet spots={data} clear={clear} />}
                <Warnings spots={data} />
                <SpotList spots={data} catalogue={catalogue} town={town} query={query} chosen={chosen} show={webgl ? show : null}
                  mapLink={(at) => staying(page('/karta') + toMap(filter, unit, at))} />
              </section>
              {wide && panel}
            </div>
          )}
          {data && <Method spots={data} />}
        </>
      )}
      <div class="row map-links">
        <a href={staying(page('/karta') + toMap(filter, unit))}>{t.toMap}</a>
        {token !== null && <a href={staying(page('/prognos') + toQuery({ ...filter, exposure: 'auto' }))}>{map.toForecast}</a>}
        {token !== null && <a href={staying(page('/platser/utskrift') + query)}>{t.print}</a>}
        <CopyLink key={query} url={() => location.href} label={map.copy} fieldLabel={map.link} shown={false} />
      </div>
    </div>
  );
}
