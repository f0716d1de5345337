import { count, date, decimal, monthName } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { isRates, type Rates, type Shown } from '../lib/types.ts';
import { hasReporting } from './PlaceList.tsx';
import type { Unit } from './url.ts';

/** What the colour means: first of all, no danger. */
export const lead = (unit: Unit): string => (unit === 'rate' ? tr.lead : t.lead);

/** What is shown, and to whom. */
export const note = (unit: Unit, staff: boolean, k: number): string => {
  if (unit === 'rate') return staff ? tr.staffNote : tr.publicNote(k);
  if (unit === 'link') return staff ? t.staffStreets : t.publicStreets(k);
  return staff ? t.staffNote : t.publicNote(k);
};

export const unitOf = (shown: Shown): Unit => (isRates(shown) ? 'rate' : shown.unit ?? 'cell');

export function Totals({ shown }: { shown: Shown }) {
  const missing = shown.parameters.unpublished ?? [];
  return (
    <>
      {isRates(shown) ? <Divided rates={shown} /> : <Counted shown={shown} />}
      {missing.length > 0 && <p id="unpublished">{t.unpublished(missing.map(monthName).join(', '))}</p>}
    </>
  );
}

function Counted({ shown }: { shown: Exclude<Shown, Rates> }) {
  const n = shown.totals.n_reports;
  return (
    <p>
      <strong>{(shown.layer === 'public' ? t.totalsPublic : t.totals)(count(n.shown), count(n.total))}</strong>
      {n.suppressed > 0 && ` ${t.suppressed(count(n.suppressed))}`}
      {n.outside > 0 && ` ${shown.unit === 'link' ? t.noStreet(count(n.outside)) : t.outside(count(n.outside))}`}
      {shown.layer === 'public' && ` ${t.waitingUnsaid}`}
    </p>
  );
}

/** How many places have a figure, and what it was divided by: who says so, and of when. */
function Divided({ rates }: { rates: Rates }) {
  const rated = rates.features.filter((f) => f.properties.rate !== null).length;
  const silent = rates.features.filter((f) => f.properties.silent).length;
  const { population, source, date: day } = rates.denominator;
  if (rates.features.length === 0) return <p>{rates.by === 'square' ? tr.emptySquares : tr.empty}</p>;
  return (
    <>
      <p>
        <strong>{tr.totals(count(rated), count(rates.features.length))}</strong>
        {silent > 0 && ` ${tr.silentCount(count(silent))}`}
        {rates.mean !== null && ` ${tr.mean(decimal(rates.mean))}`}
      </p>
      <p id="denominator">
        {rates.approximate && <><strong>{tr.approximate}</strong> </>}
        {tr.divided(count(population))}
        {source !== null && ` ${tr.source(source, day ? tr.date(date(day)) : tr.noDate)}`}
        {silent > 0 && ` ${tr.silentMeans}`}
        {hasReporting(rates.features) && ` ${tr.heardMeans}`}
      </p>
    </>
  );
}
