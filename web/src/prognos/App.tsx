import { date, page } from '../i18n/index.ts';
import { t } from '../i18n/forecast.ts';
import { t as map } from '../i18n/map.ts';
import { t as ts } from '../i18n/spots.ts';
import { CellField, Chips, Group, SelectionFilters, StaffFilters, Toggle } from '../karta/Filters.tsx';
import { useAddress } from '../karta/useFilter.ts';
import { selectionInWords } from '../karta/words.ts';
import { staying } from '../lib/municipality.ts';
import type { Backtest, Catalogue, Town } from '../lib/types.ts';
import { Method } from '../platser/Method.tsx';
import { filterParts } from '../platser/SpotFilters.tsx';
import { Failed, Stopped, Warnings, WorkingBar } from '../platser/Status.tsx';
import { cleared, fitting, isAll, toMap, UNITS, type SpotFilter } from '../platser/url.ts';
import { useAnalysis } from '../lib/useWorking.ts';
import { inLang } from '../platser/words.ts';
import { CopyLink, useLate } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession } from '../ui/StaffPage.tsx';
import { Calibration } from './Calibration.tsx';
import { Next } from './Next.tsx';
import { Rankings } from './Rankings.tsx';
import { fromQuery, toQuery } from './url.ts';
import { basisText, ground, verdict, winnerTexts } from './words.ts';

export const App = () => <TownPage title={t.title} view={View} />;

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const [filter, change] = useAddress(fromQuery, toQuery);
  const session = useSession();
  const { token } = session;
  const query = toQuery(filter);
  const test = useAnalysis<Backtest>('backtest', query, token);
  const late = useLate(test.loading);
  useRefusal(session, test.error);
  const { data } = test;
  const clear = isAll(filter) ? null : () => change(cleared(filter));
  const unit = data ? ground(data) : 'link';
  const links = (
    <div class="row map-links">
      <a href={staying(page('/platser') + query)}>{t.toSpots}</a>
      <a href={staying(page('/karta') + toMap(filter, unit))}>{ts.toMap}</a>
      {data && <button type="button" class="link-button" onClick={() => print()}>{t.print}</button>}
      <CopyLink key={query} url={() => location.href} label={map.copy} fieldLabel={map.link} shown={false} />
    </div>
  );
  return (
    <StaffPage name="prognos" kind="forecast-page" title={t.title} lead={t.lead} session={session} links={links}>
      {() => (
        <>
          <div class="spots-asked">
            <details class="card filter-card">
              <summary><h2>{map.filters}</h2></summary>
              <Filters filter={filter} change={change} catalogue={catalogue} town={town} />
            </details>
            <Chips all={filterParts(filter, catalogue)} change={change} clear={clear} />
          </div>
          <div class="spots-status">
            {late && test.loading && <WorkingBar progress={test.progress} stop={test.stop} help={t.help} />}
            {test.stopped && <Stopped old={data !== null} again={test.again} />}
            {test.error && <Failed error={test.error} old={data !== null} again={test.again} clear={clear} what={t.failed} />}
          </div>
          {data && <Warnings spots={data} />}
          <div class={late ? 'spots-summary is-old' : 'spots-summary'} role="status">{data && <p class="big"><strong>{t.verdict[verdict(data)]}</strong></p>}</div>
          {data && (
            <div class={late ? 'forecast is-old' : 'forecast'}>
              <div class="forecast-said">
                {winnerTexts(data).map((text) => <p key={text}>{text}</p>)}
                <p class="quiet">{basisText(data)}</p>
              </div>
              <section class="card forecast-limits" aria-labelledby="limits-h">
                <h2 id="limits-h">{t.limits}</h2>
                <ul>{t.limit.map((text) => <li key={text}>{text}</li>)}</ul>
              </section>
              <Next test={data} town={town} mapLink={(at) => staying(page('/karta') + toMap(filter, unit, at))} />
              {verdict(data) !== 'unknown' && <Rankings test={data} town={town} />}
              {verdict(data) !== 'unknown' && <Calibration test={data} town={town} />}
              <p class="on-paper"><strong>{map.selection}:</strong> {selectionInWords(filter, catalogue, filterParts(filter, catalogue))}. {map.printed(date(Date.now()))}.</p>
              <p class="on-paper"><strong>{ts.method}:</strong> {inLang(data.method)} {t.parameter['seed']}: {String(data.method.parameters['seed'])}. {ts.revision}: {data.revision}.</p>
              <Method spots={data} words={t.parameter} />
            </div>
          )}
        </>
      )}
    </StaffPage>
  );
}

type FilterProps = { filter: SpotFilter; change: (f: SpotFilter) => void; catalogue: Catalogue; town: Town };

function Filters({ filter, change, catalogue, town }: FilterProps) {
  const set = (part: Partial<SpotFilter>) => change({ ...filter, ...part });
  return (
    <div class="filters spots-filters">
      <SelectionFilters filter={filter} set={set} catalogue={catalogue} first={town.first_month} last={town.last_month} />
      <StaffFilters filter={filter} set={set} catalogue={catalogue} />
      <Group label={ts.unit} id="flt-unit">
        {UNITS.map((unit) => <Toggle key={unit} on={filter.unit === unit} press={() => change(fitting({ ...filter, unit }, 'unit'))}>{ts.units[unit]}</Toggle>)}
      </Group>
      {filter.unit === 'cell' && <CellField value={filter.cell} set={(cell) => set({ cell })} />}
    </div>
  );
}
