import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/retention.ts';
import { status } from '../lib/api.ts';
import { holds as askHolds, protocols as askProtocols, rules as askRules, type Hold, type Protocol, type Rule } from '../lib/retention.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Still } from '../ui/Still.tsx';
import { useAlone } from '../ui/useAlone.ts';
import { Holds } from './Holds.tsx';
import { Protocols } from './Protocols.tsx';
import { Rules } from './Rules.tsx';

export const App = () => <TownPage title={t.title} view={(known) => <View {...known} />} />;

type Known = { town: Town; catalogue: Catalogue };

function View(known: Known) {
  const session = useSession();
  return (
    <StaffPage name="gallring" kind="retention-page" title={t.title} lead={t.lead} session={session}>
      {(token) => <Work {...known} token={token} session={session} />}
    </StaffPage>
  );
}

type Data = { rules: Rule[]; protocols: Protocol[]; holds: Hold[] };

function Work({ town, catalogue, token, session }: Known & { token: string; session: Session }) {
  const [data, setData] = useState<Data | null>(null);
  const [error, setError] = useState<Error | null>(null);
  // Anew each time: the same may be said twice.
  const [said, setSaid] = useState({ text: '' });
  const place = useRef<HTMLParagraphElement>(null);
  const { alone, saving, slow } = useAlone();
  useRefusal(session, error);
  const load = useCallback(async () => {
    setError(null);
    try {
      const [rules, protocols, holds] = await Promise.all([askRules(token), askProtocols(token), askHolds(token)]);
      setData({ rules, protocols, holds });
    } catch (failed) {
      setError(failed as Error);
    }
  }, [token]);
  useEffect(() => void load(), [load]);
  // What was pressed is gone: whoever did it goes on where it is said.
  useEffect(() => { if (said.text !== '') place.current?.focus(); }, [said]);
  const failed = error && status(error) !== 401 && status(error) !== 403;
  if (failed && !data) return <LoadFailed again={() => void load()} />;
  if (!data) return <Loading on />;
  const done = (text: string) => {
    setSaid({ text });
    void load();
  };
  const again = () => void load();
  return (
    <>
      <p class="said no-print" role="status" id="retention-said" tabIndex={-1} ref={place}>{said.text}</p>
      {failed && <LoadFailed again={() => void load()} />}
      <Still saving={saving} slow={slow}>
        <Rules all={data.rules} catalogue={catalogue} token={token} alone={alone} done={done} again={again} />
        <Holds all={data.holds} token={token} alone={alone} done={done} again={again} />
        <Protocols all={data.protocols} town={town} catalogue={catalogue} />
      </Still>
    </>
  );
}
