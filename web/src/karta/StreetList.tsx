import { useEffect, useMemo, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import type { StreetFeature, StreetHeat } from '../lib/types.ts';
import { classText, Swatch } from './Legend.tsx';
import { densityText, streetText } from './words.ts';

const STEP = 50;
type Props = { heat: StreetHeat; chosen: string | null; show: ((id: string) => void) | null };

/** The densest first, as the colours say; among equals the one with more reports. */
export const densest = (heat: StreetHeat): StreetFeature[] => heat.features.toSorted((a, b) =>
  b.properties.per_100m_month - a.properties.per_100m_month || b.properties.n_reports - a.properties.n_reports || Number(a.id) - Number(b.id));

/** The map's twin: the same streets with the same figures. */
export function StreetList({ heat, chosen, show }: Props) {
  const rows = useMemo(() => densest(heat), [heat]);
  const [shown, setShown] = useState(STEP);
  useEffect(() => setShown(STEP), [JSON.stringify(heat.parameters)]);
  return (
    <>
      <StreetTable rows={rows.slice(0, shown)} heat={heat} chosen={chosen} show={show} />
      {rows.length > shown && (
        <button type="button" class="button button-outline" onClick={() => setShown(shown + STEP)}>{t.more(Math.min(STEP, rows.length - shown))}</button>
      )}
    </>
  );
}

export function StreetTable({ rows, heat, chosen, show }: Props & { rows: StreetFeature[] }) {
  return (
    <div class="table-scroll" role="region" aria-label={t.streetCaption} tabIndex={0}>
      <table class="cells streets">
        <caption class="vh">{t.streetCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.street}</th>
            <th scope="col" class="num">{heat.layer === 'public' ? t.sharedReports : t.reports}</th>
            <th scope="col" class="num">{t.density} <span class="unit">{t.streetUnit}</span></th>
            <th scope="col" class="wide">{t.klass}</th>
          </tr>
        </thead>
        <tbody>{rows.map((f) => <Row key={f.id} f={f} heat={heat} chosen={chosen === f.id} show={show} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ f, heat, chosen, show }: { f: StreetFeature; heat: StreetHeat; chosen: boolean; show: Props['show'] }) {
  const s = f.properties;
  const klass = heat.legend.classes.find((k) => k.class === s.class);
  const name = streetText(s);
  return (
    <tr data-street={s.id} data-n={s.n_reports} class={chosen ? 'is-chosen' : undefined}>
      <th scope="row">
        {show
          ? <button type="button" class="link-button" onClick={() => show(s.id)}>{name}<span class="vh">, {t.showOnMap}:</span></button>
          : name}
        <span class="quiet"><span class="nowrap">{t.metres(count(Math.round(s.length_m)))}</span></span>
      </th>
      <td class="num strong">{count(s.n_reports)}</td>
      <td class="num">{densityText(s.per_100m_month)}</td>
      <td class="wide klass"><Swatch c={klass} /> {klass ? classText(klass) : ''}</td>
    </tr>
  );
}
