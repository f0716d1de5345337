/** Who is signed in: with an account, whose cookie no script can read, or with a token that lives as long as the tab. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { rightsIn, RIGHTS, signOut, whoIs, type Right, type Who } from '../lib/accounts.ts';
import { BY_SESSION, status } from '../lib/api.ts';
import { forgetSent } from '../lib/walkQueue.ts';
import { bestWalkStore } from '../lib/walkStore.ts';
import { theTown } from './shell.ts';
import { useKept, type Kept } from './useKept.ts';

const TOKEN = 'tk-staff';
/** Says that the browser may have the cookie, and no more: since when. All tabs see it come and go. */
const MARK = 'tk-signed-in';
/** In its place where the session ended by itself: nobody signed out. */
const ENDED = 'ended';

function stored<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null; // storage that is shut: who signs in stays so as long as the page
  }
}

const mark = () => stored(() => localStorage.getItem(MARK));

/** What pages ask the server with. */
export function keptToken(): string | null {
  return stored(() => sessionStorage.getItem(TOKEN)) ?? ([null, ENDED].includes(mark()) ? null : BY_SESSION);
}

/** From now on; never in an address. */
export function keepToken(token: string | null, ended = false): void {
  stored(() => (token === null || token === BY_SESSION ? sessionStorage.removeItem(TOKEN) : sessionStorage.setItem(TOKEN, token)));
  stored(() => {
    if (token === null && ended && mark() !== null) localStorage.setItem(MARK, ENDED);
    else if (token === null) localStorage.removeItem(MARK);
    if (token === BY_SESSION) localStorage.setItem(MARK, new Date().toISOString());
  });
}

export type Session = {
  token: string | null;
  /** Whoever was signed in here is not any more: `ended` by itself, or `left` on purpose in another tab. */
  over: 'ended' | 'left' | null;
  /** Missing until the server has said, and without a network. */
  who: Who | null;
  /** What pages that are written on ask with, and whether they are to be seen. */
  kept: Kept;
  /** Whether the server has said what they may do, or cannot be asked. */
  known: boolean;
  /** Whether they may do it here. Without a network everything may be tried: the server decides. */
  may: (right: Right) => boolean;
  login: (token: string | null) => void;
  refuse: () => void;
  /** Asks the server once more what they may do. */
  look: () => void;
  /** Signs out, on the server too; fails when it cannot be reached. */
  leave: () => Promise<void>;
};

type Known = { who: Who | null; rights: ReadonlySet<Right> };

export function useSession(): Session {
  const [token, setToken] = useState(keptToken);
  const [over, setOver] = useState<Session['over']>(null);
  const [known, setKnown] = useState<Known | null>(null);
  const [round, setRound] = useState(0);
  const change = (next: string | null, ended: boolean) => {
    keepToken(next, ended);
    setToken(next);
    setOver(ended ? 'ended' : null);
  };
  const look = useCallback(() => setRound((r) => r + 1), []);
  useEffect(() => {
    if (token === null) {
      setKnown(null);
      return;
    }
    let wanted = true;
    Promise.all([theTown(), whoIs(token)]).then(([town, who]) => {
      if (wanted) setKnown({ who, rights: rightsIn(who, town.municipality.code) });
    }, (error: Error) => {
      if (!wanted) return;
      if (status(error) === 401) change(null, true);
      else setKnown((old) => old ?? { who: null, rights: new Set(RIGHTS) });
    });
    return () => { wanted = false; };
  }, [token, round]);
  useEffect(() => {
    // Signed in or out in another tab, or a page the browser had kept as it was.
    const again = () => {
      const kept = keptToken();
      setToken(kept);
      if (kept !== null) setOver(null);
      else if (mark() === ENDED) setOver((now) => (token === null ? now : 'ended'));
      else setOver(token === null ? null : 'left');
      look();
    };
    const elsewhere = (event: StorageEvent) => {
      if (event.key === MARK || event.key === null) again();
    };
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) again();
    };
    addEventListener('storage', elsewhere);
    addEventListener('pageshow', back);
    addEventListener('online', look);
    return () => {
      removeEventListener('storage', elsewhere);
      removeEventListener('pageshow', back);
      removeEventListener('online', look);
    };
  }, [token, look]);
  const kept = useKept(token, over, known?.who ?? null);
  const leave = async () => {
    if (token === BY_SESSION) {
      await signOut().catch((error: Error) => {
        if (status(error) !== 401) throw error; // it had ended by itself
      });
    }
    await signedOut();
  };
  // The next one at this telephone finds nothing here that was only kept for convenience.
  const signedOut = async () => {
    await bestWalkStore().then(forgetSent).catch(() => undefined);
    change(null, false);
  };
  return {
    token, over, kept, who: known?.who ?? null, known: known !== null, may: (right) => known?.rights.has(right) ?? false,
    login: (next) => (next === null ? void signedOut() : change(next, false)), refuse: () => change(null, true), look, leave,
  };
}

/** Signs out when an answer says that nobody is signed in (any more); looks again at the rights when one was missing. */
export function useRefusal({ token, refuse, look }: Session, ...errors: (Error | null)[]): void {
  const refused = errors.some((error) => status(error) === 401);
  const forbidden = errors.some((error) => status(error) === 403);
  useEffect(() => {
    if (token === null) return;
    if (refused) refuse();
    else if (forbidden) look();
  }, [refused, forbidden]);
}
