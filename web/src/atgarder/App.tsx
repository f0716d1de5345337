import { useCallback, useEffect, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/remedies.ts';
import { Group, Toggle } from '../karta/Filters.tsx';
import { useAddress } from '../karta/useFilter.ts';
import { csvText, fileName } from '../lib/chart.ts';
import { staying } from '../lib/municipality.ts';
import { remedies as askRemedies, STATES, words as askWords, type Remedy, type Words } from '../lib/register.ts';
import type { Town } from '../lib/types.ts';
import { CopyLink, LoadFailed, Loading } from '../ui/parts.tsx';
import { saveCsv } from '../ui/save.ts';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Still } from '../ui/Still.tsx';
import { useAlone } from '../ui/useAlone.ts';
import { Form } from './Form.tsx';
import { MapPanel } from './MapPanel.tsx';
import { Deeds, Pledges } from './Pledges.tsx';
import { Register } from './Register.tsx';
import { askedFor, EVERYTHING, fromQuery, toQuery, type Asked, type Filter } from './url.ts';
import { csvRows, ownerName, passes } from './words.ts';

export const App = () => <TownPage title={t.title} view={View} />;

/** Which day it is in the town, as fields of days write it. */
const dayIn = (zone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(new Date());

function View({ town }: { town: Town }) {
  const session = useSession();
  const [query, setQuery] = useState(location.search);
  const links = (
    <div class="row map-links">
      <a href={staying(page('/loften'))}>{t.toPromises}</a>
      <CopyLink key={query} url={() => location.href} label={map.copy} fieldLabel={map.link} shown={false} />
    </div>
  );
  return (
    <StaffPage name="atgarder" kind="remedies-page" title={t.title} lead={t.lead} session={session} links={links}>
      {(token) => <Work town={town} token={token} session={session} moved={setQuery} />}
    </StaffPage>
  );
}

type Data = { words: Words; all: Remedy[] };
type Making = { old: Remedy | null; asked: Asked | null };

function Work({ town, token, session, moved }: { town: Town; token: string; session: Session; moved: (query: string) => void }) {
  const [asked] = useState(() => askedFor(location.search));
  const [filter, setFilter] = useAddress(fromQuery, toQuery);
  const [data, setData] = useState<Data | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [making, setMaking] = useState<Making | null>(asked ? { old: null, asked } : null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const { alone, saving, slow } = useAlone();
  useRefusal(session, error);
  const keeps = session.may('keep_register');
  const promises = session.may('keep_promises');
  const load = useCallback(() => {
    setError(null);
    Promise.all([askWords(), askRemedies(token)]).then(([words, all]) => setData({ words, all }), setError);
  }, [token]);
  useEffect(load, [load]);
  if (error) return <LoadFailed again={load} />;
  if (!data) return <Loading on />;
  const { words, all } = data;
  const today = dayIn(town.municipality.time_zone);
  const change = (next: Filter) => {
    setFilter(next);
    moved(toQuery(next));
  };
  const put = (id: string, remedy: Remedy | null) => {
    const others = all.filter((own) => own.id !== id);
    setData({ words, all: remedy ? [remedy, ...others] : others });
    setSaid(t.saved);
  };
  const show = (id: string) => {
    setOpen(true);
    setChosen(id);
    requestAnimationFrame(() => document.getElementById('remedy-map')?.scrollIntoView({ block: 'nearest' }));
  };
  const pick = (id: string | null) => {
    setChosen(id);
    const row = id ? document.getElementById(`atgard-${id}`) : null;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  const shown = all.filter(passes(filter));
  const owners = [...new Set(all.map((own) => own.owner))];
  const name = fileName(t.title, town.municipality.name, today);
  return (
    <>
      <Still saving={saving} slow={slow}>
        {keeps && making === null && <div class="row no-print"><button type="button" class="button" onClick={() => setMaking({ old: null, asked: null })}>{t.make}</button></div>}
        {keeps && making && (
          <Form key={making.old?.id ?? 'new'} words={words} token={token} old={making.old} asked={making.asked} alone={alone} cancel={() => setMaking(null)}
            done={(remedy) => {
              setMaking(null);
              put(remedy.id, remedy);
              setChosen(remedy.id);
            }} />
        )}
        <section class="remedy-register" aria-labelledby="register-h">
          <h2 id="register-h">{t.list}</h2>
          <div class="no-print">
            <Group label={t.filterState} id="flt-state">
              {STATES.map((state) => <Toggle key={state} on={filter.state === state} press={() => change({ ...filter, state: filter.state === state ? null : state })}>{t.states[state]}</Toggle>)}
              <Toggle on={filter.late} press={() => change({ ...filter, late: !filter.late })}>{t.onlyLate}</Toggle>
            </Group>
            {owners.length > 1 && (
              <Group label={t.filterOwner} id="flt-owner">
                {owners.map((owner) => <Toggle key={owner} on={filter.owner === owner} press={() => change({ ...filter, owner: filter.owner === owner ? null : owner })}>{ownerName(words, owner)}</Toggle>)}
              </Group>
            )}
          </div>
          <p role="status">{said} {all.length === 0 ? t.none : shown.length === 0 ? t.noneLeft : t.shown(shown.length, all.length)}</p>
          {shown.length === 0 && all.length > 0 && <button type="button" class="button button-outline" onClick={() => change(EVERYTHING)}>{map.clear}</button>}
          {shown.length > 0 && (
            <>
              <MapPanel town={town} shown={shown} chosen={chosen} pick={pick} open={open} setOpen={setOpen} />
              <Register shown={shown} words={words} token={token} today={today} chosen={chosen} keeps={keeps} alone={alone} changed={put} edit={(old) => setMaking({ old, asked: null })} show={show} />
              <div class="row no-print">
                <button type="button" class="button button-outline" onClick={() => saveCsv(name, csvText(csvRows(shown, words)))}>{t.csvSave}</button>
                <button type="button" class="button button-outline" onClick={() => print()}>{t.print}</button>
              </div>
            </>
          )}
        </section>
        <Pledges words={words} token={token} today={today} keeps={promises} />
        {promises && <Deeds words={words} town={town} token={token} today={today} />}
      </Still>
    </>
  );
}
