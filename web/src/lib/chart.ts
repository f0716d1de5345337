/** A bar chart as shapes, as SVG text and as CSV. Pure: the page draws the same shapes, a saved picture holds the same figures. */
export type Bar = {
  /** Under the bar; '' leaves it out. */
  label: string;
  /** In the table. */
  name: string;
  n: number;
  /** The 95 % interval, in reports. */
  low?: number;
  high?: number;
};
export type Shape =
  | { kind: 'bar' | 'grid'; x: number; y: number; width: number; height: number }
  | { kind: 'whisker'; x: number; low: number; high: number }
  | { kind: 'text'; x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end'; bold?: boolean };
export type Drawing = { width: number; height: number; shapes: Shape[] };

const LEFT = 34;
const TOP = 8;
const BOTTOM = 24;
type Size = { width: number; height: number };
/** Beside text, so that its letters are as large as the text's. */
const SMALL: Size = { width: 310, height: 150 };
/** On its own. */
export const LARGE: Size = { width: 600, height: 260 };

/** Round steps of an axis: 1, 2 or 5 times a power of ten, whole numbers, four at most. */
export function ticks(most: number): number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

export function drawing(bars: Bar[], written: (n: number) => string, size = SMALL): Drawing {
  const most = Math.max(1, ...bars.map((bar) => Math.max(bar.n, bar.high ?? 0)));
  const steps = ticks(most);
  const top = steps.at(-1) ?? 1;
  const [wide, high] = [size.width - LEFT - 4, size.height - TOP - BOTTOM];
  const y = (n: number) => TOP + high * (1 - n / top);
  const each = wide / Math.max(1, bars.length);
  const shapes: Shape[] = [];
  for (const step of steps) {
    shapes.push({ kind: 'grid', x: LEFT, y: y(step), width: wide, height: 0 });
    shapes.push({ kind: 'text', x: LEFT - 5, y: y(step) + 4, text: written(step), anchor: 'end' });
  }
  for (const [i, bar] of bars.entries()) {
    const [x, width] = [LEFT + each * (i + 0.14), each * 0.72];
    shapes.push({ kind: 'bar', x, y: y(bar.n), width, height: y(0) - y(bar.n) });
    if (bar.low !== undefined && bar.high !== undefined) shapes.push({ kind: 'whisker', x: x + width / 2, low: y(bar.low), high: y(bar.high) });
    if (bar.label) shapes.push({ kind: 'text', x: x + width / 2, y: size.height - 7, text: bar.label, anchor: 'middle' });
  }
  return { ...size, shapes };
}

const INK = '#16292b';
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const short = (n: number) => String(Math.round(n * 100) / 100);

function written(shape: Shape): string {
  switch (shape.kind) {
    case 'bar': return `<rect x="${short(shape.x)}" y="${short(shape.y)}" width="${short(shape.width)}" height="${short(shape.height)}" fill="#14515a"/>`;
    case 'grid': return `<path d="M${short(shape.x)} ${short(shape.y)}h${short(shape.width)}" stroke="#c9d5d4"/>`;
    case 'whisker': return `<path d="M${short(shape.x)} ${short(shape.low)}V${short(shape.high)}" stroke="#b1410b" stroke-width="1.5"/>`;
    case 'text': return `<text x="${short(shape.x)}" y="${short(shape.y)}" text-anchor="${shape.anchor}"${shape.bold ? ' font-weight="600" font-size="15"' : ''}>${escaped(shape.text)}</text>`;
  }
}

/** A picture that can stand alone: with its title, what it is of, and where it comes from. */
export function svgText(chart: Drawing, words: { title: string; under: string; source: string }): string {
  const [head, foot, side] = [46, 24, 10];
  const [width, height] = [chart.width + 2 * side, chart.height + head + foot];
  const shapes = chart.shapes.map(written).join('');
  const outside: Shape[] = [
    { kind: 'text', x: side, y: 20, text: words.title, anchor: 'start', bold: true },
    { kind: 'text', x: side, y: 37, text: words.under, anchor: 'start' },
    { kind: 'text', x: side, y: height - 8, text: words.source, anchor: 'start' },
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'Source Sans 3', Arial, sans-serif" font-size="12" fill="${INK}">`
    + `<title>${escaped(`${words.title}. ${words.under}`)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>`
    + `${outside.map(written).join('')}<g transform="translate(${side} ${head})">${shapes}</g></svg>`;
}

/** Cells as RFC 4180 has them; one that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvText(rows: (string | number | null)[][]): string {
  const cell = (value: string | number | null) => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A name for a file: small letters, digits and hyphens. */
export const fileName = (...parts: string[]): string =>
  parts.join(' ').normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80).replace(/-+$/, '');
