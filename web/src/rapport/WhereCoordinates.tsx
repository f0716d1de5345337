import { useState } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { parseCoordinates, swerefText, wgsText } from '../lib/coordinates.ts';
import type { Town } from '../lib/types.ts';
import { FieldError } from '../ui/parts.tsx';
import type { Spot } from './draft.ts';

export function WhereCoordinates({ town, choose }: { town: Town; choose: (spot: Spot) => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [said, setSaid] = useState('');
  const [w, s, e, n] = town.municipality.bbox;
  const example = { lon: (w + e) / 2, lat: (s + n) / 2 };
  const use = () => {
    const read = parseCoordinates(text);
    if (!read.ok) {
      setSaid('');
      setError(read.why === 'empty' ? t.where.coordsEmpty : read.why === 'outside' ? t.where.coordsOutside : t.where.coordsTwo);
      return;
    }
    setError('');
    const asRead = `${wgsText(read.at, lang)} (WGS 84), ${swerefText(read.at)} (SWEREF 99 TM)`;
    setSaid(`${t.where.coordsRead(asRead)}${read.swapped ? ` ${t.where.coordsSwapped}` : ''}`);
    const round = (v: number) => Math.round(v * 1e6) / 1e6;
    choose({
      geometry: { type: 'Point', coordinates: [round(read.at.lon), round(read.at.lat)] },
      accuracy_m: null, source: 'map', label: t.where.coordsChosen,
    });
  };
  return (
    <div>
      <label class="label" for="coords">{t.where.coordsLabel}</label>
      <p class="help" id="coords-help">{t.where.coordsHelp(wgsText(example, lang), swerefText(example))}</p>
      <FieldError id="e-coords" text={error || undefined} />
      <div class="row">
        <input class="input" id="coords" autocomplete="off" value={text} aria-invalid={error !== ''}
          aria-describedby={error ? 'coords-help e-coords' : 'coords-help'} onInput={(ev) => setText(ev.currentTarget.value)}
          onKeyDown={(ev) => {
            if (ev.key !== 'Enter') return;
            ev.preventDefault();
            use();
          }} />
        <button type="button" class="button" onClick={use}>{t.where.coordsUse}</button>
      </div>
      <p class="said" role="status">{said}</p>
    </div>
  );
}
