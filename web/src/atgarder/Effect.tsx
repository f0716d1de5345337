import { useState } from 'preact/hooks';
import { t } from '../i18n/remedies.ts';
import { effect, type Effect as Found, type Remedy } from '../lib/register.ts';
import { effectTexts } from './effect.ts';

/** What a study could show before the remedy starts, and what it shows when there is one; asked for when it is opened. */
export function Effect({ remedy, token }: { remedy: Remedy; token: string }) {
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState(false);
  const ask = (open: boolean) => {
    if (!open || found) return;
    setFailed(false);
    effect(remedy.id, token).then(setFound, () => setFailed(true));
  };
  return (
    <details class="remedy-effect no-print" onToggle={(e) => ask(e.currentTarget.open)}>
      <summary>{t.effect}<span class="vh">: {remedy.place_name}</span></summary>
      <div role="status">
        {failed && <p>{t.effectFailed}</p>}
        {found && effectTexts(found).map((text) => <p key={text}>{text}</p>)}
      </div>
    </details>
  );
}
