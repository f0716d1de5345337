import { useState } from 'preact/hooks';
import { dateTime, lang, named, page } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import { t as work } from '../i18n/work.ts';
import { staying } from '../lib/municipality.ts';
import { remedyKinds } from '../lib/remedyKinds.ts';
import type { Catalogue } from '../lib/types.ts';
import type { Item } from '../lib/walkQueue.ts';
import { becomes, type KeptSeen, type Look, type Walk } from '../lib/walks.ts';
import { TownPage, useSession } from '../ui/StaffPage.tsx';
import { SignedOut, Staff } from '../ui/Staff.tsx';
import { Offline } from '../platser/Status.tsx';
import { Observe } from './Observe.tsx';
import { Sketch } from './Sketch.tsx';
import { useWalk } from './useWalk.ts';

const w = t.walk;
const isLook = (word: string): word is Look => word in t.look;

export const App = () => <TownPage title={w.title} view={View} />;

function View({ catalogue }: { catalogue: Catalogue }) {
  const session = useSession();
  const { token, over, refuse } = session;
  const id = new URLSearchParams(location.search).get('walk');
  const { walk, items, kept, looked, expired, forbidden, send, see, step, remove } = useWalk(id, token, refuse);
  const [stop, setStop] = useState<number | null>(0);
  const waiting = items.filter((item) => item.sentAt === null && item.flaws === null).length;
  return (
    <div class="wrap narrow walk-phone">
      <h1>{walk ? walk.title : w.title}</h1>
      {!walk && <p class="lead">{w.lead}</p>}
      <Staff session={session} />
      {over && <SignedOut />}
      {token === null && <p class="notice">{w.login}</p>}
      {forbidden && <p class="notice" role="alert">{work.notYours} {w.forbidden}</p>}
      <Offline />
      {expired && <p class="notice" role="alert">{w.expired}</p>}
      {waiting > 0 && <p class="notice row" role="status">{w.waiting(waiting)} <button type="button" class="button button-outline" onClick={() => void send(true)}>{w.send}</button></p>}
      {!walk && id !== null && looked && <p class="notice">{token === null ? w.none : w.load}</p>}
      {!walk && id === null && <p class="notice">{w.none}</p>}
      {!walk && kept.length > 0 && (
        <section aria-labelledby="phone-list"><h2 id="phone-list">{w.list}</h2>
          <ul>{kept.map((one) => <li key={one.id}><a href={staying(`${page('/vandring')}?walk=${one.id}`)}>{one.walk.title}</a></li>)}</ul></section>
      )}
      {walk && (
        <>
          <p>{t.kinds[walk.kind]}, {dateTime(walk.starts_at)}. <span class="quiet">{w.keptHere}</span></p>
          {walk.state === 'planned' && <StepButton items={items} step="pre_meeting" label={w.prepare} take={() => void step('pre_meeting')} />}
          <Here walk={walk} stop={stop} setStop={setStop} />
          <Observe key={String(stop)} walk={walk} stop={stop} catalogue={catalogue} save={see} />
          <List walk={walk} items={items} catalogue={catalogue} token={token} remove={remove} again={() => void send()} />
          <End walk={walk} items={items} end={(heads) => void step('walk', heads)} />
        </>
      )}
    </div>
  );
}

