import { useEffect, useState } from 'preact/hooks';
import { waiting } from '../lib/desk.ts';

/** How many wait by the server's own word, as it changes; `null` before the first. */
export function useWaiting(token: string | null, refused: (status: number) => void): number | null {
  const [n, setN] = useState<number | null>(null);
  useEffect(() => (token === null ? undefined : waiting(token, setN, refused)), [token]);
  return n;
}

/** How many more wait than the list knows; only when it has been so for a moment, since our own decisions are on their way. */
export function useNew(heard: number | null, known: number | null): number {
  const more = heard === null || known === null ? 0 : Math.max(0, heard - known);
  const [held, setHeld] = useState(0);
  useEffect(() => {
    if (more === 0) {
      setHeld(0);
      return undefined;
    }
    const timer = setTimeout(() => setHeld(more), 1500);
    return () => clearTimeout(timer);
  }, [more]);
  return Math.min(held, more);
}
