import { count, dates, decimal, lang, months } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { limits } from '../lib/legend.ts';
import { lookOf } from '../lib/rates.ts';
import { isRates, type LegendClass, type Rates, type Shown } from '../lib/types.ts';

/** The colour of a class, as SVG so that it also prints and survives forced colours. */
export function Swatch({ c }: { c: LegendClass | undefined }) {
  return (
    <svg class="swatch" viewBox="0 0 28 18" width="28" height="18" aria-hidden="true">
      <rect class="swatch-land" x="1" y="1" width="26" height="16" rx="2" fill="#f5f4f0" />
      <rect class={`swatch-${c?.class}`} x="1" y="1" width="26" height="16" rx="2" fill={c?.color ?? '#ccc'} fill-opacity="0.78" stroke="#4a2c17" stroke-width="1.4" />
    </svg>
  );
}

type Mark = 'silent' | 'unknown' | 'few';

/** What a place looks like that is silent, or has no rate. */
export function MarkSwatch({ mark }: { mark: Mark }) {
  return (
    <svg class="swatch" viewBox="0 0 28 18" width="28" height="18" aria-hidden="true">
      <rect class="swatch-land" x="1" y="1" width="26" height="16" rx="2" fill="#f5f4f0" />
      <rect class={`swatch-${mark}`} x="1" y="1" width="26" height="16" rx="2" fill={mark === 'unknown' ? '#bec0c1' : 'none'} stroke="#4a2c17" stroke-width={mark === 'silent' ? 2.4 : 1.4} />
      {mark === 'silent' && <path d="M3 13 14 2M6 17 22 1M14 17 26 5" fill="none" stroke="#4a2c17" stroke-width="2" />}
    </svg>
  );
}

export const classText = (c: LegendClass): string => limits(c, decimal, t.fromLimit, t.below);

/** Always on the page, with its units; the limits and colours are the server's. */
export function Legend({ shown }: { shown: Shown }) {
  return (
    <section class="legend" aria-labelledby="legend-h">
      <h2 id="legend-h">{t.legend}<span class="legend-unit">: {lang === 'en' ? shown.legend.unit_en : shown.legend.unit_sv}</span></h2>
      <div class="legend-row">
        <ol class="legend-classes">
          {shown.legend.classes.map((c) => <li key={c.class}><Swatch c={c} /> <span>{classText(c)}</span></li>)}
        </ol>
        {isRates(shown) && <Marks rates={shown} />}
        <p class="help">{help(shown)} {shown.parameters.from && shown.parameters.to && t.dividedBy(months(shown.parameters.months), dates(shown.parameters.from, shown.parameters.to))} {shown.layer === 'public' && !isRates(shown) && t.publishedThen}</p>
      </div>
    </section>
  );
}

function help(shown: Shown): string {
  if (isRates(shown)) return tr.figures;
  return shown.unit === 'link' ? t.streetNumbers : t.numbers;
}

/** Only what is there to be seen. */
function Marks({ rates }: { rates: Rates }) {
  const looks = new Set(rates.features.map(lookOf));
  const silent = rates.features.some((f) => f.properties.silent);
  if (!silent && !looks.has('unknown') && !looks.has('few')) return null;
  return (
    <ul class="legend-classes legend-marks">
      {silent && <li><MarkSwatch mark="silent" /> <span>{tr.keySilent}</span></li>}
      {looks.has('few') && <li><MarkSwatch mark="few" /> <span>{tr.keyFew(count(rates.parameters.k ?? 0))}</span></li>}
      {looks.has('unknown') && <li><MarkSwatch mark="unknown" /> <span>{tr.keyUnknown}</span></li>}
    </ul>
  );
}
