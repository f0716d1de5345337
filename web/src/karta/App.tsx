import { staying } from '../lib/municipality.ts';
import { useRef, useState } from 'preact/hooks';
import { lang, page } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/map.ts';
import { ApiError, profile as askProfile } from '../lib/api.ts';
import { isRates, type Catalogue, type Shown, type Town } from '../lib/types.ts';
import { CopyLink, useLate } from '../ui/parts.tsx';
import { ask } from './ask.ts';
import { CellList } from './CellList.tsx';
import { Chosen } from './Chosen.tsx';
import { Active, Filters } from './Filters.tsx';
import { Legend } from './Legend.tsx';
import { MapBox, type PlaceWish } from './MapBox.tsx';
import { NoPlaces } from './NoPlaces.tsx';
import { PlaceList } from './PlaceList.tsx';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import { ProfileTable } from './ProfileTable.tsx';
import { SignedOut, Staff } from '../ui/Staff.tsx';
import { TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { StreetList } from './StreetList.tsx';
import { lead, note, Totals } from './Totals.tsx';
import { ofMap } from '../platser/url.ts';
import { cleared, forReader, isDefault, toQuery, toServer } from './url.ts';
import { useAnswer } from './useAnswer.ts';
import { useFilter } from './useFilter.ts';

/** Staff figures are live; each look is logged, so not more often than somebody reads. */
const LOOK_AGAIN = 60_000;

export const App = () => <TownPage title={t.heading} view={View} />;

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const [all, change] = useFilter();
  const session = useSession();
  const { over } = session;
  // Who may not see exact places sees the open map, also when signed in.
  const token = session.known && !session.may('read_exact') ? null : session.token;
  const [webgl, setWebgl] = useState(true);
  const [chosen, setChosen] = useState<string | null>(null);
  const [place, setPlace] = useState<PlaceWish | null>(null);
  const [wish, setWish] = useState<{ id: string; n: number } | null>(null);
  const mapRegion = useRef<HTMLElement>(null);

  const filter = forReader(all, token !== null);
  const query = toQuery(filter);
  const heat = useAnswer<Shown>(`${token ?? ''} ${query}`, (signal) => ask(filter, token, signal), token ? LOOK_AGAIN : 0);
  const profile = useAnswer(token ? `${token} ${query}` : null, (signal) => askProfile(toServer(filter), token, signal), token ? LOOK_AGAIN : 0);
  const late = useLate(heat.loading);

  useRefusal(session, heat.error);

  const show = (id: string) => {
    setChosen(id);
    setWish((w) => ({ id, n: (w?.n ?? 0) + 1 }));
    mapRegion.current?.focus({ preventScroll: true });
    mapRegion.current?.scrollIntoView({ block: 'start' });
  };
  const wide = matchMedia('(min-width: 62rem)').matches;
  const data = heat.data;
  const clear = isDefault(filter) ? null : () => change(cleared(filter));
  return (
    <div class="wrap map-page">
      <div class="map-head">
        <h1>{t.heading}</h1>
        <p class="lead">{lead(filter.unit)} {note(filter.unit, token !== null, town.municipality.k)}</p>
        <Staff session={session} />
        {token && <p class="to-spots"><a href={staying(`${page('/platser')}${ofMap(filter)}`)}>{t.toSpots}</a></p>}
        {over && <SignedOut words={t.sessionOver} />}
      </div>
      <div class="map-side">
        <details class="card filter-card" open={wide}>
          <summary><h2>{t.filters}</h2></summary>
          <Filters filter={filter} change={change} catalogue={catalogue} town={town} staff={token !== null} />
        </details>
        <Active filter={filter} change={change} catalogue={catalogue} />
        <div class="totals" role="status">
          {late ? <p>{common.loading}</p> : data && <Totals shown={data} />}
        </div>
        {heat.error && <Failed error={heat.error} old={data !== null} again={heat.again} clear={clear} />}
      </div>
      <section class={late ? 'map-main is-old' : 'map-main'} aria-label={t.mapRegion} ref={mapRegion} tabIndex={-1}>
        {webgl && (
          <details class="find-place">
            <summary>{t.findPlace}</summary>
            <PlaceSearch id="find-place" label={t.findLabel} listFirst={false} isChosen={(p) => place?.name === p.name && place.lon === p.lon}
              pick={(p) => setPlace({ ...p })} pickPosition={(at) => setPlace({ ...at, bbox: null, name: t.position })} />
          </details>
        )}
        {wide && data && <Legend shown={data} />}
        {webgl
          ? <MapBox town={town} heat={data} chosen={chosen} pick={setChosen} wish={wish} place={place} failed={() => setWebgl(false)} />
          : <p class="notice" role="status" id="no-webgl">{t.noWebgl}</p>}
        {/* On a phone the map is seen first. */}
        {!wide && data && <Legend shown={data} />}
        {data && <Chosen shown={data} town={town} id={chosen} close={() => setChosen(null)} />}
        {data && isRates(data) && !heat.loading && <NoPlaces rates={data} town={town} clear={clear} change={(by) => change({ ...filter, by })} />}
        {data && !isRates(data) && data.features.length === 0 && !heat.loading && (
          <div class="notice empty"><p><strong>{data.unit === 'link' ? t.emptyStreets : t.empty}</strong> {t.emptyHelp}</p>
            {clear && <button type="button" class="button" onClick={clear}>{t.clear}</button>}
          </div>
        )}
        <div class="row map-links">
          <a href="#lista">{t.toList}</a>
          <a href={staying(`${page('/karta/utskrift')}${query}`)} onClick={(e) => { e.currentTarget.href = staying(`${page('/karta/utskrift')}${query}${location.hash}`); }}>{t.print}</a>
          <a href={staying(page('/'))}>{t.report}</a>
          {token && <a href={staying(page('/prognos') + ofMap(filter))}>{t.toForecast}</a>}
          <CopyLink key={query} url={() => location.href} label={t.copy} fieldLabel={t.link} shown={false} />
        </div>
        <p class="help map-source" lang="sv">{town.attribution.join(' · ')}</p>
      </section>
      <section class={late ? 'map-list is-old' : 'map-list'} aria-labelledby="lista">
        <h2 id="lista" tabIndex={-1}>{t.list}</h2>
        {data && <Twin shown={data} town={town} chosen={chosen} show={webgl ? show : null} />}
      </section>
      <section class="map-profile" aria-labelledby="profile-h">
        <h2 id="profile-h">{t.profile}</h2>
        {token ? profile.data && <ProfileTable profile={profile.data} /> : <p>{t.profilePublic}</p>}
      </section>
      {data && (
        <section class="map-method" aria-labelledby="method-h">
          <h2 id="method-h">{t.method}</h2>
          <p>{data.method[lang]}</p>
        </section>
      )}
    </div>
  );
}

/** The list with the figures of the map. */
function Twin({ shown, ...rest }: { shown: Shown; town: Town; chosen: string | null; show: ((id: string) => void) | null }) {
  if (isRates(shown)) return <PlaceList rates={shown} {...rest} />;
  if (shown.unit === 'link') return <StreetList heat={shown} {...rest} />;
  return <CellList heat={shown} {...rest} />;
}

function Failed({ error, old, again, clear }: { error: Error; old: boolean; again: () => void; clear: (() => void) | null }) {
  const refused = error instanceof ApiError && error.status < 500 ? error.message : '';
  return (
    <div class="notice notice-error" role="alert">
      <p><strong>{refused ? t.refused : t.failed}</strong> {refused}</p>
      {old && <p>{t.failedOld}</p>}
      <div class="row">
        <button type="button" class="button" onClick={again}>{common.retry}</button>
        {clear && <button type="button" class="button button-outline" onClick={clear}>{t.clear}</button>}
      </div>
    </div>
  );
}
