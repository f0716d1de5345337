import { useId, useMemo, useState } from 'preact/hooks';
import { count, locale, monthName } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/spots.ts';
import { csvText, drawing, fileName, LARGE, svgText, type Bar, type Shape } from '../lib/chart.ts';
import { WEEKDAYS, type Part, type Spot } from '../lib/types.ts';
import { pngOf, save, saveCsv } from '../ui/save.ts';
import { nameOf } from './words.ts';

type Chart = { title: string; column: string; bars: Bar[]; shares: Part[] | null };

const monthShort = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
const two = (n: number) => String(n).padStart(2, '0');
/** From ten on the parts of reports that spans and stretches make say nothing. */
const tidy = (n: number) => count(n < 10 ? Math.round(n * 10) / 10 : Math.round(n));
const percent = (share: number) => `${count(Math.round(share * 100))} %`;

function ofParts(parts: Part[], label: (i: number) => string, name: (i: number) => string): Bar[] {
  const all = parts.reduce((sum, part) => sum + part.n, 0);
  return parts.map((part, i) => ({ label: label(i), name: name(i), n: part.n, low: part.low * all, high: part.high * all }));
}

/** One label a year where there are many months, else one each. */
function monthLabel(month: string, i: number, all: number): string {
  const isFirst = month.endsWith('-01');
  if (all > 14) return isFirst || (i === 0 && Number(month.slice(5)) < 9) ? month.slice(0, 4) : '';
  return monthShort.format(new Date(`${month}-01T00:00:00Z`)).slice(0, 3);
}

function chartsOf(spot: Spot): Chart[] {
  const { hours, weekdays } = spot.when;
  const known = hours.some((part) => part.n > 0);
  const day = (i: number) => WEEKDAYS[i] ?? 'mon';
  return [
    ...(known ? [
      { title: t.hours, column: t.hour, shares: hours, bars: ofParts(hours, (h) => (h % 3 === 0 ? two(h) : ''), (h) => `${two(h)}–${two(h + 1)}`) },
      { title: t.weekdays, column: t.weekday, shares: weekdays, bars: ofParts(weekdays, (d) => common.weekdaysShort[day(d)], (d) => common.weekdays[day(d)]) },
    ] : []),
    { title: t.months, column: t.month, shares: null, bars: spot.months.map(({ month, n }, i) => ({ label: monthLabel(month, i, spot.months.length), name: monthName(month), n })) },
  ];
}

export function Charts({ spot }: { spot: Spot }) {
  const charts = useMemo(() => chartsOf(spot), [spot]);
  return <div class="charts">{charts.map((chart) => <Figure key={chart.title} chart={chart} place={nameOf(spot)} />)}</div>;
}

export function Drawn({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'bar': return <rect class="chart-bar" x={shape.x} y={shape.y} width={shape.width} height={shape.height} />;
    case 'grid': return <path class="chart-grid" d={`M${shape.x} ${shape.y}h${shape.width}`} />;
    case 'whisker': return <path class="chart-whisker" d={`M${shape.x} ${shape.low}V${shape.high}`} />;
    case 'text': return <text class="chart-text" x={shape.x} y={shape.y} text-anchor={shape.anchor}>{shape.text}</text>;
  }
}

function Figure({ chart, place }: { chart: Chart; place: string }) {
  const id = useId();
  const [failed, setFailed] = useState(false);
  const { title, bars, shares } = chart;
  const drawn = useMemo(() => drawing(bars, count), [bars]);
  const most = bars.reduce((best, bar) => (bar.n > best.n ? bar : best), bars[0] ?? { name: '', label: '', n: 0 });
  const name = fileName(title, place);
  const svg = () => svgText(drawing(bars, count, LARGE), { title: place, under: `${title}. ${t.reports}.${shares ? ` ${t.interval}` : ''}`, source: `${common.name}, ${location.host}` });
  const png = () => pngOf(svg()).then((blob) => save(`${name}.png`, 'image/png', blob), () => setFailed(true));
  const csv = () => saveCsv(name, csvText([
    [chart.column, t.reports, ...(shares ? [t.share, t.low, t.high] : [])],
    ...bars.map((bar, i) => [bar.name, exact(bar.n), ...(shares ? [shares[i]!.share, shares[i]!.low, shares[i]!.high].map(exact) : [])]),
  ]));
  const kinds = { SVG: () => save(`${name}.svg`, 'image/svg+xml', svg()), PNG: () => void png(), CSV: csv };
  return (
    <figure class="chart">
      <figcaption><h4>{title}</h4>{shares && <span class="quiet">{t.interval}</span>}</figcaption>
      <svg viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-labelledby={id}>
        <title id={id}>{t.chartText(title, most.name, tidy(most.n))}</title>
        {drawn.shapes.map((shape, i) => <Drawn key={i} shape={shape} />)}
      </svg>
      <details>
        <summary>{t.asTable}<span class="vh">: {title}, {place}</span></summary>
        <div class="table-scroll" role="region" aria-label={`${title}, ${place}`} tabIndex={0}>
          <table>
            <thead><tr><th scope="col">{chart.column}</th><th scope="col" class="num">{t.reports}</th>{shares && <><th scope="col" class="num">{t.share}</th><th scope="col" class="num">95 %</th></>}</tr></thead>
            <tbody>
              {bars.map((bar, i) => (
                <tr key={bar.name}>
                  <th scope="row">{bar.name}</th>
                  <td class="num">{tidy(bar.n)}</td>
                  {shares && <><td class="num">{percent(shares[i]!.share)}</td><td class="num nowrap">{count(Math.round(shares[i]!.low * 100))}–{percent(shares[i]!.high)}</td></>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <div class="row">
        {Object.entries(kinds).map(([kind, press]) => (
          <button type="button" class="link-button" key={kind} onClick={press}>{t.save(kind)}<span class="vh">{t.saveWhat(title, place)}</span></button>
        ))}
      </div>
      {failed && <p class="field-error" role="alert">{t.saveFailed}</p>}
    </figure>
  );
}

const exact = (n: number) => Math.round(n * 10_000) / 10_000;
