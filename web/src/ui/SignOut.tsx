import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/work.ts';
import { staying } from '../lib/municipality.ts';
import { flush, sender, unsent } from '../lib/walkQueue.ts';
import { bestWalkStore } from '../lib/walkStore.ts';
import type { Session } from './session.ts';

type Props = { session: Session; kind: string; id?: string; go: () => void; children: ComponentChildren };

/** Whoever leaves waits no longer than this for a network that takes its time. */
const MOST_WAITED_MS = 5000;

/** How much of what was seen on walks could not be sent, after one more try. */
async function leftHere(token: string | null): Promise<number> {
  const store = await bestWalkStore();
  if (token !== null && unsent(await store.items()).length > 0) {
    const waited = new Promise((done) => { setTimeout(done, MOST_WAITED_MS); });
    await Promise.race([flush(store, sender(token, staying), true), waited]);
  }
  return unsent(await store.items()).length;
}

/** Signs out. Where something from a walk is on this device and nowhere else, that is said first. */
export function SignOut({ session, kind, id, go, children }: Props) {
  const [left, setLeft] = useState(0);
  const ask = async () => {
    const n = await leftHere(session.token).catch(() => 0);
    if (n > 0) setLeft(n);
    else go();
  };
  return (
    <>
      <button type="button" class={kind} id={id} onClick={() => void ask()}>{children}</button>
      {left > 0 && <Unsent n={left} go={() => { setLeft(0); go(); }} stay={() => setLeft(0)} />}
    </>
  );
}

function Unsent({ n, go, stay }: { n: number; go: () => void; stay: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  // In the same moment as it is drawn: the next key goes to it.
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="notice" role="group" aria-label={t.unsent(n)}>
      <p><strong>{t.unsent(n)}</strong> {t.unsentHelp}</p>
      <p class="row">
        <button type="button" class="button" ref={first} onClick={stay}>{t.unsentStay}</button>
        <button type="button" class="button button-outline" onClick={go}>{t.unsentGo}</button>
      </p>
    </div>
  );
}
