import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { staying } from '../lib/municipality.ts';
import { flush, newItem, sender, type Item, type KeptWalk, type WalkStore } from '../lib/walkQueue.ts';
import { bestWalkStore } from '../lib/walkStore.ts';
import { uuid } from '../lib/uuid.ts';
import { keptToken } from '../ui/session.ts';
import { walk as askWalk, type Seen, type Step, type Walk } from '../lib/walks.ts';

/** The walk and what was seen on it, from the phone first and from the server when there is one. */
export function useWalk(id: string | null, token: string | null, refuse: () => void) {
  const store = useRef<Promise<WalkStore> | null>(null);
  store.current ??= bestWalkStore();
  const [walk, setWalk] = useState<Walk | null>(null);
  const [items, setItems] = useState<Item[]>([]);
  const [kept, setKept] = useState<KeptWalk[]>([]);
  const [looked, setLooked] = useState(false);
  const [expired, setExpired] = useState(false);
  const [forbidden, setForbidden] = useState(false);

  const look = useCallback(async () => {
    const here = await (store.current as Promise<WalkStore>);
    const walks = await here.walks();
    setKept(walks);
    setItems((await here.items()).filter((item) => item.walk === id).toSorted((a, b) => b.createdAt - a.createdAt));
    const own = walks.find((one) => one.id === id);
    setWalk(own?.walk ?? null);
  }, [id]);

  const send = useCallback(async (anyway = false) => {
    const here = await (store.current as Promise<WalkStore>);
    if (token !== null) {
      const done = await flush(here, sender(token, staying), anyway);
      if (done.refused) refuse();
      setForbidden(done.forbidden);
      if (done.expired > 0) setExpired(true);
      if (id !== null && !done.refused) {
        // Fetched after sending, so that the walk knows what it was told.
        const fresh = await askWalk(id, token).catch(() => null);
        // Whoever signed out meanwhile has nothing kept here any more.
        if (fresh && keptToken() !== null) await here.keep({ id, walk: fresh, fetchedAt: Date.now() });
      }
    }
    await look();
    setLooked(true);
  }, [id, token, look]);

  const add = useCallback(async (item: Item) => {
    await (await (store.current as Promise<WalkStore>)).put(item);
    await look();
    await send();
  }, [look, send]);
  const see = (body: Seen) => add(newItem(id ?? '', uuid(), Date.now(), { kind: 'seen', body }));
  const step = (what: Step, participants?: number) => {
    const own = uuid();
    return add(newItem(id ?? '', own, Date.now(), { kind: 'step', body: { id: own, step: what, at: new Date().toISOString(), ...(participants === undefined ? {} : { participants }) } }));
  };
  const remove = async (item: string) => {
    await (await (store.current as Promise<WalkStore>)).remove(item);
    await look();
  };

  useEffect(() => {
    const go = () => void send();
    const shown = () => {
      if (document.visibilityState === 'visible') go();
    };
    void look().then(go);
    const timer = setInterval(go, 30_000);
    addEventListener('online', go);
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearInterval(timer);
      removeEventListener('online', go);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [look, send]);

  return { walk, items, kept, looked, expired, forbidden, send, see, step, remove };
}
