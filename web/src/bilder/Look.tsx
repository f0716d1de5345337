import { useEffect, useRef, useState } from 'preact/hooks';
import { dateTime, lang, named } from '../i18n/index.ts';
import { t } from '../i18n/looking.ts';
import { ApiError } from '../lib/api.ts';
import type { Box } from '../lib/boxes.ts';
import { pixels } from '../lib/picture.ts';
import { decide, picture as fetchPicture, type Decision, type PhotoOfReport } from '../lib/photos.ts';
import type { Catalogue, Geometry } from '../lib/types.ts';
import { BoxEditor } from '../ui/BoxEditor.tsx';
import { FocusHeading, Loading } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import { Refuse } from './Refuse.tsx';

type Props = {
  photo: PhotoOfReport; n: number; all: number; token: string; catalogue: Catalogue; alone: Alone;
  /** Something was decided: say what, and read the queue again. */
  done: (words: string) => Promise<void>;
  before: (() => void) | null; next: (() => void) | null;
};

const positionOf = (place: Geometry): string => {
  const [lon, lat] = place.type === 'Point' ? place.coordinates : place.coordinates[0] ?? [0, 0];
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
};

/** One photo: what it is about, the picture with its boxes, and what may be done with it. */
export function Look({ photo, n, all, token, catalogue, alone, done, before, next }: Props) {
  const [picture, setPicture] = useState<HTMLCanvasElement | null>(null);
  const [boxes, setBoxes] = useState<Box[]>([]);
  const [refusing, setRefusing] = useState(false);
  const refuse = useRef<HTMLButtonElement>(null);
  const [errors, setErrors] = useState<string[]>([]);
  useEffect(() => {
    let wanted = true;
    fetchPicture(token, photo.id).then(pixels).then((own) => wanted && setPicture(own), () => wanted && setErrors([t.gone]));
    return () => {
      wanted = false;
    };
  }, [photo.id, token]);
  const put = (decision: Decision, words: string) => alone(async () => {
    setErrors([]);
    try {
      await decide(token, photo, decision);
      await done(words);
    } catch (error) {
      if (error instanceof ApiError && [404, 409, 412].includes(error.status)) await done(t.changed);
      else setErrors(error instanceof ApiError && error.flaws.length > 0 ? error.sentences(lang) : [t.again]);
    }
  });
  const kind = catalogue.categories.find((own) => own.code === photo.report.category);
  return (
    <article class="card photo-look">
      <FocusHeading level={2}>{t.photo(n, all)}</FocusHeading>
      <dl>
        <div><dt>{t.reference}</dt><dd class="reference">{photo.report.reference}</dd></div>
        {kind && <div><dt>{t.about}</dt><dd>{named(kind)}</dd></div>}
        <div><dt>{t.told}</dt><dd>{dateTime(photo.report.told_at)}</dd></div>
        <div><dt>{t.place}</dt><dd>{positionOf(photo.report.place)}</dd></div>
      </dl>
      <p>{t.guide}</p>
      {picture ? <BoxEditor picture={picture} label={t.alt(photo.report.reference)} boxes={boxes} change={setBoxes} /> : <Loading on={errors.length === 0} />}
      {errors.length > 0 && <div class="notice notice-error" role="alert">{errors.map((text) => <p key={text}>{text}</p>)}</div>}
      {refusing
        ? <Refuse refuse={(reason) => void put({ state: 'refused', reason }, t.refused)} cancel={() => { setRefusing(false); requestAnimationFrame(() => refuse.current?.focus()); }} />
        : (
          <div class="row">
            {boxes.length > 0 && <button type="button" class="button button-outline" onClick={() => void put({ state: 'waiting', cover: boxes }, t.covered)}>{t.cover(boxes.length)}</button>}
            <button type="button" class="button" disabled={!picture} onClick={() => void put({ state: 'shown', cover: boxes }, t.shown)}>{t.show}</button>
            <button type="button" class="button button-outline" ref={refuse} onClick={() => setRefusing(true)}>{t.refuse}</button>
          </div>
        )}
      <div class="row">
        {before && <button type="button" class="link-button" onClick={before}>{t.before}</button>}
        {next && <button type="button" class="link-button" onClick={next}>{t.next}</button>}
      </div>
    </article>
  );
}
