import { useEffect, useRef, useState } from 'preact/hooks';
import { flawsOf, Refused } from '../atgarder/Problem.tsx';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/retention.ts';
import { TextField } from '../konto/fields.tsx';
import { makeRule, SINCE, TAKES } from '../lib/retention.ts';
import type { Catalogue } from '../lib/types.ts';
import { FieldError, FocusHeading } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';

type Props = { catalogue: Catalogue; token: string; alone: Alone; cancel: () => void; made: () => void };

/** A rule as it was decided. Entering it erases nothing. */
export function RuleForm({ catalogue, token, alone, cancel, made }: Props) {
  const [decision, setDecision] = useState('');
  const [decidedOn, setDecidedOn] = useState('');
  const [takes, setTakes] = useState<string>('words');
  const [months, setMonths] = useState('24');
  const [since, setSince] = useState<string>('told');
  const [category, setCategory] = useState('');
  const [beginsOn, setBeginsOn] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const flaws = flawsOf(error);
  useEffect(() => { if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(); }, [error]);
  const send = () => alone(async () => {
    setError(null);
    try {
      const n = /^\d{1,6}$/.test(months.trim()) ? Number(months) : 0;
      await makeRule({ decision, decided_on: decidedOn, takes, months: n, since, ...(category ? { category } : {}), ...(beginsOn ? { begins_on: beginsOn } : {}) }, token);
      made();
    } catch (refused) {
      setError(refused as Error);
    }
  });
  const Day = ({ id, name, label, help, value, set }: { id: string; name: string; label: string; help?: string; value: string; set: (value: string) => void }) => (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      {help && <p class="help" id={`h-${id}`}>{help}</p>}
      <FieldError id={`e-${id}`} text={flaws.get(name)} />
      <input class="input" type="date" id={id} value={value} aria-invalid={flaws.has(name)} aria-describedby={[help && `h-${id}`, flaws.has(name) && `e-${id}`].filter(Boolean).join(' ') || undefined} onInput={(e) => set(e.currentTarget.value)} />
    </div>
  );
  return (
    <form class="retention-form" ref={form} onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <FocusHeading level={2}>{t.form.title}</FocusHeading>
      <Refused error={error} />
      <TextField id="r-decision" label={t.form.decision} help={t.form.decisionHelp} value={decision} set={setDecision} autocomplete="off" flaw={flaws.get('decision')} />
      {Day({ id: 'r-decided', name: 'decided_on', label: t.form.decidedOn, value: decidedOn, set: setDecidedOn })}
      <Choice id="r-takes" label={t.form.takes} value={takes} set={setTakes} options={TAKES.map((word) => [word, t.takes[word] ?? word])} />
      <TextField id="r-months" label={t.form.months} value={months} set={setMonths} autocomplete="off" numeric flaw={flaws.get('months')} />
      <Choice id="r-since" label={t.form.since} value={since} set={setSince} options={SINCE.map((word) => [word, t.form.sinceWords[word] ?? word])} />
      <Choice id="r-category" label={t.form.category} value={category} set={setCategory} options={[['', t.form.all], ...catalogue.categories.map((one): [string, string] => [one.code, named(one)])]} />
      {Day({ id: 'r-begins', name: 'begins_on', label: t.form.beginsOn, help: t.form.beginsHelp, value: beginsOn, set: setBeginsOn })}
      <div class="row">
        <button type="submit" class="button">{t.form.save}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.cancel}</button>
      </div>
    </form>
  );
}

function Choice({ id, label, value, set, options }: { id: string; label: string; value: string; set: (value: string) => void; options: [string, string][] }) {
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select class="input" id={id} value={value} onChange={(e) => set(e.currentTarget.value)}>
        {options.map(([word, text]) => <option key={word} value={word}>{text}</option>)}
      </select>
    </div>
  );
}
