/** Solves one challenge beside the page. */
import { type Challenge, solve } from './proof.ts';

const worker = self as unknown as {
  addEventListener(type: 'message', listener: (event: MessageEvent<Challenge>) => void): void;
  postMessage(proof: string): void;
};
worker.addEventListener('message', (event) => void solve(event.data).then((proof) => worker.postMessage(proof)));
