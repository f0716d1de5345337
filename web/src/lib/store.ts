import type { Sent, Store, Waiting } from './queue.ts';

const DB = 'trygghetskarta';
const WAITING = 'waiting';
const SENT = 'sent';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DB, 1);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(WAITING, { keyPath: 'key' });
      request.result.createObjectStore(SENT, { keyPath: 'key' });
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
}

async function within<T>(names: string[], mode: IDBTransactionMode, work: (tx: IDBTransaction) => IDBRequest<T> | undefined): Promise<T | undefined> {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const tx = db.transaction(names, mode);
      const request = work(tx);
      tx.addEventListener('complete', () => resolve(request?.result));
      tx.addEventListener('abort', () => reject(tx.error ?? new Error('IndexedDB')));
    });
  } finally {
    db.close();
  }
}

export const idbStore: Store & { sentList(): Promise<Sent[]>; removeSent(key: string): Promise<void> } = {
  waiting: async () => (await within<Waiting[]>([WAITING], 'readonly', (tx) => tx.objectStore(WAITING).getAll())) ?? [],
  put: async (item) => void (await within([WAITING], 'readwrite', (tx) => tx.objectStore(WAITING).put(item))),
  remove: async (key) => void (await within([WAITING], 'readwrite', (tx) => tx.objectStore(WAITING).delete(key))),
  sent: async (item) => void (await within([WAITING, SENT], 'readwrite', (tx) => {
    tx.objectStore(WAITING).delete(item.key);
    return tx.objectStore(SENT).put(item);
  })),
  sentList: async () => (await within<Sent[]>([SENT], 'readonly', (tx) => tx.objectStore(SENT).getAll())) ?? [],
  removeSent: async (key) => void (await within([SENT], 'readwrite', (tx) => tx.objectStore(SENT).delete(key))),
};

/** Private browsing in some browsers has no IndexedDB: then reports live only as long as the page. */
export function memoryStore(): typeof idbStore {
  const waiting = new Map<string, Waiting>();
  const sent = new Map<string, Sent>();
  return {
    waiting: async () => [...waiting.values()],
    put: async (item) => void waiting.set(item.key, item),
    remove: async (key) => void waiting.delete(key),
    sent: async (item) => {
      waiting.delete(item.key);
      sent.set(item.key, item);
    },
    sentList: async () => [...sent.values()],
    removeSent: async (key) => void sent.delete(key),
  };
}

export async function bestStore(): Promise<typeof idbStore> {
  try {
    await idbStore.waiting();
    return idbStore;
  } catch {
    return memoryStore();
  }
}
