import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/audit.ts';
import { ANYTHING, lines as askLines, PAGE, type Asked, type Line } from '../lib/audit.ts';
import { Failed } from '../platser/Status.tsx';
import { Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Chain } from './Chain.tsx';
import { Filter } from './Filter.tsx';
import { Lines } from './Lines.tsx';

export const App = () => <TownPage title={t.title} view={View} />;

function View() {
  const session = useSession();
  return (
    <StaffPage name="logg" kind="audit-page" title={t.title} lead={t.lead} session={session}>
      {(token) => <Log token={token} session={session} />}
    </StaffPage>
  );
}

/** What was found, and whether there may be more. */
type Found = { asked: Asked; lines: Line[]; more: boolean };

function Log({ token, session }: { token: string; session: Session }) {
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<Error | null>(null);
  const asking = useRef<AbortController | null>(null);
  useRefusal(session, error);
  const load = useCallback(async (asked: Asked, old: Line[]) => {
    asking.current?.abort();
    const own = (asking.current = new AbortController());
    setBusy(true);
    setError(null);
    try {
      const page = await askLines(asked, old.at(-1)?.seq ?? null, token, own.signal);
      setFound({ asked, lines: [...old, ...page], more: page.length >= PAGE });
    } catch (wrong) {
      if (own.signal.aborted) return;
      setError(wrong as Error);
    }
    setBusy(false);
  }, [token]);
  useEffect(() => {
    void load(ANYTHING, []);
    return () => asking.current?.abort();
  }, [load]);
  return (
    <>
      <Chain token={token} />
      <Filter ask={(asked) => void load(asked, [])} />
      {error && <Failed error={error} old={found !== null} again={() => void load(found?.asked ?? ANYTHING, [])} clear={null} what={t.failed} />}
      {!found && busy && <Loading on />}
      <p role="status" id="audit-found">{found && !busy && t.found(found.lines.length, found.more)}</p>
      {found && found.lines.length > 0 && <Lines lines={found.lines} />}
      {found?.more && <button type="button" class="button button-outline" id="older" disabled={busy} onClick={() => void load(found.asked, found.lines)}>{t.older}</button>}
    </>
  );
}
