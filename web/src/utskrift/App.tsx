import { useEffect, useState } from 'preact/hooks';
import type { MapOptions } from 'maplibre-gl';
import { count, date, page } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { ask } from '../karta/ask.ts';
import { CellTable, sorted } from '../karta/CellList.tsx';
import { Legend } from '../karta/Legend.tsx';
import { PlaceTable } from '../karta/PlaceList.tsx';
import { keepToken, keptToken } from '../ui/session.ts';
import { StreetTable } from '../karta/StreetList.tsx';
import { lead, note, Totals, unitOf } from '../karta/Totals.tsx';
import { forReader, fromQuery } from '../karta/url.ts';
import { inWords } from '../karta/words.ts';
import { catalogue as askCatalogue, status } from '../lib/api.ts';
import { forPaper } from '../lib/rates.ts';
import { isRates, type Catalogue, type Shown, type Town } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';
import { PrintMap } from './PrintMap.tsx';

const ROWS = 25;
const token = keptToken();
const filter = forReader(fromQuery(location.search), token !== null);
type Known = { town: Town; catalogue: Catalogue; shown: Shown };

export function App() {
  const [known, setKnown] = useState<Known | null>(null);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    Promise.all([theTown(), askCatalogue(), ask(filter, token)])
      .then(([town, catalogue, shown]) => setKnown({ town, catalogue, shown }), (error: Error) => {
        setFailed(true);
        if (token === null || status(error) !== 401) return;
        keepToken(null, true); // signed in no longer: the sheet is then that of the open map
        location.reload();
      });
  };
  useEffect(load, []);
  if (failed) return <div class="wrap"><h1>{t.printTitle}</h1><LoadFailed again={load} /></div>;
  if (!known) return <div class="wrap"><h1>{t.printTitle}</h1><Loading on /></div>;
  return <Sheet {...known} />;
}

function Sheet({ town, catalogue, shown }: Known) {
  const [map, setMap] = useState<'drawing' | 'ready' | 'none'>('drawing');
  const { name, k } = town.municipality;
  return (
    <div class="sheet">
      <div class="sheet-tools">
        <button type="button" class="button" disabled={map === 'drawing'} onClick={() => print()}>{t.printButton}</button>
        <a href={`${page('/karta')}${location.search}${location.hash}`}>{t.printBack}</a>
        <span role="status">{map === 'drawing' ? t.printWait : t.printReady}</span>
      </div>
      <h1>{t.printHeading(name)}</h1>
      <p><strong>{t.selection}:</strong> {inWords(filter, catalogue)}. {t.printed(date(Date.now()))}.</p>
      <Totals shown={shown} />
      {map === 'none' ? <p class="notice">{t.noWebgl}</p> : <PrintMap make={(box, options) => drawn(box, town, shown, options)} done={setMap} />}
      <Legend shown={shown} />
      <p class="help">{lead(unitOf(shown))} {note(unitOf(shown), shown.layer === 'staff', shown.parameters.k ?? k)}</p>
      <div class="sheet-list">
        <h2>{t.list}</h2>
        {shown.features.length > ROWS && <p>{cutOff(shown)}</p>}
        <Rows shown={shown} town={town} />
      </div>
      <p class="help"><strong>{t.source}:</strong> {t.sourceText(name)} {town.attribution.join(' · ')}. {location.host}</p>
    </div>
  );
}

function cutOff(shown: Shown): string {
  const all = count(shown.features.length);
  if (!isRates(shown)) return (shown.unit === 'link' ? t.printStreets : t.printRows)(count(ROWS), all);
  const rated = shown.features.filter((f) => f.properties.rate !== null).length;
  return rated === 0 ? tr.noneRated : tr.printRows(count(Math.min(ROWS, rated)), all);
}

function Rows({ shown, town }: { shown: Shown; town: Town }) {
  const still = { chosen: null, show: null };
  if (isRates(shown)) return <PlaceTable rows={forPaper(shown, ROWS)} rates={shown} town={town} {...still} />;
  if (shown.unit === 'link') return <StreetTable rows={shown.stretches.slice(0, ROWS)} heat={shown} {...still} />;
  return <CellTable rows={sorted(shown).slice(0, ROWS)} heat={shown} town={town} {...still} />;
}

async function drawn(box: HTMLElement, town: Town, shown: Shown, options: Partial<MapOptions>) {
  const given = location.hash.includes('karta='); // before the map writes its own
  const { CellMap } = await import('../karta/CellMap.ts');
  const made = await CellMap.create(box, town, () => undefined, options);
  made.setData(shown);
  if (!given) made.showAll();
  return made.map;
}
