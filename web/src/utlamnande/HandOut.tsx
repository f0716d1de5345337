import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/disclosure.ts';
import { Refused } from '../atgarder/Problem.tsx';
import { momentIn } from '../handlaggning/words.ts';
import { Toggle } from '../karta/Filters.tsx';
import { status } from '../lib/api.ts';
import * as ask from '../lib/disclosures.ts';
import { FORMS, type Form, type Preview, type RequestState, type Whole } from '../lib/disclosures.ts';
import { save } from '../ui/save.ts';
import type { Alone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';

const TYPES: Record<Form, string> = { html: 'text/html', csv: 'text/csv', json: 'application/json' };

type Props = { whole: Whole; known: Known; n: number; alone: Alone; changed: () => void; put: (whole: Whole) => void };

/** The file as it will be, the files that were handed out, and what became of the request. `n`: so many nobody has looked at. */
export function HandOut({ whole, known: { town, token }, n, alone, changed, put }: Props) {
  const [form, setForm] = useState<Form>('html');
  const [shown, setShown] = useState<Preview | null>(null);
  const [tries, setTries] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const [said, setSaid] = useState('');
  const open = whole.state === 'open';
  const masks = whole.reports.map((own) => own.version).join();
  useEffect(() => {
    if (!open || whole.reports.length === 0) return undefined;
    let left = false;
    setShown(null);
    ask.preview(whole.id, form, token).then((file) => { if (!left) { setShown(file); if (tries === 0) setError(null); } }, (wrong: Error) => { if (!left) setError(wrong); });
    return () => { left = true; };
  }, [form, open, masks, tries]);
  const hand = () => alone(async () => {
    if (shown === null) return;
    try {
      const bytes = await ask.handOut(whole.id, shown, token);
      const name = `utlamnande-${whole.diary_number.replace(/[^\p{L}\p{N}]+/gu, '-')}.${form}`;
      save(name, TYPES[form], bytes);
      setSaid(t.hand.done(name));
      setError(null);
      changed();
    } catch (wrong) {
      setError(wrong as Error);
      // The file is another one by now: it is shown as it is, with the sentence that says so.
      if (status(wrong as Error) === 409) {
        setTries((nth) => nth + 1);
        changed();
      }
    }
  });
  const state = (to: RequestState) => alone(async () => {
    try {
      put(await ask.putState(whole, to, token));
      setError(null);
    } catch (wrong) {
      setError(wrong as Error);
      changed();
    }
  });
  return (
    <>
      <Refused error={error} />
      {open && whole.reports.length === 0 && <p>{t.mask.none}</p>}
      {open && whole.reports.length > 0 && (
        <section aria-labelledby="preview-h">
          <h3 id="preview-h">{t.hand.preview}</h3>
          <p class="help">{t.hand.previewHelp}</p>
          <div class="toggles" role="group" aria-label={t.hand.form}>{FORMS.map((own) => <Toggle key={own} on={own === form} press={() => setForm(own)}>{t.hand.forms[own]}</Toggle>)}</div>
          {shown !== null && (
            <div class="disclosure-file" role="region" tabIndex={0} aria-label={t.hand.forms[form]}>{shown.form === 'html' ? <Page text={shown.text} /> : <pre>{shown.text}</pre>}</div>
          )}
          {shown !== null && <p class="disclosure-hash">{t.hand.hash} <code>{shown.sha256}</code></p>}
          {n > 0 && <p class="notice">{t.hand.wait(n)}</p>}
          <div class="row"><button type="button" class="button" disabled={n > 0 || shown === null} onClick={() => void hand()}>{t.hand.export}</button></div>
        </section>
      )}
      {!open && <p>{whole.state === 'closed' ? t.hand.closed : t.hand.answered}</p>}
      <p class="said" role="status">{said}</p>
      <section aria-labelledby="log-h">
        <h3 id="log-h">{t.hand.log}</h3>
        {whole.exports.length === 0 ? <p>{open ? t.hand.none : t.hand.nothing}</p> : (
          <ol class="disclosure-log">
            {whole.exports.map((own) => (
              <li key={own.nth}>
                <strong>{t.hand.forms[own.form]}</strong>, {t.hand.n(own.n_reports)}. {t.hand.made(momentIn(town.municipality.time_zone)(own.made_at), own.made_by)} {own.handed_out_at === null ? t.hand.notYet : t.hand.given(momentIn(town.municipality.time_zone)(own.handed_out_at))}
                <span class="quiet">{Object.entries(own.n_masks_by_law).map(([law, count]) => `${law}: ${count}`).join(' · ') || t.hand.noMasks}</span>
                <code>SHA-256 {own.sha256}</code>
              </li>
            ))}
          </ol>
        )}
      </section>
      {whole.state !== 'closed' && <Became whole={whole} put={state} />}
    </>
  );
}

/** The page as it stands in the file, with its own style; nothing in it runs. */
function Page({ text }: { text: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = box.current;
    if (!host) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    // Our policy lets no style element in: its rules are taken over by the script.
    const style = /<style>([^<]*)<\/style>/u.exec(text);
    const file = new DOMParser().parseFromString(text.replace(style?.[0] ?? '', ''), 'text/html');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync((style?.[1] ?? '').replace(/\bbody\{/u, '.page{'));
    root.adoptedStyleSheets = [sheet];
    const page = document.createElement('div');
    page.className = 'page';
    page.append(...file.body.childNodes);
    root.replaceChildren(page);
  }, [text]);
  return <div ref={box} lang="sv" />;
}

function Became({ whole, put }: { whole: Whole; put: (to: RequestState) => Promise<void> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <section class="no-print" aria-labelledby="became-h">
      <h3 id="became-h">{t.hand.state}</h3>
      <div class="row">
        {whole.state === 'open' && whole.exports.length > 0 && <button type="button" class="button button-outline" onClick={() => void put('handed_out')}>{t.hand.give}</button>}
        {whole.state === 'open' && <button type="button" class="button button-outline" onClick={() => void put('refused')}>{t.hand.refuse}</button>}
        {whole.state !== 'open' && <button type="button" class="button button-outline" onClick={() => void put('open')}>{t.hand.reopen}</button>}
        <button type="button" class="button button-outline" onClick={() => dialog.current?.showModal()}>{t.hand.close}</button>
      </div>
      <dialog ref={dialog} class="dialog" aria-labelledby="sure-h" aria-describedby="sure-p">
        <h2 id="sure-h">{t.hand.sure}</h2>
        <p id="sure-p">{t.hand.sureHelp}</p>
        <div class="row">
          <button type="button" class="button button-outline" onClick={() => dialog.current?.close()}>{t.hand.cancel}</button>
          <button type="button" class="button" onClick={() => { dialog.current?.close(); void put('closed'); }}>{t.hand.closeNow}</button>
        </div>
      </dialog>
    </section>
  );
}
