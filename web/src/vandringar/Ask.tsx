import { useState } from 'preact/hooks';
import { t } from '../i18n/walks.ts';
import type { Place } from '../lib/types.ts';
import type { Position } from '../lib/walks.ts';
import { PlaceSearch } from '../ui/PlaceSearch.tsx';
import { rounded, type Asked } from './url.ts';

export type Names = { of: (at: Position) => string; set: (at: Position, name: string) => void };
type Props = { asked: Asked; change: (next: Asked) => void; names: Names };

const placeAt = (place: Place): Position => rounded([place.lon, place.lat]);

/** A search whose answer is a position with a name. */
export function Finder({ id, label, listFirst, found }: { id: string; label: string; listFirst: boolean; found: (at: Position, name: string) => void }) {
  return (
    <PlaceSearch id={id} label={label} listFirst={listFirst} isChosen={() => false} pick={(place) => found(placeAt(place), place.name)}
      pickPosition={({ lon, lat }) => found(rounded([lon, lat]), `${lat.toFixed(4)}, ${lon.toFixed(4)}`)} />
  );
}

/** A number that is only believed when it is one. */
function NumberField({ id, label, help, value, least, most, change }: { id: string; label: string; help?: string; value: number; least: number; most: number; change: (n: number) => void }) {
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      {help !== undefined && <p class="help" id={`${id}-help`}>{help}</p>}
      <input class="input short" id={id} type="number" inputMode="numeric" min={least} max={most} value={value} aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => {
          const n = Math.round(event.currentTarget.valueAsNumber);
          if (Number.isFinite(n)) change(Math.min(most, Math.max(least, n)));
        }} />
    </div>
  );
}

/** What the walk shall be. Every change asks anew. */
export function Ask({ asked, change, names }: Props) {
  const [moving, setMoving] = useState(false);
  const [ending, setEnding] = useState(false);
  const started = (at: Position, name: string) => {
    names.set(at, name);
    setMoving(false);
    change({ ...asked, start: at, chosen: 1 });
  };
  return (
    <section class="card walk-ask" aria-labelledby="ask-h">
      <h2 id="ask-h">{t.ask}</h2>
      {asked.start === null || moving
        ? <Finder id="start" label={t.startLabel} listFirst found={started} />
        : (
          <p class="row"><strong>{t.startIs(names.of(asked.start))}</strong>
            <button type="button" class="link-button" onClick={() => setMoving(true)}>{t.changeStart}</button></p>
        )}
      <div class="walk-fields">
        <NumberField id="minutes" label={t.minutes} help={t.minutesHelp} value={asked.minutes} least={10} most={180} change={(minutes) => change({ ...asked, minutes, chosen: 1 })} />
        <div class="field">
          <label class="label" for="date">{t.date}</label>
          <input class="input short" id="date" type="date" required value={asked.date} onChange={(event) => {
            if (event.currentTarget.value !== '') change({ ...asked, date: event.currentTarget.value });
          }} />
        </div>
      </div>
      <details>
        <summary>{t.options}</summary>
        <div class="walk-fields">
          <div class="field">
            <label class="label" for="time">{t.time}</label>
            <p class="help" id="time-help">{t.timeHelp}</p>
            <input class="input short" id="time" type="time" value={asked.time} aria-describedby="time-help" onChange={(event) => change({ ...asked, time: event.currentTarget.value })} />
          </div>
          <NumberField id="per-stop" label={t.perStop} value={asked.stop} least={0} most={30} change={(stop) => change({ ...asked, stop, chosen: 1 })} />
          <NumberField id="most" label={t.most} value={asked.most} least={1} most={12} change={(most) => change({ ...asked, most, chosen: 1 })} />
        </div>
        <label class="chip"><input type="checkbox" checked={asked.stepFree} onChange={() => change({ ...asked, stepFree: !asked.stepFree, chosen: 1 })} /><span>{t.stepFree}</span></label>
        <div class="walk-end-choice">
          {asked.end !== null && (
            <p class="row"><strong>{t.endIs(names.of(asked.end))}</strong>
              <button type="button" class="link-button" onClick={() => change({ ...asked, end: null, chosen: 1 })}>{t.back}</button></p>
          )}
          {asked.end === null && !ending && <button type="button" class="link-button" onClick={() => setEnding(true)}>{t.otherEnd}</button>}
          {asked.end === null && ending && (
            <Finder id="end" label={t.endLabel} listFirst={false} found={(at, name) => {
              names.set(at, name);
              setEnding(false);
              change({ ...asked, end: at, chosen: 1 });
            }} />
          )}
        </div>
      </details>
    </section>
  );
}
