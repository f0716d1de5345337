import { useEffect, useMemo, useState } from 'preact/hooks';
import { count, decimal } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { corner } from '../lib/legend.ts';
import { byRate, squareSize } from '../lib/rates.ts';
import type { PlaceFeature, RatedPlace, Rates, Reporting, Town } from '../lib/types.ts';
import { classText, MarkSwatch, Swatch } from './Legend.tsx';
import { peopleText, placeName, reasonText, sizeText } from './words.ts';

const STEP = 50;
type Props = { rates: Rates; town: Town; chosen: string | null; show: ((id: string) => void) | null };

/** The map's twin: the same places with the same figures. */
export function PlaceList({ rates, town, chosen, show }: Props) {
  const rows = useMemo(() => rates.features.toSorted(byRate), [rates]);
  const [shown, setShown] = useState(STEP);
  useEffect(() => setShown(STEP), [rates.by, JSON.stringify(rates.parameters)]);
  return (
    <>
      <PlaceTable rows={rows.slice(0, shown)} rates={rates} town={town} chosen={chosen} show={show} />
      {rows.length > shown && (
        <button type="button" class="button button-outline" onClick={() => setShown(shown + STEP)}>{t.more(Math.min(STEP, rows.length - shown))}</button>
      )}
    </>
  );
}

export function PlaceTable({ rows, rates, town, chosen, show }: Props & { rows: PlaceFeature[] }) {
  return (
    <div class="table-scroll" role="region" aria-label={tr.caption} tabIndex={0}>
      <table class="cells rates">
        <caption class="vh">{tr.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{rates.by === 'square' ? tr.square : tr.area}</th>
            <th scope="col" class="num">{tr.rate} <span class="unit">{tr.rateUnit}</span></th>
            <th scope="col" class="num">{tr.reports}{rates.approximate && <> <span class="unit">{tr.about}</span></>}</th>
            <th scope="col" class="num">{tr.people}</th>
            {hasReporting(rows) && <th scope="col" class="num">{tr.heard} <span class="unit">{tr.heardUnit}</span></th>}
            {hasReporting(rows) && <th scope="col" class="num">{tr.weight} <span class="unit">{tr.weightUnit}</span></th>}
            <th scope="col" class="wide">{t.klass}</th>
          </tr>
        </thead>
        <tbody>{rows.map((f) => <Row key={f.id} f={f} rates={rates} town={town} chosen={chosen === f.id} show={show} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ f, rates, town, chosen, show }: { f: PlaceFeature; rates: Rates; town: Town; chosen: boolean; show: Props['show'] }) {
  const p = f.properties;
  const name = placeName(f, town);
  const size = squareSize(f.id);
  return (
    <tr data-place={p.id} data-rate={p.rate ?? ''} class={chosen ? 'is-chosen' : undefined}>
      <th scope="row">
        {show
          ? <button type="button" class="link-button" onClick={() => show(p.id)}>{name}<span class="vh">, {t.showOnMap}:</span></button>
          : name}
        {size !== null && <span class="quiet"><span class="nowrap">{sizeText(size)}</span> · <span class="nowrap">{corner(f.id)}</span></span>}
        {p.silent && <span class="quiet"><MarkSwatch mark="silent" /> {tr.silent}</span>}
      </th>
      <td class="num"><RateText p={p} rates={rates} /></td>
      <td class="num">{p.n_reports === null ? tr.fewer(count(rates.parameters.k ?? 0)) : count(Math.round(p.n_reports))}</td>
      <td class="num">{peopleText(p)}</td>
      {p.reporting && <td class="num"><HeardText of={p.reporting} /></td>}
      {p.reporting && <td class="num">{decimal(p.reporting.weight)}</td>}
      <td class="wide klass"><Klass p={p} rates={rates} /></td>
    </tr>
  );
}

/** Only staff are told how fast something is heard of. */
export const hasReporting = (rows: PlaceFeature[]) => rows.some((f) => f.properties.reporting !== null);

function HeardText({ of }: { of: Reporting }) {
  const days = of.days_between_reports;
  if (of.n_incidents === 0 || days?.mean == null || days.low === null || days.high === null) return <span class="quiet">{tr.heardUnknown}</span>;
  return <><span class="strong">{decimal(days.mean)}</span> <span class="quiet span">({tr.span(decimal(days.low), decimal(days.high))})</span></>;
}

function RateText({ p, rates }: { p: RatedPlace; rates: Rates }) {
  if (p.rate === null || p.low === null || p.high === null) return <span class="quiet">{reasonText(p, rates)}</span>;
  return <><span class="strong">{decimal(p.rate)}</span> <span class="quiet span">({tr.span(decimal(p.low), decimal(p.high))})</span></>;
}

function Klass({ p, rates }: { p: RatedPlace; rates: Rates }) {
  if (p.class === null) return <MarkSwatch mark={p.why_no_rate === 'too_few' ? 'few' : 'unknown'} />;
  const klass = rates.legend.classes.find((k) => k.class === p.class);
  return <><Swatch c={klass} /> {klass ? classText(klass) : ''}</>;
}
