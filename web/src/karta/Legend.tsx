import { decimal, lang } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { limits } from '../lib/legend.ts';
import type { AnyHeat, LegendClass } from '../lib/types.ts';

/** The colour of a class, as SVG so that it also prints and survives forced colours. */
export function Swatch({ c }: { c: LegendClass | undefined }) {
  return (
    <svg class="swatch" viewBox="0 0 28 18" width="28" height="18" aria-hidden="true">
      <rect class="swatch-land" x="1" y="1" width="26" height="16" rx="2" fill="#f5f4f0" />
      <rect class={`swatch-${c?.class}`} x="1" y="1" width="26" height="16" rx="2" fill={c?.color ?? '#ccc'} fill-opacity="0.78" stroke="#4a2c17" stroke-width="1.4" />
    </svg>
  );
}

export const classText = (c: LegendClass): string => limits(c, decimal, t.fromLimit, t.below);

/** Always on the page, with its units; the limits and colours are the server's. */
export function Legend({ heat }: { heat: AnyHeat }) {
  return (
    <section class="legend" aria-labelledby="legend-h">
      <h2 id="legend-h">{t.legend}<span class="legend-unit">: {lang === 'en' ? heat.legend.unit_en : heat.legend.unit_sv}</span></h2>
      <div class="legend-row">
        <ol class="legend-classes">
          {heat.legend.classes.map((c) => <li key={c.class}><Swatch c={c} /> <span>{classText(c)}</span></li>)}
        </ol>
        <p class="help">{heat.unit === 'link' ? t.streetNumbers : t.numbers}</p>
      </div>
    </section>
  );
}
