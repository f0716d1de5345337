import { useCallback, useEffect, useState } from 'preact/hooks';

export type Answer<T> = { data: T | null; loading: boolean; error: Error | null; again: () => void };

/**
 * Asks whenever the question changes; the old answer stays until the new one is there, and a
 * question that is no longer wanted is cancelled. With `everyMs` it quietly looks again.
 */
export function useAnswer<T>(question: string | null, ask: (signal: AbortSignal) => Promise<T>, everyMs = 0): Answer<T> {
  const [data, setData] = useState<T | null>(null);
  const [loading, setLoading] = useState(question !== null);
  const [error, setError] = useState<Error | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (question === null) {
      setData(null);
      setLoading(false);
      setError(null);
      return;
    }
    const stop = new AbortController();
    // The same answer again must not redraw the map under the reader's finger.
    const fresh = (next: T) => setData((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    setLoading(true);
    ask(stop.signal).then((next) => {
      setData(next);
      setError(null);
      setLoading(false);
    }, (failure: Error) => {
      if (failure.name === 'AbortError') return;
      setError(failure);
      setLoading(false);
    });
    const timer = everyMs === 0 ? undefined : setInterval(() => {
      if (document.visibilityState === 'visible') ask(stop.signal).then(fresh, () => undefined);
    }, everyMs);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [question, round]);

  return { data, loading, error, again: useCallback(() => setRound((r) => r + 1), []) };
}
