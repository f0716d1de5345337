import { useEffect, useRef, useState } from 'preact/hooks';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { date, page } from '../i18n/index.ts';
import { t } from '../i18n/retention.ts';
import { TextField } from '../konto/fields.tsx';
import { Sure } from '../konton/Sure.tsx';
import { status } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import { endHold, numbersIn, openHold, type Hold } from '../lib/retention.ts';
import { FocusHeading, focusOn } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';

type Props = { all: Hold[]; token: string; alone: Alone; done: (said: string) => void; again: () => void };

/** What must not be erased now. */
export function Holds({ all, token, alone, done, again }: Props) {
  const [opening, setOpening] = useState(false);
  const [asks, setAsks] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const current = all.filter((hold) => !hold.ended_at);
  const old = all.filter((hold) => hold.ended_at);
  const end = (hold: Hold) => alone(async () => {
    setAsks(null);
    setError(null);
    try {
      await endHold(hold, token);
      done(t.holdOver);
    } catch (refused) {
      setError(refused as Error);
      if ([404, 412].includes(status(refused as Error))) again();
    }
  });
  return (
    <section class="card no-print" aria-labelledby="holds-h">
      <h2 id="holds-h">{t.holds}</h2>
      <p class="help">{t.holdsHelp}</p>
      <Refused error={error} />
      {current.length === 0 && <p>{t.noHolds}</p>}
      <ul class="plain-list" id="holds">
        {current.map((hold) => (
          <li key={hold.id}>
            <p><strong>{hold.reference}</strong> <Covered hold={hold} /> <span class="quiet">{t.openedBy(date(hold.opened_at), hold.opened_by)}</span></p>
            {hold.request ? <p class="quiet">{t.heldByRequest} <a href={staying(page('/utlamnande') + `?request=${encodeURIComponent(hold.request)}`)}>{t.toRequest(hold.reference)}</a></p>
              : <button type="button" class="link-button" aria-expanded={asks === hold.id} onClick={() => setAsks(hold.id)}>{t.endHold}<span class="vh">: {hold.reference}</span></button>}
            {asks === hold.id && <Sure question={t.sureHold(hold.reference)} yes={t.yesHold} go={() => void end(hold)} cancel={() => setAsks(null)} />}
          </li>
        ))}
      </ul>
      {opening
        ? <HoldForm token={token} alone={alone} cancel={() => { setOpening(false); focusOn('open-hold'); }} opened={() => { setOpening(false); done(t.opened); }} />
        : <button type="button" class="button button-outline" id="open-hold" onClick={() => setOpening(true)}>{t.open}</button>}
      {old.length > 0 && (
        <details>
          <summary>{t.oldHolds(old.length)}</summary>
          <ul class="plain-list">
            {old.map((hold) => <li key={hold.id}><p>{hold.reference} <Covered hold={hold} /> <span class="quiet">{t.openedBy(date(hold.opened_at), hold.opened_by)} {t.endedHold(date(hold.ended_at ?? ''), hold.ended_by ?? '')}</span></p></li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

function Covered({ hold: { reports } }: { hold: Hold }) {
  if (!reports) return <>{t.everything}</>;
  if (reports.length <= 6) return <>{t.covers(reports.length)}: {reports.join(', ')}.</>;
  return <details class="held-numbers"><summary>{t.covers(reports.length)}</summary><p>{reports.join(', ')}</p></details>;
}

function HoldForm({ token, alone, cancel, opened }: { token: string; alone: Alone; cancel: () => void; opened: () => void }) {
  const [reference, setReference] = useState('');
  const [all, setAll] = useState(true);
  const [numbers, setNumbers] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const flaws = flawsOf(error);
  useEffect(() => { if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(); }, [error]);
  const send = () => alone(async () => {
    setError(null);
    try {
      // What is no number is no report: the server says what to do.
      await openHold({ reference, ...(all ? {} : { reports: numbersIn(numbers) ?? [] }) }, token);
      opened();
    } catch (refused) {
      setError(refused as Error);
    }
  });
  return (
    <form class="retention-form" ref={form} onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <FocusHeading level={2}>{t.holdForm.title}</FocusHeading>
      <Refused error={error} />
      <TextField id="h-reference" label={t.holdForm.reference} help={t.holdForm.referenceHelp} value={reference} set={setReference} autocomplete="off" flaw={flaws.get('reference')} />
      <fieldset>
        <legend class="label">{t.holdForm.covers}</legend>
        {[true, false].map((everything) => (
          <label class="option" key={String(everything)}>
            <input type="radio" name="covers" checked={all === everything} onChange={() => setAll(everything)} />
            <span>{everything ? t.holdForm.everything : t.holdForm.reports}</span>
          </label>
        ))}
      </fieldset>
      {!all && <TextField id="h-numbers" label={t.holdForm.numbers} help={t.holdForm.numbersHelp} value={numbers} set={setNumbers} autocomplete="off" flaw={flaws.get('reports')} />}
      <div class="row">
        <button type="submit" class="button">{t.holdForm.save}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.cancel}</button>
      </div>
    </form>
  );
}
