import { useEffect, useRef, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import { Chips } from '../karta/Filters.tsx';
import { selection, written } from '../karta/url.ts';
import { useAddress } from '../karta/useFilter.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, GiStar, Town } from '../lib/types.ts';
import { CopyLink, useLate } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { Areas } from './Areas.tsx';
import { Lately } from './Lately.tsx';
import { useWide } from '../ui/map.tsx';
import { MapPanel } from './MapPanel.tsx';
import { Method } from './Method.tsx';
import { Recipe } from './Recipe.tsx';
import { filterParts, SpotFilters } from './SpotFilters.tsx';
import { SpotList } from './SpotList.tsx';
import { Failed, Quiet, Stopped, Summary, Warnings, WorkingBar } from './Status.tsx';
import { cleared, fromQuery, isAll, toMap, toQuery } from './url.ts';
import { useSpots } from './useSpots.ts';

export const App = () => <TownPage title={t.title} view={View} />;

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const [filter, change] = useAddress(fromQuery, toQuery);
  const session = useSession();
  const { token } = session;
  const query = toQuery(filter);
  const spots = useSpots(query, token);
  const late = useLate(spots.loading);
  const wide = useWide();
  const [open, setOpen] = useState(false);
  const [recipe, setRecipe] = useState<GiStar | null>(null);
  const [webgl, setWebgl] = useState(true);
  const [chosen, setChosen] = useState<number | null>(null);
  const [wish, setWish] = useState<{ rank: number; n: number } | null>(null);
  const region = useRef<HTMLElement>(null);

  useRefusal(session, spots.error);
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
      chosen={chosen} pick={pick} wish={wish} region={region} recipe={recipe} />
  );
  const links = (
    <div class="row map-links">
      <a href={staying(page('/karta') + toMap(filter, unit))}>{t.toMap}</a>
      {token !== null && <a href={staying(page('/prognos') + toQuery({ ...filter, exposure: 'auto' }))}>{map.toForecast}</a>}
      {token !== null && <a href={staying(page('/platser/utskrift') + query)}>{t.print}</a>}
      <CopyLink key={query} url={() => location.href} label={map.copy} fieldLabel={map.link} shown={false} />
    </div>
  );
  return (
    <StaffPage name="platser" title={t.title} lead={t.lead} session={session} links={links}>
      {(token) => (
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
                <SpotList spots={data} catalogue={catalogue} town={town} query={query} chosen={chosen} keeps={session.may('keep_register')} show={webgl ? show : null}
                  mapLink={(at) => staying(page('/karta') + toMap(filter, unit, at))} />
              </section>
              {wide && panel}
            </div>
          )}
          {data && (
            <>
              <Areas query={written(selection(filter))} token={token} mapLink={(at) => staying(page('/karta') + toMap(filter, unit, at))} />
              <Recipe query={written(selection(filter))} token={token} draw={setRecipe} />
              <Method spots={data} />
            </>
          )}
        </>
      )}
    </StaffPage>
  );
}
