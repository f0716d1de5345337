/** The photos of a report, for whoever holds its link: add one, see what was said of it, take it away. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { lang } from '../i18n/index.ts';
import { t } from '../i18n/photo.ts';
import { ApiError } from '../lib/api.ts';
import type { Box } from '../lib/boxes.ts';
import { jpeg, pixels } from '../lib/picture.ts';
import { MOST_PHOTOS, ownPhotos, ownPicture, removePhoto, sendPhoto, type OwnPhoto } from '../lib/photos.ts';
import { BoxEditor } from './BoxEditor.tsx';
import { FocusHeading } from './parts.tsx';
import { Picture } from './Picture.tsx';

/** What the server says of a refusal, in the reader's language. */
function refusal(error: unknown): string {
  if (!(error instanceof ApiError) || error.status >= 500 || error.status === 404) return t.failed;
  const sentences = error.flaws.map((flaw) => (lang === 'en' ? flaw.detail_en : flaw.detail_sv));
  return sentences.join(' ') || (lang === 'en' ? error.problem?.detail : error.problem?.detail_sv) || t.failed;
}

/** `fresh`: the report was just sent, so there is none yet. */
export function Photos({ token, fresh = false }: { token: string; fresh?: boolean }) {
  const [photos, setPhotos] = useState<OwnPhoto[]>([]);
  const [chosen, setChosen] = useState<HTMLCanvasElement | null>(null);
  const [said, setSaid] = useState('');
  const [error, setError] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const load = useCallback(() => ownPhotos(token).then(setPhotos, () => setError(t.loadFailed)), [token]);
  useEffect(() => {
    if (!fresh) void load();
  }, [load, fresh]);

  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setError('');
    setSaid(t.reading);
    try {
      setChosen(await pixels(file));
    } catch {
      setError(t.unreadable);
    }
    setSaid('');
    input.value = '';
  };
  const send = async (boxes: Box[]) => {
    if (!chosen) return;
    setError('');
    try {
      await sendPhoto(token, await jpeg(chosen, boxes));
      setChosen(null);
      setSaid(t.sent);
      await load();
      heading.current?.focus();
    } catch (wrong) {
      setError(refusal(wrong));
    }
  };
  const remove = async (photo: OwnPhoto) => {
    setError('');
    try {
      await removePhoto(token, photo.id);
      setSaid(t.removed);
    } catch (wrong) {
      setError(refusal(wrong));
    }
    await load();
    heading.current?.focus();
  };
  const full = photos.filter((photo) => photo.state === 'waiting' || photo.state === 'shown').length >= MOST_PHOTOS;
  return (
    <section class="card photos" aria-labelledby="photos-h">
      <h2 id="photos-h" ref={heading} tabIndex={-1}>{photos.length > 0 ? t.heading : t.add}</h2>
      {photos.length > 0 && (
        <ul class="plain-list">
          {photos.map((photo, i) => <Own key={photo.id} photo={photo} n={i + 1} token={token} remove={() => void remove(photo)} />)}
        </ul>
      )}
      {full && <p>{t.full(MOST_PHOTOS)}</p>}
      {!full && !chosen && (
        <>
          <p>{t.help(MOST_PHOTOS)}</p>
          <p class="help" id="photo-help">{t.kept}</p>
          <label class="button button-outline file">
            {t.choose}
            <input type="file" class="vh" accept="image/jpeg,image/png,image/webp" aria-describedby="photo-help" onChange={(event) => void choose(event.currentTarget)} />
          </label>
        </>
      )}
      {chosen && <Chosen picture={chosen} send={send} cancel={() => { setChosen(null); setError(''); heading.current?.focus(); }} />}
      <p class="said" role="status">{said}</p>
      <p class="field-error" role="alert">{error}</p>
    </section>
  );
}

type ChosenProps = { picture: HTMLCanvasElement; send: (boxes: Box[]) => Promise<void>; cancel: () => void };

/** The photo before it is sent: look at it, cover what must not be seen. */
function Chosen({ picture, send, cancel }: ChosenProps) {
  const [boxes, setBoxes] = useState<Box[]>([]);
  const [sending, setSending] = useState(false);
  const go = async () => {
    if (sending) return;
    setSending(true);
    await send(boxes);
    setSending(false);
  };
  return (
    <div class="photo-chosen">
      <FocusHeading level={2}>{t.look}</FocusHeading>
      <ul>{t.checks.map((text) => <li key={text}>{text}</li>)}</ul>
      <p>{t.ifSeen}</p>
      <BoxEditor picture={picture} label={t.preview} boxes={boxes} change={setBoxes} />
      <div class="row">
        <button type="button" class="button" aria-disabled={sending} onClick={() => void go()}>{sending ? t.sending : t.send}</button>
        <button type="button" class="button button-outline" onClick={cancel}>{t.other}</button>
      </div>
    </div>
  );
}

function Own({ photo, n, token, remove }: { photo: OwnPhoto; n: number; token: string; remove: () => void }) {
  const [picture, setPicture] = useState<HTMLCanvasElement | null>(null);
  const isShown = photo.state === 'shown';
  useEffect(() => {
    let wanted = true;
    if (isShown) ownPicture(token, photo.id).then(pixels).then((own) => wanted && setPicture(own), () => undefined);
    return () => {
      wanted = false;
    };
  }, [isShown, photo.id, token]);
  return (
    <li>
      <p><strong>{t.own(n)}</strong>: {t.states[photo.state]} {photo.is_covered && t.covered}</p>
      {photo.reason && <p>{t.reason} <span lang="sv">{photo.reason}</span></p>}
      {isShown && picture && <Picture of={picture} label={t.alt(n)} />}
      {photo.state === 'waiting' && <button type="button" class="link-button" onClick={remove}>{t.remove(n)}</button>}
    </li>
  );
}
