import { useEffect, useMemo, useState } from 'preact/hooks';
import { count, decimal } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { byReports, corner } from '../lib/legend.ts';
import type { Cell, Heat } from '../lib/types.ts';
import { classText, Swatch } from './Legend.tsx';

const STEP = 50;
type Props = { heat: Heat; chosen: string | null; show: ((id: string) => void) | null };

/** The map's twin: the same squares with the same figures. */
export function CellList({ heat, chosen, show }: Props) {
  const rows = useMemo(() => heat.features.map((f) => f.properties).toSorted(byReports), [heat]);
  const [shown, setShown] = useState(STEP);
  useEffect(() => setShown(STEP), [JSON.stringify(heat.parameters)]);
  return (
    <>
      <CellTable rows={rows.slice(0, shown)} heat={heat} chosen={chosen} show={show} />
      {rows.length > shown && (
        <button type="button" class="button button-outline" onClick={() => setShown(shown + STEP)}>{t.more(Math.min(STEP, rows.length - shown))}</button>
      )}
    </>
  );
}

export function CellTable({ rows, heat, chosen, show }: Props & { rows: Cell[] }) {
  return (
    <div class="table-scroll" role="region" aria-label={t.listCaption} tabIndex={0}>
      <table class="cells">
        <caption class="vh">{t.listCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.place}</th>
            <th scope="col" class="num">{t.reports}</th>
            <th scope="col" class="num">{t.density} <span class="unit">{t.densityUnit}</span></th>
            <th scope="col" class="wide">{t.klass}</th>
          </tr>
        </thead>
        <tbody>{rows.map((c) => <Row key={c.id} c={c} heat={heat} chosen={chosen === c.id} show={show} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ c, heat, chosen, show }: { c: Cell; heat: Heat; chosen: boolean; show: Props['show'] }) {
  const klass = heat.legend.classes.find((k) => k.class === c.class);
  const name = c.area_name ?? t.noArea;
  return (
    <tr data-cell={c.id} data-n={c.n_reports} class={chosen ? 'is-chosen' : undefined}>
      <th scope="row">
        {show
          ? <button type="button" class="link-button" onClick={() => show(c.id)}>{name}<span class="vh">, {t.showOnMap}:</span></button>
          : name}
        <span class="quiet"><span class="nowrap">{t.squareText(count(c.size_m))}</span> · <span class="nowrap">{corner(c.id)}</span></span>
      </th>
      <td class="num strong">{count(c.n_reports)}</td>
      <td class="num">{decimal(c.per_ha_month)}</td>
      <td class="wide klass"><Swatch c={klass} /> {klass ? classText(klass) : ''}</td>
    </tr>
  );
}
