import { useState } from 'preact/hooks';
import { count, named } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import type { Catalogue } from '../lib/types.ts';
import { stopsOf, type Position, type WalkPlan } from '../lib/walks.ts';
import { Finder, type Names } from './Ask.tsx';
import { allowed, forbid, moved, toggledLock, type Asked } from './url.ts';
import { clock, saidText } from './words.ts';

type Props = {
  plan: WalkPlan; asked: Asked; change: (next: Asked) => void; catalogue: Catalogue; names: Names;
  chosenStop: number | null; setChosenStop: (stop: number) => void;
};

/** The stops of the walk that is looked at, each of which can be locked, left out and moved. */
export function Stops({ plan, asked, change, catalogue, names, chosenStop, setChosenStop }: Props) {
  const [adding, setAdding] = useState(false);
  const stops = stopsOf(plan, asked.chosen);
  const at = stops.map((stop) => stop.geometry.coordinates);
  const added = (place: Position, name: string) => {
    names.set(place, name);
    setAdding(false);
    change({ ...asked, locked: [...asked.locked, place], chosen: 1 });
  };
  return (
    <section aria-labelledby="stops-h" class="walk-stops">
      <h2 id="stops-h">{t.table}</h2>
      {asked.order && <p class="row"><span class="badge">{t.order}</span> <button type="button" class="link-button" onClick={() => change({ ...asked, order: false, chosen: 1 })}>{t.freeOrder}</button></p>}
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.caption(asked.chosen)}>
        <table class="walk-table">
          <caption class="vh">{t.caption(asked.chosen)}</caption>
          <thead><tr>{(['number', 'place', 'arrives', 'said', 'look', 'change'] as const).map((head) => <th scope="col" key={head} class={head === 'change' ? 'no-print' : undefined}>{t.head[head]}</th>)}</tr></thead>
          <tbody>
            {stops.map(({ id, geometry, properties: stop }, i) => {
              const name = named(stop.name);
              return (
                <tr key={id} class={chosenStop === i ? 'is-chosen' : undefined} onClick={() => setChosenStop(i)}>
                  <td><span class="spot-number">{stop.number}</span></td>
                  <th scope="row" id={`stopp-${i + 1}`} tabIndex={-1}>{name} {stop.locked && <span class="badge">{t.locked}</span>}</th>
                  <td class="nowrap">{clock(stop.arrives_at)} <span class="quiet">{t.minute(count(stop.arrives_min))}</span></td>
                  <td>{saidText(stop, catalogue)}</td>
                  <td><ul class="plain">{stop.look.map((look) => <li key={look}>{t.look[look]}</li>)}</ul></td>
                  <td class="walk-actions no-print">
                    <button type="button" class="small-button" aria-pressed={stop.locked} aria-label={t.lock(name)} onClick={() => change(toggledLock(asked, geometry.coordinates))}>{stop.locked ? t.locked : t.lockShort}</button>
                    <button type="button" class="small-button" aria-label={t.up(name)} disabled={i === 0} onClick={() => change(moved(asked, at, i, i - 1))}>↑</button>
                    <button type="button" class="small-button" aria-label={t.down(name)} disabled={i === stops.length - 1} onClick={() => change(moved(asked, at, i, i + 1))}>↓</button>
                    <button type="button" class="small-button" aria-label={t.forbid(name)} onClick={() => {
                      names.set(geometry.coordinates, name);
                      change(forbid(asked, geometry.coordinates));
                    }}>{t.forbidShort}</button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {adding ? <Finder id="add-stop" label={t.addLabel} listFirst={false} found={added} />
        : <button type="button" class="button button-outline" onClick={() => setAdding(true)}>{t.add}</button>}
      <Forbidden asked={asked} change={change} names={names} />
    </section>
  );
}

/** What was left out by hand can be taken in again, also when no walk is left. */
export function Forbidden({ asked, change, names }: Pick<Props, 'asked' | 'change' | 'names'>) {
  if (asked.forbidden.length === 0 && asked.locked.length === 0) return null;
  return (
    <div class="walk-left-out no-print">
      {asked.forbidden.length > 0 && (
        <>
          <h3>{t.forbidden}</h3>
          <ul class="plain row">
            {asked.forbidden.map((place) => (
              <li key={place.join()}><button type="button" class="small-button" aria-label={t.allow(names.of(place))} onClick={() => change(allowed(asked, place))}>{names.of(place)} ✕</button></li>
            ))}
          </ul>
        </>
      )}
      {asked.locked.length > 0 && <button type="button" class="link-button" onClick={() => change({ ...asked, locked: [], order: false, chosen: 1 })}>{t.clear}</button>}
    </div>
  );
}
