/** The protocol on A4: map, stops, and lines to write on. */
import { useEffect, useState } from 'preact/hooks';
import { count, dateTime, named, page } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/walks.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { walk as askWalk, type KeptStop, type Look, type Walk } from '../lib/walks.ts';
import { Loading } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';
import { keptToken } from '../ui/session.ts';
import { PrintMap } from '../utskrift/PrintMap.tsx';

type Known = { town: Town; catalogue: Catalogue; walk: Walk };
const back = staying(page('/vandringar'));

export function Sheet() {
  const [known, setKnown] = useState<Known | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const id = new URLSearchParams(location.search).get('walk');
    const token = keptToken();
    if (id === null || token === null) {
      setFailed(true);
      return;
    }
    Promise.all([theTown(), askCatalogue(), askWalk(id, token)]).then(([town, catalogue, walk]) => setKnown({ town, catalogue, walk }), () => setFailed(true));
  }, []);
  if (known) return <Paper {...known} />;
  return (
    <div class="wrap">
      <h1>{t.sheet.title}</h1>
      {failed ? <p class="notice" role="alert">{t.sheet.missing}</p> : <Loading on />}
      <p><a href={back}>{t.sheet.back}</a></p>
    </div>
  );
}

function Paper({ town, catalogue, walk }: Known) {
  const [drawn, setDrawn] = useState<'drawing' | 'ready' | 'none'>('drawing');
  return (
    <div class="sheet walk-sheet">
      <div class="sheet-tools">
        <button type="button" class="button" disabled={drawn === 'drawing'} onClick={() => print()}>{t.sheet.print}</button>
        <a href={back}>{t.sheet.back}</a>
        <span role="status">{drawn === 'drawing' ? map.printWait : map.printReady}</span>
      </div>
      <h1>{t.sheet.heading(t.kinds[walk.kind], walk.title)}</h1>
      <p><strong>{t.sheet.when(dateTime(walk.starts_at), count(walk.minutes))}</strong>{walk.locality && `, ${walk.locality}`}</p>
      <p class="fill-in">{t.sheet.people} <span class="blank short-blank" /></p>
      <p class="walk-meetings">{t.sheet.meetings}</p>
      {drawn === 'none' ? <p class="notice">{map.noWebgl}</p> : <PrintMap done={setDrawn} make={async (box, options) => {
        const { WalkMap } = await import('./WalkMap.ts');
        const made = await WalkMap.create(box, town, () => undefined, options);
        made.map.resize();
        made.setData({ way: walk.way, stops: walk.stops.map((s) => s.at), start: walk.way[0] ?? null, end: null, others: [] });
        made.showAll();
        return made.map;
      }} />}
      <p><strong>{t.sheet.noName}</strong></p>
      <h2>{t.table}</h2>
      {walk.stops.map((stop, i) => <Blank key={stop.at.join()} stop={stop} n={i + 1} catalogue={catalogue} />)}
      <h2>{t.sheet.after}</h2>
      <p>{t.sheet.afterHelp}</p>
      <Lines n={4} />
      <p class="help"><strong>{map.source}:</strong> {[...town.attribution, location.host].join(' · ')}</p>
    </div>
  );
}

const isLook = (word: string): word is Look => word in t.look;

function Blank({ stop, n, catalogue }: { stop: KeptStop; n: number; catalogue: Catalogue }) {
  const causes = catalogue.categories.find((c) => c.code === 'unsafe_place')?.causes ?? [];
  const said = stop.causes.map((code) => causes.find((c) => c.code === code)).filter((c) => c !== undefined).map((c) => named(c).toLowerCase());
  return (
    <article class="walk-printed" aria-labelledby={`s-${n}`}>
      <h3 id={`s-${n}`}><span class="spot-number">{n}</span> {named(stop)} <span class="quiet">{t.minute(count(stop.arrives_min))}</span></h3>
      {stop.n_reports > 0 && <p>{[t.reports(stop.n_reports), ...said].join(', ')}.</p>}
      <ul>{stop.look.filter(isLook).map((look) => <li key={look}>{t.look[look]}</li>)}</ul>
      <div class="walk-columns">
        <div><p class="quiet">{t.sheet.seen}</p><Lines n={3} /></div>
        <div><p class="quiet">{t.sheet.do}</p><Lines n={3} /></div>
      </div>
      <p class="fill-in quiet">{t.sheet.safe} <span class="blank short-blank" /></p>
    </article>
  );
}

const Lines = ({ n }: { n: number }) => <div aria-hidden="true">{Array.from({ length: n }, (_, i) => <span class="blank" key={i} />)}</div>;
