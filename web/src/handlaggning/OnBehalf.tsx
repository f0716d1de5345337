import { useEffect, useRef, useState } from 'preact/hooks';
import { lang, named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { t as form } from '../i18n/report.ts';
import { ApiError } from '../lib/api.ts';
import { tellFor, type ToldBy } from '../lib/desk.ts';
import { uuid } from '../lib/uuid.ts';
import { Chip } from '../ui/parts.tsx';
import type { Known } from './App.tsx';
import { afterwards, bodyOf, emptyEntry, isUntouched, missing, type Entry, type Stored } from './entries.ts';
import { EntryFields } from './EntryFields.tsx';

const WAYS: ToldBy[] = ['phone', 'paper', 'meeting'];
const MOST = 50;
const today = (zone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(new Date());

type Props = { known: Known; token: string; refused: (error: unknown) => void };
/** What was sent and not answered: it is sent again as it was, under its own key. */
type Unsure = { key: string; reports: object[] };

/** Reports that came by telephone, on paper or at a meeting: several at once, and what became of each. */
export function OnBehalf({ known, token, refused }: Props) {
  const zone = known.town.municipality.time_zone;
  const [way, setWay] = useState<ToldBy>('phone');
  const [entries, setEntries] = useState<Entry[]>(() => [emptyEntry(today(zone))]);
  const [stored, setStored] = useState<Stored[]>([]);
  const [checked, setChecked] = useState(false);
  const [unsure, setUnsure] = useState<Unsure | null>(null);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const results = useRef<HTMLHeadingElement>(null);
  const touched = entries.some((entry) => !isUntouched(entry));
  // Nobody leaves what is half written without being asked.
  useEffect(() => {
    if (!touched) return undefined;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, [touched]);
  const change = (id: string, part: Partial<Entry>) => setEntries((now) => now.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)));
  const add = () => {
    const entry = emptyEntry(entries.at(-1)?.day ?? today(zone));
    setEntries([...entries, entry]);
    requestAnimationFrame(() => document.getElementById(`b-category-${entry.id}`)?.focus());
  };
  const remove = (id: string) => setEntries((now) => now.filter((entry) => entry.id !== id));

  const send = async (event: Event) => {
    event.preventDefault();
    setSaid('');
    setError([]);
    const bad = entries.find((entry) => missing(entry).length > 0);
    setChecked(true);
    if (bad && unsure === null) {
      setError([t.tell.incomplete]);
      document.getElementById(`b-category-${bad.id}`)?.focus();
      return;
    }
    const now = new Date();
    const sent = unsure ?? { key: uuid(), reports: entries.map((entry) => bodyOf(entry, now)) };
    setBusy(true);
    try {
      const { left, stored: added } = afterwards(entries, await tellFor(way, sent.reports, sent.key, token));
      setUnsure(null);
      setChecked(false);
      setStored([...added, ...stored]);
      setEntries(left.length > 0 ? left : [emptyEntry(today(zone))]);
      setSaid(t.tell.result(added.length, left.length));
      requestAnimationFrame(() => results.current?.focus());
    } catch (failed) {
      // Without an answer nobody knows whether it came; a refusal stored nothing.
      if (failed instanceof ApiError && failed.status < 500) {
        setUnsure(null);
        setError(failed.sentences(lang).length > 0 ? failed.sentences(lang) : [t.tell.failed]);
        refused(failed);
      } else {
        setUnsure(sent);
        setError([t.tell.unsure]);
      }
    } finally {
      setBusy(false);
    }
  };
  const kind = (code: string) => { const found = known.catalogue.categories.find((own) => own.code === code); return found ? named(found) : code; };
  return (
    <form class="desk-tell" onSubmit={send} noValidate aria-labelledby="tell-h">
      <h2 id="tell-h">{t.tell.title}</h2>
      <p class="lead">{t.tell.lead}</p>
      <h3 ref={results} tabIndex={-1} class={stored.length === 0 && said === '' ? 'vh' : undefined}>{t.tell.results}</h3>
      <p role="status" class="said">{said}</p>
      {stored.length > 0 && (
        <ul class="plain-list desk-stored">
          {stored.map((own) => <li key={own.reference}><span class="reference">{own.reference}</span> {kind(own.category)}, {own.place}</li>)}
        </ul>
      )}
      <fieldset disabled={unsure !== null} class="desk-entries">
        <fieldset class="sub">
          <legend>{t.tell.how}</legend>
          <div class="chips">
            {WAYS.map((own) => <Chip key={own} type="radio" name="told-by" value={own} checked={way === own} onChange={() => setWay(own)}>{t.tell.ways[own]}</Chip>)}
          </div>
        </fieldset>
        {entries.map((entry, nth) => (
          <EntryFields key={entry.id} entry={entry} nth={nth} known={known} checked={checked} change={(part) => change(entry.id, part)}
            remove={entries.length > 1 ? () => remove(entry.id) : null} />
        ))}
      </fieldset>
      {error.length > 0 && <div class="notice notice-error" role="alert">{error.map((text) => <p key={text}>{text}</p>)}</div>}
      <div class="row">
        {entries.length < MOST && unsure === null && <button type="button" class="button button-outline" onClick={add}>{t.tell.add}</button>}
        <button type="submit" class="button" disabled={busy}>{unsure ? t.tell.again : t.tell.send(entries.length)}</button>
      </div>
      <p class="help">{form.text.help}</p>
    </form>
  );
}
