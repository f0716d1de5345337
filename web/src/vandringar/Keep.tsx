import { useRef, useState } from 'preact/hooks';
import { date, lang, named } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import { ApiError, planFile } from '../lib/api.ts';
import { draftOf, keepWalk, stopsOf, walk, type Walk, type WalkKind, type WalkLine, type WalkPlan, type WalkQuestion } from '../lib/walks.ts';
import { uuid } from '../lib/uuid.ts';
import { save } from '../ui/save.ts';

type Props = { plan: WalkPlan; rank: number; body: WalkQuestion; token: string; kept: WalkLine[]; follows: string | null; onKept: (walk: Walk) => void };

/** Files, keeping, and how it differs from a walk that is kept already. */
export function Keep({ plan, rank, body, token, kept, follows, onKept }: Props) {
  const [kind, setKind] = useState<WalkKind>('safety_audit_walk');
  const first = stopsOf(plan, rank)[0]?.properties.name;
  const usual = t.defaultTitle(first ? named(first) : t.title, date(plan.summary.evening.starts_at));
  const [title, setTitle] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [said, setSaid] = useState('');
  // A double click keeps one walk.
  const id = useRef(uuid());
  const earlier = kept.find((one) => one.id === follows) ?? null;

  const file = async (format: 'gpx' | 'csv') => {
    setError('');
    try {
      const blob = await planFile('walks', JSON.stringify(body), `${format}&proposal=${rank}&lang=${lang}`, token);
      save(`vandring-${plan.summary.evening.date}.${format}`, format === 'gpx' ? 'application/gpx+xml' : 'text/csv;charset=utf-8', await blob.arrayBuffer());
    } catch {
      setError(t.fileFailed);
    }
  };
  const keep = async (event: Event) => {
    event.preventDefault();
    setError('');
    try {
      const made = await keepWalk(draftOf(plan, rank, id.current, earlier?.kind ?? kind, title ?? usual, follows), token);
      id.current = uuid();
      setSaid(t.keptNow);
      setTitle(null);
      onKept(made);
    } catch (caught) {
      // What the server refused is another walk once it has been changed.
      if (caught instanceof ApiError) id.current = uuid();
      const flaw = caught instanceof ApiError ? caught.flaws[0] : undefined;
      setError(flaw ? (lang === 'sv' ? flaw.detail_sv : flaw.detail_en) : t.failed);
    }
  };
  return (
    <section class="card no-print" aria-labelledby="keep-h">
      <h2 id="keep-h">{t.keep}</h2>
      {earlier && <p class="notice">{t.keepAgain(earlier.title)}</p>}
      <form onSubmit={keep}>
        {!earlier && (
          <fieldset class="sub">
            <legend>{t.keepKind}</legend>
            {(['safety_audit_walk', 'citizen_walk'] as const).map((one) => (
              <label class="option" key={one} for={`kind-${one}`}>
                <input type="radio" id={`kind-${one}`} name="walk-kind" aria-label={t.kinds[one]} aria-describedby={`kind-${one}-help`} checked={kind === one} onChange={() => setKind(one)} />
                <span><strong>{t.kinds[one]}</strong> <span class="quiet" id={`kind-${one}-help`}>{t.kindHelp[one]}</span></span>
              </label>
            ))}
          </fieldset>
        )}
        <label class="label" for="walk-title">{t.keepTitle}</label>
        <p class="help" id="walk-title-help">{t.keepHelp}</p>
        <input class="input" id="walk-title" maxLength={120} required value={title ?? usual} aria-describedby="walk-title-help walk-error" onInput={(event) => setTitle(event.currentTarget.value)} />
        <p class="field-error" id="walk-error" role="alert">{error}</p>
        <div class="row">
          <button type="submit" class="button">{t.keepDo}</button>
          <button type="button" class="button button-outline" onClick={() => void file('gpx')}>{t.gpx}</button>
          <button type="button" class="button button-outline" onClick={() => void file('csv')}>{t.csv}</button>
        </div>
        <p class="said" role="status">{said}</p>
      </form>
      <Compare plan={plan} rank={rank} kept={kept} token={token} />
    </section>
  );
}

const near = (a: [number, number], b: [number, number]) => Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1]) * 111_320 < 40;

function Compare({ plan, rank, kept, token }: Pick<Props, 'plan' | 'rank' | 'kept' | 'token'>) {
  const [old, setOld] = useState<Walk | null>(null);
  if (kept.length === 0) return null;
  const stops = stopsOf(plan, rank);
  const listed = (names: string[]) => (names.length === 0 ? t.nothing : names.join('; '));
  const isIn = (f: (typeof stops)[number]) => old?.stops.some((s) => near(s.at, f.geometry.coordinates)) ?? false;
  return (
    <div class="walk-compare">
      <label class="label" for="compare">{t.compare}</label>
      <select class="input" id="compare" value={old?.id ?? ''} onChange={(event) => {
        const id = event.currentTarget.value;
        if (id === '') setOld(null);
        else walk(id, token).then(setOld, () => setOld(null));
      }}>
        <option value="">{t.compareNone}</option>
        {kept.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
      </select>
      {old && (
        <div role="status">
          <p>{t.both(listed(stops.filter(isIn).map((f) => named(f.properties.name))))}</p>
          <p>{t.onlyNew(listed(stops.filter((f) => !isIn(f)).map((f) => named(f.properties.name))))}</p>
          <p>{t.onlyOld(listed(old.stops.filter((s) => !stops.some((f) => near(s.at, f.geometry.coordinates))).map(named)))}</p>
        </div>
      )}
    </div>
  );
}
