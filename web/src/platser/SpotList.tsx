import { useState } from 'preact/hooks';
import { newRemedy } from '../atgarder/url.ts';
import { page } from '../i18n/index.ts';
import { t as tr } from '../i18n/remedies.ts';
import { t } from '../i18n/spots.ts';
import { csvText, fileName } from '../lib/chart.ts';
import { staying } from '../lib/municipality.ts';
import { remedyFor } from '../lib/remedyKinds.ts';
import type { Catalogue, SpotFeature, Spots, Town } from '../lib/types.ts';
import { save, saveCsv } from '../ui/save.ts';
import { Charts } from './Charts.tsx';
import { csvRows } from './rows.ts';
import { campaignText, expectedText, facts, isSure, nameOf, sentence } from './words.ts';

type Props = {
  spots: Spots; catalogue: Catalogue; town: Town; query: string; chosen: number | null;
  /** Whether the reader keeps the register of remedies. */
  keeps: boolean;
  show: ((rank: number) => void) | null; mapLink: (at: [number, number]) => string;
};

/** Those that stand out; below them, quieter, those that may be chance. */
export function SpotList(props: Props) {
  const { spots, catalogue, town } = props;
  const sure = spots.features.filter((f) => isSure(f.properties));
  const perhaps = spots.features.filter((f) => !isSure(f.properties));
  const name = fileName(t.title, town.municipality.name, spots.summary.from, spots.summary.to);
  return (
    <>
      {sure.map((f) => <SpotCard key={f.id} f={f} {...props} />)}
      {perhaps.length > 0 && (
        <section class="spots-perhaps" aria-labelledby="perhaps-h">
          <h2 id="perhaps-h">{t.perhaps}</h2>
          <p>{t.perhapsLead}</p>
          {perhaps.map((f) => <SpotCard key={f.id} f={f} {...props} />)}
        </section>
      )}
      {spots.features.length > 0 && (
        <div class="row">
          <button type="button" class="button button-outline" onClick={() => saveCsv(name, csvText(csvRows(spots, catalogue)))}>{t.saveCsv}</button>
          <button type="button" class="button button-outline" onClick={() => save(`${name}.geojson`, 'application/geo+json', JSON.stringify(spots))}>{t.saveGeojson}</button>
        </div>
      )}
    </>
  );
}

/** The address of a new remedy at a place: the form knows the rest. */
const remedyHere = ({ properties: spot }: SpotFeature, { summary }: Spots) => newRemedy({
  at: spot.at, name: nameOf(spot), kind: remedyFor(spot.causes[0]?.code ?? ''),
  origin: { kind: 'hotspot', id: `${summary.unit}:${spot.units[0] ?? spot.rank}` }, selected: [summary.from, summary.to],
});

/** A place's number, as on the map. */
export const Mark = ({ f }: { f: SpotFeature }) => <span class={`spot-number ${f.properties.class}`}><span class="vh">{t.place('')}</span>{f.id}</span>;

function SpotCard({ f, spots, catalogue, chosen, keeps, show, mapLink }: Props & { f: SpotFeature }) {
  const spot = f.properties;
  const [open, setOpen] = useState(false);
  const campaign = campaignText(spot);
  return (
    <article class={`card spot ${spot.class}${chosen === f.id ? ' is-chosen' : ''}`} aria-labelledby={`plats-${f.id}`} data-rank={f.id}>
      <h3 id={`plats-${f.id}`} tabIndex={-1}><Mark f={f} /> <span>{nameOf(spot)}</span></h3>
      <p class="spot-sentence">{sentence(spot, spots)} <span class="quiet">{expectedText(spot, spots)}</span></p>
      {campaign && <p class="spot-flag">{campaign}</p>}
      <dl>{facts(spot, spots, catalogue).map(({ term, text }) => <div key={term}><dt>{t.term[term]}</dt><dd>{text}</dd></div>)}</dl>
      <div class="row map-links">
        {show && <button type="button" class="link-button" onClick={() => show(f.id)}>{t.showOnMap}<span class="vh">: {nameOf(spot)}</span></button>}
        {keeps && <a href={staying(page(remedyHere(f, spots)))}>{tr.makeHere}<span class="vh">: {nameOf(spot)}</span></a>}
        <a href={mapLink(spot.at)}>{t.reportsHere}<span class="vh">: {nameOf(spot)}</span></a>
      </div>
      <details class="spot-charts" onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>{t.charts}<span class="vh">: {nameOf(spot)}</span></summary>
        {open && <Charts spot={spot} />}
      </details>
    </article>
  );
}
