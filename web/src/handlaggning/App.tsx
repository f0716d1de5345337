import { useEffect, useMemo, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { Toggle } from '../karta/Filters.tsx';
import { useAddress } from '../karta/useFilter.ts';
import { ApiError } from '../lib/api.ts';
import { words as askWords, type Words } from '../lib/register.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useSession, type Session } from '../ui/StaffPage.tsx';
import type { Drafts } from './Decide.tsx';
import { Help } from './Help.tsx';
import { keepKeys, keysKept } from './keys.ts';
import { OnBehalf } from './OnBehalf.tsx';
import { PileView } from './PileView.tsx';
import { useWaiting } from './useWaiting.ts';

export const App = () => <TownPage title={t.title} view={View} />;

function View({ town, catalogue }: { town: Town; catalogue: Catalogue }) {
  const session = useSession();
  return (
    <StaffPage name="handlaggning" kind="desk-page" title={t.title} lead={t.lead} session={session}>
      {(token) => <Work town={town} catalogue={catalogue} token={token} session={session} />}
    </StaffPage>
  );
}

const PLACES = ['waiting', 'decided', 'tell'] as const;
type Place = (typeof PLACES)[number];
const fromQuery = (query: string): Place => PLACES.find((own) => own === new URLSearchParams(query).get('pile')) ?? 'waiting';
const toQuery = (place: Place): string => (place === 'waiting' ? '' : `?pile=${place}`);

export type Known = { town: Town; catalogue: Catalogue; words: Words };

function Work({ town, catalogue, token, session }: Omit<Known, 'words'> & { token: string; session: Session }) {
  const [place, setPlace] = useAddress(fromQuery, toQuery);
  const [words, setWords] = useState<Words | null>(null);
  const [failed, setFailed] = useState(false);
  const [keys, setKeys] = useState(keysKept);
  const [help, setHelp] = useState(false);
  const drafts = useMemo<Drafts>(() => new Map(), []);
  const n = useWaiting(session.token, (status) => { if (status === 401) session.refuse(); });
  const load = () => {
    setFailed(false);
    askWords().then(setWords, () => setFailed(true));
  };
  useEffect(load, []);
  useEffect(() => {
    document.title = `${n ? `(${n}) ` : ''}${t.title} – Trygghetskartan`;
  }, [n]);
  const switched = (on: boolean) => {
    setKeys(on);
    keepKeys(on);
  };
  if (failed) return <LoadFailed again={load} />;
  if (words === null) return <Loading on />;
  const known = { town, catalogue, words };
  return (
    <>
      <div class="desk-bar">
        <div class="toggles" role="group" aria-label={t.piles}>
          <Toggle on={place === 'waiting'} press={() => setPlace('waiting')}>{n === null ? t.waiting : `${t.waiting} (${count(n)})`}</Toggle>
          <Toggle on={place === 'decided'} press={() => setPlace('decided')}>{t.decided}</Toggle>
          <Toggle on={place === 'tell'} press={() => setPlace('tell')}>{t.tell.title}</Toggle>
        </div>
        {place !== 'tell' && <button type="button" class="link-button" onClick={() => setHelp(true)}>{t.keys.button}</button>}
      </div>
      {place !== 'tell' && <PileView key={place} pile={place} known={known} token={token} session={session} waiting={n} drafts={drafts} keys={keys} help={() => setHelp(true)} />}
      {/* Kept while the queue is looked at: what is written is not lost. */}
      <div hidden={place !== 'tell'}><OnBehalf known={known} token={token} refused={(error) => { if (error instanceof ApiError && error.status === 401) session.refuse(); }} /></div>
      {help && <Help keys={keys} change={switched} close={() => setHelp(false)} />}
    </>
  );
}
