import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/disclosure.ts';
import { Refused } from '../atgarder/Problem.tsx';
import { status } from '../lib/api.ts';
import * as ask from '../lib/disclosures.ts';
import type { Masks, Sheet, Whole } from '../lib/disclosures.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';
import { Masking } from './Masking.tsx';

type Props = { whole: Whole; known: Known; law: string; setLaw: (law: string) => void; alone: Alone; saving: boolean; changed: () => void; hand: () => void };

/** Report by report: what is masked, by which law, and that somebody has looked. */
export function Look({ whole, known, law, setLaw, alone, saving, changed, hand }: Props) {
  const open = whole.reports.findIndex((own) => !own.looked);
  const [number, setNumber] = useState(whole.reports[Math.max(open, 0)]?.number ?? null);
  const [read, setRead] = useState<Sheet | null>(null);
  // Never one report under the number of another.
  const sheet = read?.report.number === number ? read : null;
  const [error, setError] = useState<Error | null>(null);
  const [said, setSaid] = useState('');
  const [tries, setTries] = useState(0);
  const at = whole.reports.findIndex((own) => own.number === number);
  useEffect(() => {
    if (number === null) return undefined;
    let left = false;
    setRead(null);
    ask.sheet(whole.id, number, known.token).then((found) => { if (!left) setRead(found); }, (wrong: Error) => { if (!left) setError(wrong); });
    return () => { left = true; };
  }, [number, tries]);
  useEffect(() => setError(null), [number]);
  const step = (by: 1 | -1) => {
    const next = whole.reports[at + by];
    if (next) setNumber(next.number);
  };
  // What was ticked off here, also before the list has come anew.
  const ticked = useRef(new Set<number>());
  const put = (masks: Masks, looked: boolean) => alone(async () => {
    if (!sheet) return;
    try {
      setRead(await ask.putMasks(whole.id, sheet, masks, looked, known.token));
      setError(null);
      changed();
      if (looked) ticked.current.add(sheet.report.number);
      else ticked.current.delete(sheet.report.number);
      const rest = whole.reports.filter((own) => !own.looked && own.number !== sheet.report.number && !ticked.current.has(own.number));
      const next = rest.find((own) => whole.reports.indexOf(own) > at) ?? rest[0];
      setSaid(looked && !next ? t.mask.allDone : t.mask.saved);
      if (looked && next) setNumber(next.number);
      else if (looked) hand();
    } catch (wrong) {
      setError(wrong as Error);
      if ([409, 412].includes(status(wrong as Error))) {
        setSaid(t.mask.other);
        setTries((n) => n + 1);
      }
    }
  });
  const drop = () => alone(async () => {
    if (!sheet) return;
    try {
      await ask.drop(whole.id, sheet.report.number, known.token);
      const next = whole.reports[at + 1] ?? whole.reports[at - 1];
      setNumber(next?.number ?? null);
      changed();
    } catch (wrong) {
      setError(wrong as Error);
    }
  });
  const again = () => {
    setError(null);
    setTries((n) => n + 1);
  };
  if (whole.reports.length === 0 || number === null) return <p>{t.mask.none}</p>;
  const mark = (own: Whole['reports'][number]) => (own.stale ? t.mask.stale : own.looked ? t.mask.looked : t.mask.proposal);
  return (
    <div class="disclosure-look">
      <nav class="disclosure-queue" aria-labelledby="queue-h">
        <h3 id="queue-h">{t.mask.list}</h3>
        <ul class="desk-list">
          {whole.reports.map((own) => (
            <li key={own.number}><button type="button" aria-current={own.number === number ? 'true' : undefined} onClick={() => setNumber(own.number)}>
              <span class="place-name">{own.reference ?? own.number}</span><span class="quiet">{mark(own)}</span></button></li>
          ))}
        </ul>
      </nav>
      <div>
        <p class="said" role="status">{said}</p>
        {sheet === null && error ? <LoadFailed again={again} /> : <Refused error={error} />}
        {sheet === null && !error && <Loading on />}
        {sheet && <Masking key={`${sheet.report.number}-${sheet.version}`} id={whole.id} sheet={sheet} nth={t.mask.nth(at + 1, whole.reports.length)} known={known} law={law} setLaw={setLaw} saving={saving} put={put} step={step} drop={drop} />}
      </div>
      <datalist id="laws">{['OSL 21:1', 'OSL 32:1', 'OSL 18:1'].map((own) => <option key={own} value={own}>{own}</option>)}</datalist>
    </div>
  );
}
