import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { flush, KEEP_DAYS, type Outcome, type Sent, type Waiting } from '../lib/queue.ts';
import { solveBeside } from '../lib/proofBeside.ts';
import { bestStore, idbStore } from '../lib/store.ts';

type Box = { waiting: Waiting[]; sent: Sent[]; expired: string[] };

/**
 * The queue as the page sees it. Sends at start, when the network returns and when the page is
 * shown again; Background Sync in the service worker is only a bonus (Chromium alone has it).
 */
export function useOutbox() {
  const store = useRef<Promise<typeof idbStore> | null>(null);
  store.current ??= bestStore();
  const [box, setBox] = useState<Box>({ waiting: [], sent: [], expired: [] });

  const refresh = useCallback(async (expired: string[] = []) => {
    const kept = await (store.current as Promise<typeof idbStore>);
    const old = Date.now() - KEEP_DAYS * 86_400_000;
    const all = await kept.sentList();
    await Promise.all(all.filter((s) => s.sentAt < old).map((s) => kept.removeSent(s.key)));
    const waiting = await kept.waiting();
    setBox((b) => ({ waiting, sent: all.filter((s) => s.sentAt >= old), expired: [...b.expired, ...expired] }));
  }, []);

  const send = useCallback(async (only?: string): Promise<Outcome[]> => {
    const outcomes = await flush(await (store.current as Promise<typeof idbStore>), only, solveBeside);
    await refresh(outcomes.flatMap((o) => (o.result === 'expired' ? [o.label] : [])));
    return outcomes;
  }, [refresh]);

  const put = useCallback(async (item: Waiting) => {
    await (await (store.current as Promise<typeof idbStore>)).put(item);
  }, []);
  const remove = useCallback(async (key: string) => {
    await (await (store.current as Promise<typeof idbStore>)).remove(key);
    await refresh();
  }, [refresh]);
  const forget = useCallback(async (key: string) => {
    await (await (store.current as Promise<typeof idbStore>)).removeSent(key);
    await refresh();
  }, [refresh]);

  useEffect(() => {
    const go = () => void send();
    const shown = () => {
      if (document.visibilityState === 'visible') go();
    };
    const told = (event: MessageEvent) => {
      if (event.data === 'tk-flushed') void refresh();
    };
    // While the server says "later" (429, 503) no event comes; look again now and then.
    const timer = setInterval(go, 30_000);
    addEventListener('online', go);
    document.addEventListener('visibilitychange', shown);
    navigator.serviceWorker?.addEventListener('message', told);
    go();
    return () => {
      clearInterval(timer);
      removeEventListener('online', go);
      document.removeEventListener('visibilitychange', shown);
      navigator.serviceWorker?.removeEventListener('message', told);
    };
  }, [send, refresh]);

  return { ...box, send, put, remove, forget, refresh };
}
