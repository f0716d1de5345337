import { useState } from 'preact/hooks';
import { dateTime, lang, page } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import { ApiError } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import { uuid } from '../lib/uuid.ts';
import { takeStep, type Step, type WalkLine } from '../lib/walks.ts';

type Props = { kept: WalkLine[]; token: string; again: () => void; renew: (walk: WalkLine) => void };

/** Every walk and what comes next for it. */
export function Kept({ kept, token, again, renew }: Props) {
  const [error, setError] = useState('');
  const [heads, setHeads] = useState<Record<string, string>>({});
  const take = (one: WalkLine, step: Step) => {
    setError('');
    const n = Number(heads[one.id] ?? '');
    const participants = step === 'walk' && Number.isInteger(n) && n > 0 ? { participants: n } : {};
    takeStep(one.id, { id: uuid(), step, at: new Date().toISOString(), ...participants }, token).then(again, (caught: Error) => {
      const flaw = caught instanceof ApiError ? caught.flaws[0] : undefined;
      setError(flaw ? (lang === 'sv' ? flaw.detail_sv : flaw.detail_en) : caught.message);
    });
  };
  const link = (path: string, one: WalkLine) => staying(`${page(path)}?walk=${one.id}`);
  return (
    <section class="card walk-kept no-print" aria-labelledby="kept-h">
      <h2 id="kept-h">{t.kept}</h2>
      <p class="field-error" role="alert">{error}</p>
      {kept.length === 0 ? <p>{t.keptNone}</p> : (
        <div class="table-scroll" tabIndex={0} role="region" aria-label={t.keptCaption}>
          <table>
            <caption class="vh">{t.keptCaption}</caption>
            <thead><tr>{(['title', 'when', 'state', 'next', 'open'] as const).map((head) => <th scope="col" key={head}>{t.keptHead[head]}</th>)}</tr></thead>
            <tbody>
              {kept.map((one) => (
                <tr key={one.id}>
                  <th scope="row">{one.title} <span class="quiet">{t.kinds[one.kind]}</span></th>
                  <td>{dateTime(one.starts_at)}</td>
                  <td>{t.state[one.state]}{one.participants !== null && <span class="quiet"> {t.heads}: {one.participants}</span>}</td>
                  <td class="walk-actions">
                    {one.next_step === 'walk' && (
                      <label class="heads">{t.heads} <input class="input tiny" type="number" min={1} max={500} value={heads[one.id] ?? ''} onInput={(event) => setHeads({ ...heads, [one.id]: event.currentTarget.value })} /></label>
                    )}
                    {one.next_step === 'walk' && Number(heads[one.id] ?? 0) > 20 && <span class="help" role="status">{t.manyHeads}</span>}
                    {one.next_step === 'new_walk' && <button type="button" class="small-button" aria-label={t.stepFor(t.step.new_walk, one.title)} onClick={() => renew(one)}>{t.step.new_walk}</button>}
                    {one.next_step !== null && one.next_step !== 'new_walk' && (
                      <button type="button" class="small-button" aria-label={t.stepFor(t.step[one.next_step], one.title)} onClick={() => take(one, one.next_step as Step)}>{t.step[one.next_step]}</button>
                    )}
                    {(one.state === 'planned' || one.state === 'prepared') && (
                      <button type="button" class="small-button" aria-label={t.stepFor(t.step.cancel, one.title)} onClick={() => take(one, 'cancel')}>{t.step.cancel}</button>
                    )}
                  </td>
                  <td><a href={link('/vandring', one)} aria-label={`${t.phone}: ${one.title}`}>{t.phone}</a> <a href={link('/vandringar/protokoll', one)} aria-label={`${t.protocol}: ${one.title}`}>{t.protocol}</a></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
