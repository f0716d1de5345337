import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../i18n/map.ts';
import { byReports, corner } from '../lib/legend.ts';
import type { CellFeature, Heat, Town } from '../lib/types.ts';
import { classText, Swatch } from './Legend.tsx';
import { densityText, placeText, reportsText, sizeText } from './words.ts';

const STEP = 50;
type Props = { heat: Heat; town: Town; chosen: string | null; show: ((id: string) => void) | null };

/** The map's twin: the same squares with the same figures. */
/** Most reports first. */
export const sorted = (heat: Heat): CellFeature[] => heat.features.toSorted((a, b) => byReports(a.properties, b.properties));

export function CellList({ heat, town, chosen, show }: Props) {
  const rows = useMemo(() => sorted(heat), [heat]);
  const [shown, setShown] = useState(STEP);
  useEffect(() => setShown(STEP), [JSON.stringify(heat.parameters)]);
  return (
    <>
      <CellTable rows={rows.slice(0, shown)} heat={heat} town={town} chosen={chosen} show={show} />
      {rows.length > shown && (
        <button type="button" class="button button-outline" onClick={() => setShown(shown + STEP)}>{t.more(Math.min(STEP, rows.length - shown))}</button>
      )}
    </>
  );
}

export function CellTable({ rows, heat, town, chosen, show }: Props & { rows: CellFeature[] }) {
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
        <tbody>{rows.map((f) => <Row key={f.id} f={f} heat={heat} town={town} chosen={chosen === f.id} show={show} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ f, heat, town, chosen, show }: { f: CellFeature; heat: Heat; town: Town; chosen: boolean; show: Props['show'] }) {
  const c = f.properties;
  const klass = heat.legend.classes.find((k) => k.class === c.class);
  const name = placeText(f, town);
  return (
    <tr data-cell={c.id} data-n={c.n_reports} class={chosen ? 'is-chosen' : undefined}>
      <th scope="row">
        {show
          ? <button type="button" class="link-button" onClick={() => show(c.id)}>{name}<span class="vh">, {t.showOnMap}:</span></button>
          : name}
        <span class="quiet"><span class="nowrap">{sizeText(c.size_m)}</span> · <span class="nowrap">{corner(c.id)}</span></span>
      </th>
      <td class="num strong">{reportsText(c)}</td>
      <td class="num">{densityText(c.per_ha_month)}</td>
      <td class="wide klass"><Swatch c={klass} /> {klass ? classText(klass) : ''}</td>
    </tr>
  );
}
