import { useCallback, useEffect, useState } from 'preact/hooks';
import { t as common } from '../i18n/common.ts';
import { t as photo } from '../i18n/photo.ts';
import { t } from '../i18n/report.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { KEEP_DAYS, type Outcome, type Waiting } from '../lib/queue.ts';
import type { Catalogue, Receipt as Answer, Town } from '../lib/types.ts';
import { FocusHeading, LoadFailed, Loading } from '../ui/parts.tsx';
import { theTown } from '../ui/shell.ts';
import { askForSync } from '../ui/worker.ts';
import { emptyDraft, fromBody, loadDraft, type Draft, type Spot } from './draft.ts';
import { Form } from './Form.tsx';
import { Gate } from './Gate.tsx';
import { Receipt } from './Receipt.tsx';
import { useOutbox } from './useOutbox.ts';
import { Outbox } from './Waiting.tsx';

type View =
  | { at: 'form'; draft: Draft }
  | { at: 'receipt'; receipt: Answer; key: string; spot: Spot | null }
  | { at: 'saved'; busy: boolean; key: string; spot: Spot | null };

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}

export function App() {
  const [known, setKnown] = useState<{ town: Town; catalogue: Catalogue } | null>(null);
  const [failed, setFailed] = useState(false);
  const [view, setView] = useState<View>(() => ({ at: 'form', draft: loadDraft() }));
  const outbox = useOutbox();
  const online = useOnline();

  const load = useCallback(() => {
    setFailed(false);
    Promise.all([theTown(), askCatalogue()]).then(([town, catalogue]) => setKnown({ town, catalogue }), () => setFailed(true));
  }, []);
  useEffect(load, [load]);

  // What waited has been sent meanwhile: the page must not go on saying that it waits.
  const arrived = view.at === 'saved' ? outbox.sent.find((s) => s.key === view.key) : undefined;
  useEffect(() => {
    if (arrived && view.at === 'saved') setView({ at: 'receipt', receipt: arrived.receipt, key: view.key, spot: view.spot });
  }, [arrived, view]);

  const toForm = (draft: Draft) => {
    setView({ at: 'form', draft });
    scrollTo({ top: 0 });
  };
  const done = (outcome: Outcome, draft: Draft) => {
    if (outcome.result === 'sent') setView({ at: 'receipt', receipt: outcome.sent.receipt, key: outcome.key, spot: draft.spot });
    else {
      setView({ at: 'saved', busy: outcome.result === 'later' && outcome.status !== null, key: outcome.key, spot: draft.spot });
      void askForSync();
    }
    scrollTo({ top: 0 });
  };
  const edit = async (item: Waiting) => {
    // Out of the queue while it is being changed, or the old words could be sent meanwhile.
    await outbox.remove(item.key);
    toForm(fromBody(item.key, item.body, item.label));
  };
  const near = (spot: Spot) => () => toForm({ ...emptyDraft(), spot: { ...spot, label: spot.label || t.where.nearLabel } });

  const sentBefore = outbox.sent.filter((s) => !(view.at === 'receipt' && s.key === view.key));
  return (
    <div class="wrap narrow">
      {!online && <p class="notice" role="status">{common.offline}</p>}
      {outbox.expired.map((label) => <p class="notice" role="status" key={label}>{t.waiting.expired(label, KEEP_DAYS)}</p>)}
      {view.at === 'form' && (
        <>
          <h1>{t.heading}</h1>
          <p class="lead">{t.lead(known?.town.municipality.name ?? common.theMunicipality)}</p>
          <Gate />
        </>
      )}
      {view.at === 'saved' && (
        <section class="card receipt">
          <FocusHeading>{t.waiting.saved}</FocusHeading>
          <p>{view.busy ? t.waiting.busy : t.waiting.savedText}</p>
          <p>{photo.later}</p>
          <button type="button" class="button" onClick={() => toForm(emptyDraft())}>{t.receipt.other}</button>
        </section>
      )}
      {view.at === 'receipt' && (
        <Receipt key={view.key} receipt={view.receipt} near={view.spot ? near(view.spot) : null} other={() => toForm(emptyDraft())}
          forget={() => void outbox.forget(view.key)} />
      )}
      <Outbox waiting={view.at === 'form' && outbox.waiting.some((w) => w.key === view.draft.key) ? outbox.waiting.filter((w) => w.key !== view.draft.key) : outbox.waiting}
        sent={sentBefore} edit={edit} remove={(item) => void outbox.remove(item.key)}
        send={() => void outbox.waiting.reduce((before, item) => before.then(() => outbox.send(item.key)), Promise.resolve([] as Outcome[]))}
        forget={(item) => void outbox.forget(item.key)} />
      {view.at === 'form' && !known && !failed && <Loading on />}
      {view.at === 'form' && failed && <LoadFailed again={load} />}
      {view.at === 'form' && known && (
        <Form key={view.draft.key} town={known.town} catalogue={known.catalogue} start={view.draft}
          put={outbox.put} remove={outbox.remove} send={outbox.send} done={done} />
      )}
    </div>
  );
}
