import { useEffect, useRef, useState } from 'preact/hooks';
import { count, date, page } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { ask } from '../karta/ask.ts';
import { CellTable, sorted } from '../karta/CellList.tsx';
import { Legend } from '../karta/Legend.tsx';
import { PlaceTable } from '../karta/PlaceList.tsx';
import { keptToken } from '../karta/Staff.tsx';
import { StreetTable } from '../karta/StreetList.tsx';
import { lead, note, Totals, unitOf } from '../karta/Totals.tsx';
import { forReader, fromQuery } from '../karta/url.ts';
import { inWords } from '../karta/words.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { forPaper } from '../lib/rates.ts';
import { scaleBar } from '../lib/scale.ts';
import { isRates, type Catalogue, type Shown, type Town } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';

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
      .then(([town, catalogue, shown]) => setKnown({ town, catalogue, shown }), () => setFailed(true));
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
      {map === 'none' ? <p class="notice">{t.noWebgl}</p> : <PrintMap town={town} shown={shown} done={setMap} />}
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

function PrintMap({ town, shown, done }: { town: Town; shown: Shown; done: (how: 'ready' | 'none') => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [bar, setBar] = useState<{ metres: number; px: number; ratio: number } | null>(null);
  useEffect(() => {
    let remove = () => {};
    const given = location.hash.includes('karta='); // before the map writes its own
    import('../karta/CellMap.ts').then(async ({ CellMap }) => {
      if (!box.current) return;
      // The box is in millimetres, so the canvas has its paper size on the screen already.
      const made = await CellMap.create(box.current, town, () => undefined, {
        interactive: false, cooperativeGestures: false, fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: true },
      });
      remove = () => made.remove();
      made.setData(shown);
      if (!given) made.showAll();
      made.map.resize();
      made.map.once('idle', () => {
        setBar(scaleBar(made.map.getZoom(), made.map.getCenter().lat, 220));
        done('ready');
      });
    }).catch(() => done('none'));
    return () => remove();
  }, []);
  const length = bar && (bar.metres >= 1000 ? `${count(bar.metres / 1000)} km` : `${count(bar.metres)} m`);
  return (
    <figure class="print-map">
      <div ref={box} class="print-map-box" />
      <figcaption>
        <span class="north"><svg viewBox="0 0 20 26" width="20" height="26" aria-hidden="true"><path d="M10 1 18 25 10 19 2 25Z" fill="#1d2b2a" /></svg> {t.north}</span>
        {bar && <span class="scale" id="scale"><svg width={bar.px} height="8" aria-hidden="true"><path d={`M1 0V7H${bar.px - 1}V0`} fill="none" stroke="#1d2b2a" stroke-width="2" /></svg> {length}. {t.scale(count(bar.ratio))}</span>}
      </figcaption>
    </figure>
  );
}

