/**
 * The service worker: keeps the report page and the walk on the phone for places without a network and sends waiting reports.
 * It never keeps an answer that holds a report.
 */
import { flush } from './src/lib/queue.ts';
import { idbStore } from './src/lib/store.ts';

declare const __FILES__: string[];
declare const __VERSION__: string;
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type FetchLike = Extendable & { request: Request; respondWith(answer: Promise<Response>): void };
type Client = { postMessage(message: string): void };
const worker = self as unknown as {
  addEventListener(type: 'install' | 'activate' | 'sync', listener: (e: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (e: FetchLike) => void): void;
  addEventListener(type: 'message', listener: (e: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(): Promise<Client[]> };
};

const PREFIX = 'tk-';
const SHELL = `${PREFIX}shell-${__VERSION__}`;
const PAGES = ['/', '/en/', '/vandring', '/en/vandring'];
/** Needed to draw the form; the same for everybody, so they may be kept. */
const DATA = ['/api/v1/town', '/api/v1/catalogue', '/api/v1/places'];

async function keep(): Promise<void> {
  const cache = await caches.open(SHELL);
  await cache.addAll([...__FILES__, '/logo.svg', '/favicon.svg', '/manifest.webmanifest']);
  // A server with trouble must not stop the worker from being installed.
  await Promise.allSettled([...PAGES, ...DATA].map((path) => cache.add(new Request(path, { cache: 'reload' }))));
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((n) => n.startsWith(PREFIX) && n !== SHELL).map((n) => caches.delete(n)));
  await worker.clients.claim();
}

async function fromNetwork(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith('/assets/')) await cache.put(request.url, answer.clone());
  return answer;
}

worker.addEventListener('install', (event) => event.waitUntil(keep()));
worker.addEventListener('activate', (event) => event.waitUntil(tidy()));
worker.addEventListener('message', (event) => {
  if (event.data === 'tk-take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    // What is kept is about the first municipality; a page of another comes from the network or not at all.
    if (PAGES.includes(url.pathname) && !url.searchParams.has('municipality')) event.respondWith(fromNetwork(request, url.pathname));
  } else if (url.search === '' && DATA.includes(url.pathname)) {
    event.respondWith(fromNetwork(request, url.pathname));
  } else if (url.pathname.startsWith('/assets/') || url.pathname === '/logo.svg' || url.pathname === '/favicon.svg') {
    event.respondWith(fromCache(request));
  }
});
worker.addEventListener('sync', (event) => {
  event.waitUntil(flush(idbStore).then(async () => {
    for (const client of await worker.clients.matchAll()) client.postMessage('tk-flushed');
  }));
});
