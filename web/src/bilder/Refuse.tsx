import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/looking.ts';
import { Chip } from '../ui/parts.tsx';

const OTHER = 'other';

/** Why, in a sentence that whoever sent the photo reads. */
export function Refuse({ refuse, cancel }: { refuse: (reason: string) => void; cancel: () => void }) {
  const [chosen, setChosen] = useState(t.reasons[0] ?? OTHER);
  const [own, setOwn] = useState('');
  const form = useRef<HTMLFormElement>(null);
  // The button that was pressed is gone: the question takes its place.
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), []);
  return (
    <form class="photo-refuse" ref={form} onSubmit={(event) => { event.preventDefault(); refuse(chosen === OTHER ? own : chosen); }} noValidate>
      <fieldset>
        <legend class="label">{t.reason}</legend>
        <div class="chips">
          {t.reasons.map((text) => <Chip key={text} type="radio" name="reason" value={text} checked={chosen === text} onChange={() => setChosen(text)}>{text}</Chip>)}
          <Chip type="radio" name="reason" value={OTHER} checked={chosen === OTHER} onChange={() => setChosen(OTHER)}>{t.otherReason}</Chip>
        </div>
        {chosen === OTHER && (
          <>
            <label class="label" for="own-reason">{t.ownReason}</label>
            <input class="input" id="own-reason" maxLength={300} value={own} onInput={(event) => setOwn(event.currentTarget.value)} />
          </>
        )}
      </fieldset>
      <div class="row">
        <button type="submit" class="button button-danger">{t.confirm}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.cancel}</button>
      </div>
    </form>
  );
}
