import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { lang, named } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { check } from '../lib/api.ts';
import type { Outcome, Waiting } from '../lib/queue.ts';
import type { Catalogue, Flaw, Town } from '../lib/types.ts';
import { uuid } from '../lib/uuid.ts';
import { emptyDraft, fieldOf, isEmpty, missing, saveDraft, toBody, type Draft } from './draft.ts';
import { ErrorSummary, type Shown } from './ErrorSummary.tsx';
import { Preview } from './Preview.tsx';
import { Severity } from './Severity.tsx';
import { What } from './What.tsx';
import { WhenField } from './When.tsx';
import { Where } from './Where.tsx';
import { Words } from './Words.tsx';

type Props = {
  town: Town;
  catalogue: Catalogue;
  start: Draft;
  put: (item: Waiting) => Promise<void>;
  remove: (key: string) => Promise<void>;
  send: (key: string) => Promise<Outcome[]>;
  done: (outcome: Outcome, draft: Draft) => void;
};

function localFlaws(draft: Draft): Flaw[] {
  return missing(draft).map(({ pointer, what }) => {
    const over = draft.text.trim().length - 2000;
    const text = what === 'tooLong' ? t.errors.tooLong(over) : t.errors[what];
    return { pointer, code: 'required', detail_sv: text, detail_en: text };
  });
}

const show = (flaws: Flaw[]): Shown[] => flaws.map((f) => ({
  field: fieldOf(f.pointer),
  text: f.code === 'idempotency_key_reused' ? t.errors.keyReused : lang === 'en' ? f.detail_en : f.detail_sv,
}));

export function Form({ town, catalogue, start, put, remove, send, done }: Props) {
  const [draft, setDraft] = useState(start);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [round, setRound] = useState(0);
  const [sending, setSending] = useState(false);
  const [cleared, setCleared] = useState<Draft | null>(null);
  const latest = useRef(draft);
  latest.current = draft;
  // Before the browser has a chance to leave the page.
  useLayoutEffect(() => saveDraft(draft), [draft]);

  const change = (part: Partial<Draft>) => {
    setDraft((d) => ({ ...d, ...part }));
    setCleared(null);
    // A flaw goes away when its field is touched; the next sending looks at everything again.
    const touched = new Set(Object.keys(part).map((k) => (k === 'spot' || k === 'way' ? 'place' : k)));
    setFlaws((list) => list.filter((f) => !touched.has(fieldOf(f.pointer))));
  };
  const errors = useMemo(() => new Map(show(flaws).map((f) => [f.field, f.text])), [flaws]);
  const textFlaw = flaws.find((f) => fieldOf(f.pointer) === 'text');
  const category = catalogue.categories.find((c) => c.code === draft.category);
  const concern = category?.concern ?? true;

  const lookAtText = async (asked = draft.text) => {
    if (asked.trim() === '') return;
    const found = await check(toBody({ ...draft, text: asked })).catch(() => []);
    if (latest.current.text !== asked) return;
    setFlaws((list) => [...list.filter((f) => fieldOf(f.pointer) !== 'text'), ...found.filter((f) => fieldOf(f.pointer) === 'text')]);
  };

  const refuse = (list: Flaw[]) => {
    setFlaws(list);
    setRound((r) => r + 1);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    setFlaws([]);
    try {
      const own = localFlaws(draft);
      if (own.length > 0) {
        const covered = new Set(own.map((f) => fieldOf(f.pointer)));
        const others = await check(toBody(draft)).catch(() => []);
        refuse([...own, ...others.filter((f) => !covered.has(fieldOf(f.pointer)))]);
        return;
      }
      const label = [category ? named(category) : '', draft.spot?.label].filter(Boolean).join(', ');
      await put({ key: draft.key, body: toBody(draft), label, createdAt: Date.now(), attempts: 0, notBefore: 0, flaws: null });
      const outcome = (await send(draft.key)).find((o) => o.key === draft.key);
      if (outcome?.result === 'rejected') {
        await remove(draft.key); // back in the form, where it can be mended
        if (outcome.flaws.some((f) => f.code === 'idempotency_key_reused')) setDraft((d) => ({ ...d, key: uuid() }));
        refuse(outcome.flaws);
        return;
      }
      saveDraft(emptyDraft());
      done(outcome ?? { key: draft.key, result: 'later', status: null }, draft);
    } finally {
      setSending(false);
    }
  };

  return (
    <form method="post" action="/api/v1/reports" noValidate onSubmit={submit}>
      <ErrorSummary flaws={show(flaws)} round={round} />
      <What catalogue={catalogue} draft={draft} change={change} errors={errors} />
      <Where town={town} draft={draft} change={change} errors={errors} />
      <WhenField draft={draft} change={change} errors={errors} />
      {concern && <Severity draft={draft} change={change} errors={errors} />}
      <Words step={concern ? 5 : 4} draft={draft} change={change} error={errors.get('text')} flaw={textFlaw} look={lookAtText} />
      <Preview draft={draft} catalogue={catalogue} town={town} />
      <div class="send">
        <button type="submit" class="button button-big" aria-disabled={sending}>{sending ? t.sending : t.send}</button>
        <p class="help">{t.draftKept}</p>
        {!isEmpty(draft) && (
          <button type="button" class="link-button" onClick={() => { setCleared(draft); setDraft(emptyDraft()); setFlaws([]); }}>{t.clear}</button>
        )}
        <div role="status">
          {cleared && <p>{t.cleared} <button type="button" class="link-button" onClick={() => { setDraft(cleared); setCleared(null); }}>{t.undo}</button></p>}
        </div>
      </div>
    </form>
  );
}
