import { t } from '../i18n/account.ts';
import type { Enrolled } from '../lib/accounts.ts';
import { FocusHeading } from '../ui/parts.tsx';
import { CopyText } from './fields.tsx';

/** What stands in for the telephone: shown once, to be printed or kept. */
export function Recovery({ enrolled: { login, recovery_codes }, done }: { enrolled: Enrolled; done: () => void }) {
  return (
    <>
      <FocusHeading>{t.recovery.title}</FocusHeading>
      <p class="lead">{t.recovery.lead}</p>
      <p class="on-paper">{t.recovery.of(login)} ({location.host})</p>
      <ol class="card account-codes" aria-label={t.recovery.list}>{recovery_codes.map((code) => <li key={code}><code>{code}</code></li>)}</ol>
      <div class="row no-print">
        <button type="button" class="button button-outline" onClick={() => print()}>{t.recovery.print}</button>
        <CopyText text={recovery_codes.join('\n')} label={t.recovery.copy} />
      </div>
      <p><button type="button" class="button button-big" id="codes-saved" onClick={done}>{t.recovery.saved}</button></p>
    </>
  );
}
