import { dateTime, lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { KEEP_DAYS, type Sent, type Waiting } from '../lib/queue.ts';
import { followUrl } from './Receipt.tsx';

type Props = {
  waiting: Waiting[];
  sent: Sent[];
  edit: (item: Waiting) => void;
  remove: (item: Waiting) => void;
  send: () => void;
  forget: (item: Sent) => void;
};

/** What this device holds: reports not yet sent, and the links of those that were. */
export function Outbox({ waiting, sent, edit, remove, send, forget }: Props) {
  const w = t.waiting;
  return (
    <>
      {waiting.length > 0 && (
        <section class="card outbox" aria-labelledby="waiting-h">
          <h2 id="waiting-h">{w.heading(waiting.length)}</h2>
          <p class="help">{w.help(KEEP_DAYS)}</p>
          <ul class="plain-list">
            {waiting.map((item) => (
              <li key={item.key}>
                <p><strong>{item.label}</strong><br /><span class="quiet">{w.written(dateTime(item.createdAt))}</span></p>
                {item.flaws && (
                  <div class="field-error">
                    <p>{w.rejected}</p>
                    <ul>{item.flaws.map((f) => <li key={f.pointer + f.code}>{lang === 'en' ? f.detail_en : f.detail_sv}</li>)}</ul>
                  </div>
                )}
                <div class="row">
                  <button type="button" class="button button-outline" onClick={() => edit(item)}>{w.edit}<span class="vh"> {item.label}</span></button>
                  <button type="button" class="button button-outline" onClick={() => remove(item)}>{w.remove}<span class="vh"> {item.label}</span></button>
                </div>
              </li>
            ))}
          </ul>
          <button type="button" class="button" onClick={send}>{w.sendNow}</button>
        </section>
      )}
      {sent.length > 0 && (
        <section class="card outbox" aria-labelledby="sent-h">
          <h2 id="sent-h">{w.sentHeading}</h2>
          <p class="help">{w.sentHelp}</p>
          <ul class="plain-list">
            {sent.map((item) => (
              <li key={item.key} class="sent-row">
                <p><strong>{item.label}</strong><br /><span class="quiet">{dateTime(item.sentAt)}</span></p>
                <div class="row">
                  <a class="button button-outline" href={followUrl(item.receipt)}>{w.follow(item.receipt.reference)}</a>
                  <button type="button" class="link-button" onClick={() => forget(item)}>{w.forgetShort}<span class="vh"> {item.receipt.reference}</span></button>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
