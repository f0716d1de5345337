import { useState } from 'preact/hooks';
import { t } from '../i18n/audit.ts';
import { chain, type Chain as Walked } from '../lib/audit.ts';

/** Whether the log is as it was written. */
export function Chain({ token }: { token: string }) {
  const [walked, setWalked] = useState<Walked | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const walk = async () => {
    setBusy(true);
    setFailed(false);
    setWalked(null);
    try {
      setWalked(await chain(token));
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  return (
    <section class="card" aria-labelledby="chain-h">
      <h2 id="chain-h">{t.chain}</h2>
      <p class="help">{t.chainHelp}</p>
      <div role="status" id="chain-said">
        {busy && <p>{t.chainBusy}</p>}
        {walked?.seal && (
          <>
            <p><strong class="standing is-kept"><span aria-hidden="true">✓</span> {t.chainHolds(walked.n_lines)}</strong></p>
            <p>{t.lastSeal} <code class="audit-seal">{walked.seal}</code></p>
          </>
        )}
        {walked?.broken_at && <p><strong class="standing is-late"><span aria-hidden="true">×</span> {t.chainBroken(walked.broken_at)}</strong> {t.chainBrokenHelp}</p>}
        {failed && <p>{t.chainFailed}</p>}
      </div>
      <button type="button" class="button button-outline no-print" id="walk-chain" disabled={busy} onClick={() => void walk()}>{t.chainWalk}</button>
    </section>
  );
}
