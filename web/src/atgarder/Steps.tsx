import { useState } from 'preact/hooks';
import { t } from '../i18n/remedies.ts';
import { changeRemedy, removeRemedy, type Remedy, type RemedyDraft, type RemedyState } from '../lib/register.ts';
import type { Alone } from '../ui/useAlone.ts';
import { Line } from './Form.tsx';
import { flawsOf, Refused } from './Problem.tsx';

type Props = { remedy: Remedy; token: string; today: string; alone: Alone; changed: (remedy: Remedy | null) => void; edit: () => void };

/** A step that needs a word more: a day, or a reason. */
const asks = (to: RemedyState): boolean => to === 'done' || to === 'dropped' || to === 'started';

/** What can be done with a remedy from here: the steps its state allows, a change, and for a proposal to take it out. */
export function Steps({ remedy, token, today, alone, changed, edit }: Props) {
  const [open, setOpen] = useState<RemedyState | null>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState<Error | null>(null);
  const step = (to: RemedyState, more: Partial<RemedyDraft> = {}) => alone(async () => {
    try {
      const next = await changeRemedy(remedy, { state: to, ...more }, token);
      setOpen(null);
      setError(null);
      changed(next);
    } catch (refused) {
      setError(refused as Error);
    }
  });
  const remove = () => alone(async () => {
    try {
      await removeRemedy(remedy, token);
      changed(null);
    } catch (refused) {
      setError(refused as Error);
    }
  });
  const begin = (to: RemedyState) => {
    // Not done after all: nothing to ask.
    if (!asks(to) || remedy.state === 'done') return void step(to);
    setText(to === 'dropped' ? '' : today);
    setError(null);
    setOpen(to);
  };
  const finish = (event: Event) => {
    event.preventDefault();
    if (open === 'dropped') void step(open, { reason: text });
    else if (open === 'done') void step(open, { done_on: text || null });
    else if (open) void step(open, { started_on: text || null });
  };
  const label = open === 'dropped' ? t.field.reason : open === 'done' ? t.field.doneOn : t.field.startedOn;
  const flaws = flawsOf(error);
  return (
    <div class="remedy-steps">
      <div class="row">
        {remedy.next.map((to) => (
          <button key={to} type="button" class="link-button" aria-expanded={asks(to) && remedy.state !== 'done' ? open === to : undefined} onClick={() => begin(to)}>
            {remedy.state === 'done' && to === 'started' ? t.undone : t.steps[to]}<span class="vh">: {remedy.place_name}</span>
          </button>
        ))}
        <button type="button" class="link-button" onClick={edit}>{t.change}<span class="vh">: {remedy.place_name}</span></button>
        {!remedy.public && <button type="button" class="link-button" onClick={() => void remove()}>{t.remove}<span class="vh">: {remedy.place_name}</span></button>}
      </div>
      {open && (
        <form class="remedy-step" onSubmit={finish} noValidate>
          <Line id={`step-${remedy.id}`} type={open === 'dropped' ? 'text' : 'date'} label={label} value={text} set={setText}
            {...(open === 'dropped' ? { help: t.help.reason } : {})} flaw={flaws.get('reason') ?? flaws.get('done_on') ?? flaws.get('started_on')} />
          <div class="row">
            <button type="submit" class="button">{t.steps[open]}</button>
            <button type="button" class="button button-outline" onClick={() => setOpen(null)}>{t.cancel}</button>
          </div>
        </form>
      )}
      <Refused error={error} />
    </div>
  );
}
