import { useEffect, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import type { StreetHeat, Stretch } from '../lib/types.ts';
import { classText, Swatch } from './Legend.tsx';
import { densityText, reportsText, streetText } from './words.ts';

const STEP = 50;
type Props = { heat: StreetHeat; chosen: string | null; show: ((id: string) => void) | null };

/** The map's twin: the same streets, from crossing to crossing and the densest first, as the server ranks them. */
export function StreetList({ heat, chosen, show }: Props) {
  const rows = heat.stretches;
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

export function StreetTable({ rows, heat, chosen, show }: Props & { rows: Stretch[] }) {
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
        <tbody>{rows.map((s) => <Row key={s.id} s={s} heat={heat} chosen={chosen === s.link} show={show} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ s, heat, chosen, show }: { s: Stretch; heat: StreetHeat; chosen: boolean; show: Props['show'] }) {
  const klass = heat.legend.classes.find((k) => k.class === s.class);
  const name = streetText(s);
  return (
    <tr data-street={s.link} data-n={s.n_reports} class={chosen ? 'is-chosen' : undefined}>
      <th scope="row">
        {show
          ? <button type="button" class="link-button" onClick={() => show(s.link)}>{name}<span class="vh">, {t.showOnMap}:</span></button>
          : name}
        <span class="quiet"><span class="nowrap">{t.metres(count(Math.round(s.length_m)))}</span></span>
      </th>
      <td class="num strong">{reportsText(s)}</td>
      <td class="num">{densityText(s.per_100m_month)}</td>
      <td class="wide klass"><Swatch c={klass} /> {klass ? classText(klass) : ''}</td>
    </tr>
  );
}
