import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/looking.ts';
import { waitingPhotos, type PhotoList } from '../lib/photos.ts';
import type { Catalogue } from '../lib/types.ts';
import { Failed } from '../platser/Status.tsx';
import { Loading } from '../ui/parts.tsx';
import { StaffPage, TownPage, useRefusal, useSession, type Session } from '../ui/StaffPage.tsx';
import { Still } from '../ui/Still.tsx';
import { useAlone } from '../ui/useAlone.ts';
import { Look } from './Look.tsx';

export const App = () => <TownPage title={t.title} view={({ catalogue }) => <View catalogue={catalogue} />} />;

function View({ catalogue }: { catalogue: Catalogue }) {
  const session = useSession();
  return (
    <StaffPage name="bilder" kind="photos-page" title={t.title} lead={t.lead} session={session}>
      {(token) => <Queue token={token} session={session} catalogue={catalogue} />}
    </StaffPage>
  );
}

/** Those that wait, one at a time. */
function Queue({ token, session, catalogue }: { token: string; session: Session; catalogue: Catalogue }) {
  const [list, setList] = useState<PhotoList | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState('');
  const { alone, saving, slow } = useAlone();
  const rest = useRef<HTMLParagraphElement>(null);
  useRefusal(session, error);
  const load = useCallback(async (signal?: AbortSignal) => {
    try {
      setList(await waitingPhotos(token, signal));
      setError(null);
    } catch (wrong) {
      if (!signal?.aborted) setError(wrong as Error);
    }
  }, [token]);
  useEffect(() => {
    const unwanted = new AbortController();
    void load(unwanted.signal);
    return () => unwanted.abort();
  }, [load]);
  const done = (words: string) => {
    setSaid(words);
    return load();
  };
  const photos = list?.photos ?? [];
  const index = Math.min(at, Math.max(0, photos.length - 1));
  const photo = photos[index];
  // The last one is decided, and gone with the button that was pressed.
  useEffect(() => { if (said !== '' && !photo && !saving) rest.current?.focus(); }, [photo === undefined, saving]);
  return (
    <>
      {error && <Failed error={error} old={list !== null} again={() => void load()} clear={null} what={t.failed} />}
      {!list && !error && <Loading on />}
      {list && <p class="big" role="status" tabIndex={-1} ref={rest}><strong>{list.n_waiting === 0 ? t.none : t.waiting(list.n_waiting)}</strong> {said}</p>}
      <Still saving={saving} slow={slow}>
        {photo && (
          <Look key={`${photo.id}/${photo.version}`} photo={photo} n={index + 1} all={photos.length} token={token} catalogue={catalogue} alone={alone} done={done}
            before={index > 0 ? () => { setAt(index - 1); setSaid(''); } : null} next={index + 1 < photos.length ? () => { setAt(index + 1); setSaid(''); } : null} />
        )}
      </Still>
    </>
  );
}
