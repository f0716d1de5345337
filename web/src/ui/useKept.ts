import { useEffect, useRef } from 'preact/hooks';
import type { Who } from '../lib/accounts.ts';
import type { Session } from './session.ts';

/** A page where somebody writes is used, though it asks for nothing. */
const USED_EVERY_MS = 60_000;

/** Tells the server now and then that somebody is writing, so that the session does not end under their hands. */
export function useHands({ token, look }: Session): void {
  const told = useRef(Date.now());
  useEffect(() => {
    if (token === null) return undefined;
    const write = () => {
      if (Date.now() - told.current < USED_EVERY_MS) return;
      told.current = Date.now();
      look();
    };
    document.addEventListener('input', write);
    return () => document.removeEventListener('input', write);
  }, [token, look]);
}

export type Kept = {
  /** With what the page goes on asking, also while nobody is signed in; `null`: there is nothing to keep. */
  token: string | null;
  /** Another one for somebody else: nothing of the first is left then. */
  key: number;
  /** Whether it is not to be seen now. */
  unseen: boolean;
};

/** What is half-written stays when a session ends by itself, unseen, until the same person is back. */
export function useKept(token: string | null, over: Session['over'], who: Who | null): Kept {
  const kept = useRef<{ token: string | null; reader: string | null; key: number; ended: boolean }>({ token: null, reader: null, key: 0, ended: false });
  const from = useRef<Element | null>(null);
  const now = kept.current;
  if (token !== null) {
    now.token = token;
    if (who && now.reader !== who.reader) {
      if (now.reader !== null) now.key += 1;
      now.reader = who.reader;
    }
    if (who) now.ended = false;
  } else if (over === 'ended' && now.reader !== null) {
    if (!now.ended) from.current = document.activeElement;
    now.ended = true;
  } else kept.current = { token: null, reader: null, key: now.key + 1, ended: false };
  const { ended, key } = kept.current;
  // Whoever is back goes on where they were. A dialog would be in front of everything, and not to be seen.
  useEffect(() => {
    if (ended) for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    if (!ended && from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
    if (!ended) from.current = null;
  }, [ended]);
  return { token: kept.current.token, key, unseen: ended };
}
