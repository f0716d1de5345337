import { useId, useMemo } from 'preact/hooks';
import { count, decimal } from '../i18n/index.ts';
import { t } from '../i18n/forecast.ts';
import { t as ts } from '../i18n/spots.ts';
import { csvText, drawing, fileName } from '../lib/chart.ts';
import type { Backtest, Town } from '../lib/types.ts';
import { Drawn } from '../platser/Charts.tsx';
import { saveCsv } from '../ui/save.ts';
import { calibrationTexts, held, pitBars } from './words.ts';

/** Are the predicted numbers right? In words, and as ten bars. */
export function Calibration({ test, town }: { test: Backtest; town: Town }) {
  return (
    <section aria-labelledby="calibration-h">
      <h2 id="calibration-h">{t.calibration}</h2>
      <p>{t.calibrationLead}</p>
      {calibrationTexts(test).map((text) => <p key={text}>{text}</p>)}
      {held(test) && <Histogram test={test} town={town} />}
    </section>
  );
}

function Histogram({ test, town }: { test: Backtest; town: Town }) {
  const id = useId();
  const bars = useMemo(() => pitBars(test), [test]);
  const drawn = useMemo(() => drawing(bars, count), [bars]);
  const heights = bars.map((bar) => bar.n);
  const [low, high] = [bars[0]?.low ?? 0, bars[0]?.high ?? 0];
  const csv = () => saveCsv(fileName(t.pit, town.municipality.name), csvText([
    [t.tenths, t.outcomes, ts.low, ts.high], ...bars.map((bar, i) => [i + 1, bar.n, Math.round(low * 10) / 10, Math.round(high * 10) / 10]),
  ]));
  return (
    <figure class="chart forecast-pit">
      <figcaption><h3>{t.pit}</h3><span class="quiet">{t.pitHelp}</span></figcaption>
      <svg viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-labelledby={id}>
        <title id={id}>{t.pitText(count(Math.min(...heights)), count(Math.max(...heights)))}</title>
        {drawn.shapes.map((shape, i) => <Drawn key={i} shape={shape} />)}
      </svg>
      <details>
        <summary>{ts.asTable}<span class="vh">: {t.pit}</span></summary>
        <div class="table-scroll" role="region" aria-label={t.pit} tabIndex={0}>
          <table>
            <thead><tr><th scope="col">{t.tenths}</th><th scope="col" class="num">{t.outcomes}</th><th scope="col" class="num">{t.ifRight}</th></tr></thead>
            <tbody>
              {bars.map((bar, i) => <tr key={bar.name}><th scope="row">{i + 1}</th><td class="num">{count(bar.n)}</td><td class="num nowrap">{decimal(low)}–{decimal(high)}</td></tr>)}
            </tbody>
          </table>
        </div>
      </details>
      <div class="row"><button type="button" class="link-button" onClick={csv}>{ts.save('CSV')}<span class="vh">: {t.pit}</span></button></div>
    </figure>
  );
}
