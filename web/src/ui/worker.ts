import { t } from '../i18n/common.ts';

/** Registers the service worker and offers a new version instead of changing under somebody's form. */
export function startWorker(): void {
  if (!navigator.serviceWorker) return; // not over plain HTTP, and not in every private window
  navigator.serviceWorker.register('/sw.js').then((registration) => {
    if (registration.waiting) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const next = registration.installing;
      next?.addEventListener('statechange', () => {
        if (next.state === 'installed' && navigator.serviceWorker.controller) offer(next);
      });
    });
  }, () => undefined); // without a worker the page still works, online
}

function offer(next: ServiceWorker): void {
  if (document.getElementById('new-version')) return;
  const box = document.createElement('div');
  box.id = 'new-version';
  box.className = 'toast';
  box.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = t.reload;
  button.addEventListener('click', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    next.postMessage('tk-take-over');
  });
  box.append(`${t.newVersion} `, button);
  (document.querySelector('main') ?? document.body).append(box);
}

/** Asks the browser to send the queue when the network returns, where it can (Chromium). */
export async function askForSync(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.ready;
    await (registration as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }).sync?.register('tk-queue');
  } catch { /* not allowed or not there: the page itself sends when it is open */ }
}
