import { type Challenge, solve } from './proof.ts';

/** In a worker where there is one, so that the page answers as usual; otherwise here. */
export function solveBeside(challenge: Challenge): Promise<string> {
  return new Promise((solved) => {
    const here = () => void solve(challenge).then(solved);
    let worker: Worker;
    try {
      worker = new Worker(new URL('./proofWorker.ts', import.meta.url), { type: 'module' });
    } catch {
      here();
      return;
    }
    worker.addEventListener('message', (event: MessageEvent<string>) => {
      worker.terminate();
      solved(event.data);
    });
    worker.addEventListener('error', () => {
      worker.terminate();
      here();
    });
    worker.postMessage(challenge);
  });
}
