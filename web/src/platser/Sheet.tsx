/** The places on A4: map and list, for a meeting or a walk. */
import { useEffect, useState } from 'preact/hooks';
import { date, page } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import { t as work } from '../i18n/work.ts';
import { keptToken } from '../ui/session.ts';
import { selectionInWords } from '../karta/words.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, SpotFeature, Spots, Town } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';
import { PrintMap } from '../utskrift/PrintMap.tsx';
import { Key } from './MapPanel.tsx';
import { filterParts } from './SpotFilters.tsx';
import { Mark } from './SpotList.tsx';
import { Failed, Quiet, Stopped, Summary, Warnings, WorkingBar } from './Status.tsx';
import { fromQuery, toQuery } from './url.ts';
import { useSpots } from './useSpots.ts';
import { campaignText, facts, inLang, isSure, nameOf, sentence } from './words.ts';

const token = keptToken();
const filter = fromQuery(location.search);
const back = staying(page('/platser') + toQuery(filter));

export function Sheet() {
  const [known, setKnown] = useState<{ town: Town; catalogue: Catalogue } | null>(null);
  const [failed, setFailed] = useState(false);
  const spots = useSpots(toQuery(filter), token);
  const load = () => {
    setFailed(false);
    Promise.all([theTown(), askCatalogue()]).then(([town, catalogue]) => setKnown({ town, catalogue }), () => setFailed(true));
  };
  useEffect(load, []);
  if (known && spots.data) return <Paper {...known} spots={spots.data} />;
  return (
    <div class="wrap">
      <h1>{t.printTitle}</h1>
      {token === null && <p class="notice">{work.staffOnly} <a href={back}>{t.logInFirst}</a></p>}
      {failed && <LoadFailed again={load} />}
      {spots.error && <Failed error={spots.error} old={false} again={spots.again} clear={null} />}
      {spots.stopped && <Stopped old={false} again={spots.again} />}
      {spots.progress !== null ? <WorkingBar progress={spots.progress} stop={spots.stop} /> : <Loading on={token !== null && spots.loading} />}
      <p><a href={back}>{t.printBack}</a></p>
    </div>
  );
}

function Paper({ town, catalogue, spots }: { town: Town; catalogue: Catalogue; spots: Spots }) {
  const [drawn, setDrawn] = useState<'drawing' | 'ready' | 'none'>('drawing');
  const sure = spots.features.filter((f) => isSure(f.properties));
  const perhaps = spots.features.filter((f) => !isSure(f.properties));
  return (
    <div class="sheet spots-sheet">
      <div class="sheet-tools">
        <button type="button" class="button" disabled={drawn === 'drawing'} onClick={() => print()}>{t.print}</button>
        <a href={back}>{t.printBack}</a>
        <span role="status">{drawn === 'drawing' ? map.printWait : map.printReady}</span>
      </div>
      <h1>{t.printHeading(town.municipality.name)}</h1>
      <p><strong>{map.selection}:</strong> {selectionInWords(filter, catalogue, filterParts(filter, catalogue))}. {map.printed(date(Date.now()))}. {work.exact}</p>
      <Summary spots={spots} />
      {spots.quiet && <Quiet spots={spots} clear={null} />}
      {drawn === 'none' ? <p class="notice">{map.noWebgl}</p> : <PrintMap done={setDrawn} make={async (box, options) => {
        const { SpotMap } = await import('./SpotMap.ts');
        const made = await SpotMap.create(box, town, () => undefined, options);
        made.setData(spots);
        made.showAll();
        return made.map;
      }} />}
      <Key spots={spots} />
      <Warnings spots={spots} />
      {sure.length > 0 && <h2>{t.list}</h2>}
      {sure.map((f) => <Printed key={f.id} f={f} spots={spots} catalogue={catalogue} />)}
      {perhaps.length > 0 && <><h2>{t.perhaps}</h2><p>{t.perhapsLead}</p></>}
      {perhaps.map((f) => <Printed key={f.id} f={f} spots={spots} catalogue={catalogue} />)}
      <p class="help"><strong>{t.method}:</strong> {inLang(spots.method)} {t.parameter['seed']}: {spots.method.parameters['seed']}. {t.revision}: {spots.revision}.</p>
      <p class="help"><strong>{map.source}:</strong> {map.sourceText(town.municipality.name)} {[...town.attribution, location.host].join(' · ')}</p>
    </div>
  );
}

function Printed({ f, spots, catalogue }: { f: SpotFeature; spots: Spots; catalogue: Catalogue }) {
  const spot = f.properties;
  const campaign = campaignText(spot);
  return (
    <article class="spot-printed" aria-labelledby={`plats-${f.id}`}>
      <h3 id={`plats-${f.id}`}><Mark f={f} /> {nameOf(spot)}</h3>
      <p><strong>{sentence(spot, spots)}</strong> {campaign}</p>
      <ul>{facts(spot, spots, catalogue).map(({ term, text }) => <li key={term}><strong>{t.term[term]}:</strong> {text}</li>)}</ul>
    </article>
  );
}
