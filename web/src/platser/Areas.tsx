import { useState } from 'preact/hooks';
import { count, date, decimal } from '../i18n/index.ts';
import { t as ts } from '../i18n/spots.ts';
import { t } from '../i18n/others.ts';
import type { Areas as Found } from '../lib/types.ts';
import { useAnalysis } from '../lib/useWorking.ts';
import { Answering } from './Answering.tsx';
import { inLang } from './words.ts';

/** Chance alone shows one as strong on one map of twenty. */
const SURE = 0.05;

type Props = { query: string; token: string; mapLink: (at: [number, number]) => string };

/** Whole neighbourhoods with more than they should have; asked for when it is opened. */
export function Areas({ query, token, mapLink }: Props) {
  const [open, setOpen] = useState(false);
  const asked = useAnalysis<Found>('areas', query, open ? token : null);
  const { data } = asked;
  const sure = data?.features.filter((f) => f.properties.p <= SURE) ?? [];
  return (
    <details class="card filter-card" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary><h2>{t.areas}</h2></summary>
      <p>{t.areasAsk}</p>
      <Answering {...asked} />
      {data && sure.length === 0 && <p><strong>{t.areasNone}</strong> {t.areasNoneMeans}</p>}
      {sure.length > 0 && (
        <ul>
          {sure.map(({ properties: area, geometry }) => (
            <li key={area.rank}>
              {t.area(area.name ? capital(inLang(area.name)) : t.place, count(area.cases), decimal(area.expected), decimal(area.relative_risk))}{' '}
              {area.radius_m > 0 && t.within(count(Math.ceil(area.radius_m / 100) * 100))} {t.chance(count(Math.round(1 / area.p)))}{' '}
              <a href={mapLink(geometry.coordinates)}>{ts.reportsHere}<span class="vh">: {area.name ? inLang(area.name) : t.place}</span></a>
            </li>
          ))}
        </ul>
      )}
      {data && (
        <p class="quiet">
          {t.basis(count(data.summary.n_cases), date(String(data.parameters['from'])), date(String(data.parameters['to'])))}{' '}
          {t.compare[String(data.parameters['exposure'])]} {inLang(data.method)}
        </p>
      )}
    </details>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
