import { useEffect, useState } from 'preact/hooks';
import { date } from '../i18n/index.ts';
import { t } from '../i18n/disclosure.ts';
import { Toggle } from '../karta/Filters.tsx';
import * as ask from '../lib/disclosures.ts';
import type { Whole } from '../lib/disclosures.ts';
import { FocusHeading, LoadFailed, Loading } from '../ui/parts.tsx';
import { useRefusal } from '../ui/StaffPage.tsx';
import { Still } from '../ui/Still.tsx';
import { useAlone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';
import { Find } from './Find.tsx';
import { HandOut } from './HandOut.tsx';
import { Look } from './Look.tsx';

const STEPS = ['find', 'look', 'hand'] as const;

/** A request: find, look at each, hand out. */
export function Request({ id, known, back }: { id: string; known: Known; back: () => void }) {
  const [whole, setWhole] = useState<Whole | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [step, setStep] = useState<(typeof STEPS)[number] | null>(null);
  /** The law that was last written: the next mask begins with it. */
  const [law, setLaw] = useState('');
  const { alone, saving, slow } = useAlone();
  useRefusal(known.session, error);
  const load = () => {
    setError(null);
    ask.one(id, known.token).then(setWhole, setError);
  };
  useEffect(load, [id]);
  const done = whole?.reports.filter((own) => own.looked).length ?? 0;
  const all = whole?.reports.length ?? 0;
  const now = whole?.state !== 'open' ? 'hand' : step ?? (all === 0 ? 'find' : done === all ? 'hand' : 'look');
  const name = { find: t.step.find, look: t.step.look(done, all), hand: t.step.hand };
  return (
    <section class="disclosure">
      <Still saving={saving} slow={slow}>
        <p class="no-print"><button type="button" class="link-button" onClick={back}>{t.list.back}</button></p>
        {whole === null && (error ? <LoadFailed again={load} /> : <Loading on />)}
        {whole && (
          <>
            <FocusHeading key={whole.state} level={2}>{whole.diary_number}</FocusHeading>
            <p><span class={`badge disclosure-${whole.state}`}>{t.states[whole.state]}</span> <span class="quiet">{t.list.asked(date(whole.asked_on))}</span></p>
            <p lang="sv">{whole.wanted}</p>
            {whole.state === 'open' && (
              <div class="toggles" role="group" aria-label={t.steps}>
                {STEPS.map((own) => <Toggle key={own} on={own === now} press={() => setStep(own)}>{name[own]}</Toggle>)}
              </div>
            )}
            {now === 'find' && <Find whole={whole} known={known} alone={alone} changed={(next) => { setWhole(next); setStep('look'); }} />}
            {now === 'look' && <Look whole={whole} known={known} law={law} setLaw={setLaw} alone={alone} saving={saving} changed={load} hand={() => setStep('hand')} />}
            {now === 'hand' && <HandOut whole={whole} known={known} n={all - done} alone={alone} changed={load} put={setWhole} />}
          </>
        )}
      </Still>
    </section>
  );
}
