/** One observation: where, what, what should be done, how it feels. */
import { useState } from 'preact/hooks';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import { remedyKinds } from '../lib/remedyKinds.ts';
import type { Catalogue } from '../lib/types.ts';
import type { Position, Seen, Walk } from '../lib/walks.ts';
import { Chip } from '../ui/parts.tsx';
import { Sketch } from './Sketch.tsx';

const w = t.walk;
type Placed = { by: Seen['placed_by']; at: Position | null; accuracy_m: number | null };
type Props = { walk: Walk; stop: number | null; catalogue: Catalogue; save: (seen: Seen) => Promise<void> };
const round = (v: number) => Math.round(v * 1e6) / 1e6;

export function Observe({ walk, stop, catalogue, save }: Props) {
  const usual: Placed = stop === null ? { by: 'gps', at: null, accuracy_m: null } : { by: 'stop', at: null, accuracy_m: null };
  const [placed, setPlaced] = useState<Placed>(usual);
  const [causes, setCauses] = useState<string[]>([]);
  const [remedy, setRemedy] = useState('');
  const [severity, setSeverity] = useState<number | null>(null);
  const [safe, setSafe] = useState<number | null>(null);
  const [light, setLight] = useState<'day' | 'dark'>('dark');
  const [words, setWords] = useState('');
  const [said, setSaid] = useState('');
  const [error, setError] = useState('');
  const listed = catalogue.categories.find((c) => c.code === 'unsafe_place')?.causes ?? [];

  const gps = () => {
    setPlaced({ by: 'gps', at: null, accuracy_m: null });
    if (!('geolocation' in navigator)) {
      setSaid(w.gpsFailed);
      return;
    }
    setSaid(w.gpsWait);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const accuracy = Math.max(1, Math.round(coords.accuracy));
      setPlaced({ by: 'gps', at: [round(coords.longitude), round(coords.latitude)], accuracy_m: accuracy });
      setSaid(w.gpsAt(String(accuracy)));
    }, () => setSaid(w.gpsFailed), { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const at = placed.by === 'stop' ? (stop === null ? null : walk.stops[stop]?.at ?? null) : placed.at;
    const text = words.trim();
    if (at === null) return setError(w.noPlace);
    if (causes.length === 0 && remedy === '' && safe === null && text === '') return setError(w.empty);
    setError('');
    await save({
      stop, at, accuracy_m: placed.by === 'gps' ? placed.accuracy_m : null, placed_by: placed.by, seen_at: new Date().toISOString(),
      causes, remedy_kind: remedy === '' ? null : remedy, severity, safe, light: safe === null ? null : light, words: text === '' ? null : text,
    });
    setPlaced(usual);
    setCauses([]);
    setRemedy('');
    setSeverity(null);
    setSafe(null);
    setWords('');
    return setSaid(navigator.onLine ? w.saved : w.savedOffline);
  };
  return (
    <form class="card walk-observe" onSubmit={submit} aria-labelledby="observe-h">
      <h2 id="observe-h">{w.observe}</h2>
      <fieldset class="sub">
        <legend>{w.place}</legend>
        <div class="chips">
          {stop !== null && <Chip type="radio" name="placed" value="stop" checked={placed.by === 'stop'} onChange={() => setPlaced({ by: 'stop', at: null, accuracy_m: null })}>{w.atStop}</Chip>}
          <Chip type="radio" name="placed" value="gps" checked={placed.by === 'gps'} onChange={gps}>{w.gps}</Chip>
          <Chip type="radio" name="placed" value="map" checked={placed.by === 'map'} onChange={() => setPlaced({ by: 'map', at: null, accuracy_m: null })}>{w.sketch}</Chip>
        </div>
        {placed.by === 'map' && <Sketch walk={walk} stop={stop ?? -1} mark={placed.at} place={([lon, lat]) => {
          setPlaced({ by: 'map', at: [round(lon), round(lat)], accuracy_m: null });
          setSaid(w.sketchSet);
        }} />}
      </fieldset>
      <fieldset class="sub">
        <legend>{w.causes}</legend>
        <div class="chips">
          {listed.map((cause) => (
            <Chip key={cause.code} type="checkbox" name="cause" value={cause.code} checked={causes.includes(cause.code)}
              onChange={() => setCauses(causes.includes(cause.code) ? causes.filter((c) => c !== cause.code) : [...causes, cause.code])}>{named(cause)}</Chip>
          ))}
        </div>
      </fieldset>
      <label class="label" for="remedy">{w.remedy}</label>
      <select class="input" id="remedy" value={remedy} onChange={(event) => setRemedy(event.currentTarget.value)}>
        <option value="">{w.remedyNone}</option>
        {remedyKinds.map((kind) => <option key={kind.code} value={kind.code}>{named(kind)}</option>)}
      </select>
      <fieldset class="sub">
        <legend>{w.severity}</legend>
        <div class="chips">
          <Chip type="radio" name="severity" value="" checked={severity === null} onChange={() => setSeverity(null)}>{w.severityNone}</Chip>
          {w.severityWords.map((word, i) => <Chip key={word} type="radio" name="severity" value={String(i + 1)} checked={severity === i + 1} onChange={() => setSeverity(i + 1)}>{i + 1} {word}</Chip>)}
        </div>
      </fieldset>
      <fieldset class="sub">
        <legend>{w.safe}</legend>
        <p class="help">{w.safeHelp}</p>
        <div class="chips">
          <Chip type="radio" name="safe" value="" checked={safe === null} onChange={() => setSafe(null)}>{w.safeNone}</Chip>
          {w.safeWords.map((word, i) => <Chip key={word} type="radio" name="safe" value={String(i + 1)} checked={safe === i + 1} onChange={() => setSafe(i + 1)}>{i + 1} {word}</Chip>)}
        </div>
      </fieldset>
      {safe !== null && (
        <fieldset class="sub">
          <legend>{w.light}</legend>
          <div class="chips">{(['day', 'dark'] as const).map((one) => <Chip key={one} type="radio" name="light" value={one} checked={light === one} onChange={() => setLight(one)}>{w.lights[one]}</Chip>)}</div>
        </fieldset>
      )}
      <label class="label" for="words">{w.words}</label>
      <p class="help" id="words-help">{w.wordsHelp}</p>
      <textarea class="input" id="words" rows={3} maxLength={1000} value={words} aria-describedby="words-help" onInput={(event) => setWords(event.currentTarget.value)} />
      <p class="field-error" role="alert">{error}</p>
      <button type="submit" class="button button-big">{w.save}</button>
      <p class="said" role="status">{said}</p>
    </form>
  );
}