function Here({ walk, stop, setStop }: { walk: Walk; stop: number | null; setStop: (stop: number | null) => void }) {
  const here = stop === null ? null : walk.stops[stop];
  return (
    <section class="card" aria-labelledby="here-h">
      <h2 id="here-h">{w.stop}</h2>
      <label class="vh" for="here">{w.stop}</label>
      <select class="input" id="here" value={stop === null ? '' : String(stop)} onChange={(event) => setStop(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}>
        {walk.stops.map((s, i) => <option key={s.at.join()} value={String(i)}>{i + 1}. {named(s)}</option>)}
        <option value="">{w.noStop}</option>
      </select>
      <Sketch walk={walk} stop={stop ?? -1} mark={null} place={null} />
      {here && (
        <>
          <p><strong>{named(here)}</strong> <span class="quiet">{t.minute(String(here.arrives_min))}.</span> {here.n_reports > 0 && w.told(here.n_reports)}</p>
          <h3>{w.lookHere}</h3>
          <ul>{here.look.filter(isLook).map((look) => <li key={look}>{t.look[look]}</li>)}</ul>
        </>
      )}
      {stop !== null && stop < walk.stops.length - 1 && <button type="button" class="button button-outline" onClick={() => setStop(stop + 1)}>{w.next}</button>}
    </section>
  );
}

const isTaken = (items: Item[], step: string) => items.some((item) => item.kind === 'step' && item.body.step === step && item.flaws === null);

function StepButton({ items, step, label, take }: { items: Item[]; step: string; label: string; take: () => void }) {
  if (isTaken(items, step)) return <p><span class="badge">{label}</span> <span class="quiet">{w.isWaiting}</span></p>;
  return <p><button type="button" class="button button-outline" onClick={take}>{label}</button></p>;
}

type ListProps = { walk: Walk; items: Item[]; catalogue: Catalogue; token: string | null; remove: (id: string) => Promise<void>; again: () => void };

/** What was seen: what the server knows, and before it what is still on the phone. */
function List({ walk, items, catalogue, token, remove, again }: ListProps) {
  const known = new Set(walk.seen.map((seen) => seen.id));
  const here = items.filter((item) => item.flaws !== null || (item.kind === 'seen' && !known.has(item.id)));
  const causes = catalogue.categories.find((c) => c.code === 'unsafe_place')?.causes ?? [];
  const words = (seen: Pick<KeptSeen, 'causes' | 'remedy_kind' | 'words' | 'safe' | 'stop'>) => [
    seen.stop === null ? w.noStop : `${w.stop} ${seen.stop + 1}`,
    ...seen.causes.map((code) => causes.find((c) => c.code === code)).filter((c) => c !== undefined).map(named),
    ...remedyKinds.filter((kind) => kind.code === seen.remedy_kind).map(named),
    ...(seen.safe === null ? [] : [`${seen.safe}/6`]),
    ...(seen.words === null ? [] : [seen.words]),
  ].join(' · ');
  return (
    <section class="card" aria-labelledby="seen-h">
      <h2 id="seen-h">{w.kept}</h2>
      {here.length + walk.seen.length === 0 && <p>{w.keptNone}</p>}
      <ul class="walk-seen">
        {here.map((item) => (
          <li key={item.id}>
            <p>{item.kind === 'seen' ? words(item.body) : t.step[item.body.step]}</p>
            <p><span class="badge">{item.flaws !== null ? w.isRefused : item.sentAt !== null ? w.isSent : w.isWaiting}</span> {(item.sentAt === null) && <button type="button" class="link-button" onClick={() => void remove(item.id)}>{w.remove}</button>}</p>
            {item.flaws !== null && <p class="field-error">{item.flaws.map((flaw) => (lang === 'sv' ? flaw.detail_sv : flaw.detail_en)).join(' ')}</p>}
          </li>
        ))}
        {walk.seen.map((seen) => (
          <li key={seen.id}>
            <p>{words(seen)}</p>
            <p class="row">
              <span class="badge">{w.isSent}</span>
              {seen.report !== null ? <span class="badge">{w.isReport}</span>
                : token !== null && <button type="button" class="link-button" onClick={() => void becomes(walk.id, seen.id, 'report', token).then(again, again)}>{w.toReport}</button>}
              {seen.remedy !== null ? <span class="badge">{w.isRemedy}</span>
                : token !== null && seen.remedy_kind !== null && <button type="button" class="link-button" onClick={() => void becomes(walk.id, seen.id, 'remedy', token).then(again, again)}>{w.toRemedy}</button>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function End({ walk, items, end }: { walk: Walk; items: Item[]; end: (heads: number | undefined) => void }) {
  const [heads, setHeads] = useState('');
  if (['walked', 'followed_up', 'renewed'].includes(walk.state) || isTaken(items, 'walk')) return <p class="notice" role="status">{w.ended}</p>;
  if (walk.state === 'cancelled') return <p class="notice">{t.state.cancelled}</p>;
  const n = Number(heads);
  return (
    <section class="card" aria-labelledby="end-h">
      <h2 id="end-h">{w.end}</h2>
      <label class="label" for="heads">{t.heads}</label>
      <p class="help" id="heads-help">{w.endHelp}</p>
      <input class="input short" id="heads" type="number" inputMode="numeric" min={1} max={500} value={heads} aria-describedby="heads-help" onInput={(event) => setHeads(event.currentTarget.value)} />
      {n > 20 && <p class="notice" role="status">{t.manyHeads}</p>}
      <p><button type="button" class="button" disabled={walk.state === 'planned' && !isTaken(items, 'pre_meeting')} onClick={() => end(Number.isInteger(n) && n > 0 ? n : undefined)}>{w.doEnd}</button></p>
    </section>
  );
}
