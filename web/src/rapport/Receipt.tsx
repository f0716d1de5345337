import { staying } from '../lib/municipality.ts';
import { useState } from 'preact/hooks';
import { dateTime, lang, page } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { ApiError, withdraw } from '../lib/api.ts';
import type { Receipt as Answer } from '../lib/types.ts';
import { CopyLink, FocusHeading } from '../ui/parts.tsx';
import { Photos } from '../ui/Photos.tsx';

type Props = { receipt: Answer; near: (() => void) | null; other: () => void; forget: () => void };

export const followUrl = (r: Answer): string => `${location.origin}${staying(page('/uppfoljning'))}#${r.follow_up_token}`;

export function Receipt({ receipt, near, other, forget }: Props) {
  const [state, setState] = useState<'sent' | 'withdrawing' | 'withdrawn'>('sent');
  const [failed, setFailed] = useState('');
  const r = t.receipt;
  const undo = async () => {
    setState('withdrawing');
    setFailed('');
    try {
      await withdraw(receipt.follow_up_token);
      forget();
      setState('withdrawn');
    } catch (error) {
      setState('sent');
      setFailed(error instanceof ApiError && error.status === 409 ? r.tooLate : r.withdrawFailed);
    }
  };
  if (state === 'withdrawn') {
    return (
      <section class="card receipt">
        <FocusHeading key="withdrawn">{r.withdrawn}</FocusHeading>
        <p>{r.withdrawnText}</p>
        <button type="button" class="button" onClick={other}>{r.writeAgain}</button>
      </section>
    );
  }
  return (
    <>
      <section class="card receipt">
        <FocusHeading key="sent">{r.heading}</FocusHeading>
        <dl>
          <div><dt>{r.reference}</dt><dd class="reference">{receipt.reference}</dd></div>
          <div><dt>{r.received}</dt><dd>{dateTime(receipt.received_at)}</dd></div>
        </dl>
        <h2>{r.link}</h2>
        <p class="help">{r.linkHelp}</p>
        <p class="link-text on-paper">{followUrl(receipt)}</p>
        <CopyLink url={followUrl(receipt)} label={r.copy} fieldLabel={r.link} />
        <h2>{r.next}</h2>
        <p>{lang === 'en' ? receipt.public.publish_rule_en : receipt.public.publish_rule}</p>
        <div class="row">
          {near && <button type="button" class="button" onClick={near}>{r.near}</button>}
          <button type="button" class="button button-outline" onClick={other}>{r.other}</button>
          <a class="button button-outline" href={staying(page('/karta'))}>{r.map}</a>
        </div>
        <div class="undo">
          <p class="help">{r.withdrawHelp}</p>
          <button type="button" class="link-button" disabled={state === 'withdrawing'} onClick={undo}>{r.withdraw}</button>
          <p class="field-error" role="alert">{failed}</p>
        </div>
      </section>
      <Photos token={receipt.follow_up_token} fresh />
    </>
  );
}
