import type { Item, KeptWalk, WalkStore } from './walkQueue.ts';

const DB = 'trygghetskarta-walks';
const ITEMS = 'items';
const WALKS = 'walks';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DB, 1);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(ITEMS, { keyPath: 'id' });
      request.result.createObjectStore(WALKS, { keyPath: 'id' });
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
}

async function within<T>(name: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const tx = db.transaction(name, mode);
      const request = work(tx.objectStore(name));
      tx.addEventListener('complete', () => resolve(request.result));
      tx.addEventListener('abort', () => reject(tx.error ?? new Error('IndexedDB')));
    });
  } finally {
    db.close();
  }
}

const idb: WalkStore = {
  items: () => within<Item[]>(ITEMS, 'readonly', (s) => s.getAll()),
  put: async (item) => void (await within(ITEMS, 'readwrite', (s) => s.put(item))),
  remove: async (id) => void (await within(ITEMS, 'readwrite', (s) => s.delete(id))),
  walks: () => within<KeptWalk[]>(WALKS, 'readonly', (s) => s.getAll()),
  keep: async (walk) => void (await within(WALKS, 'readwrite', (s) => s.put(walk))),
  forget: async (id) => void (await within(WALKS, 'readwrite', (s) => s.delete(id))),
};

/** Private browsing in some browsers has no IndexedDB: then it lives only as long as the page. */
export function memoryStore(): WalkStore {
  const items = new Map<string, Item>();
  const walks = new Map<string, KeptWalk>();
  return {
    items: async () => [...items.values()], put: async (item) => void items.set(item.id, item), remove: async (id) => void items.delete(id),
    walks: async () => [...walks.values()], keep: async (walk) => void walks.set(walk.id, walk), forget: async (id) => void walks.delete(id),
  };
}

export async function bestWalkStore(): Promise<WalkStore> {
  try {
    await idb.items();
    return idb;
  } catch {
    return memoryStore();
  }
}
