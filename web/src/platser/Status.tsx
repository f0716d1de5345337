/** What the page says of its answer: how far it is, what came of it, and what it does not mean. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { count, date, lang } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import { ApiError } from '../lib/api.ts';
import type { Spots } from '../lib/types.ts';
import { inLang, isSure } from './words.ts';

/** Said in quarters, so that a screen reader is not told every second. */
const coarse = (progress: number) => Math.floor(progress * 4) * 25;

export function WorkingBar({ progress, stop, help = t.workingHelp }: { progress: number | null; stop: () => void; help?: string }) {
  return (
    <div class="card working">
      <p id="working"><strong>{t.working} …</strong> <span class="quiet">{help}</span></p>
      <p class="vh" role="status">{t.working}. {t.progress(count(coarse(progress ?? 0)))}</p>
      <div class="row">
        <progress aria-labelledby="working" max={1} value={progress ?? 0} />
        <span aria-hidden="true" class="percent">{count(Math.round((progress ?? 0) * 100))} %</span>
        <button type="button" class="button button-outline" onClick={stop}>{t.stop}</button>
      </div>
    </div>
  );
}

/** Whoever pressed Stop is left on the button that starts again. */
export function Stopped({ old, again }: { old: boolean; again: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="notice">
      <p role="status"><strong>{t.stopped}</strong> {old && t.stoppedOld}</p>
      <button type="button" class="button" ref={button} onClick={again}>{t.countAgain}</button>
    </div>
  );
}

type FailedProps = { error: Error; old: boolean; again: () => void; clear: (() => void) | null; what?: string };

export function Failed({ error, old, again, clear, what = t.failed }: FailedProps) {
  const own = error instanceof ApiError && error.status < 500 ? error : null;
  const why = own?.sentences(lang).join(' ');
  return (
    <div class="notice notice-error" role="alert">
      <p><strong>{own ? t.refused : what}</strong> {why || own?.message}</p>
      {old && <p>{t.stoppedOld}</p>}
      <div class="row">
        <button type="button" class="button" onClick={again}>{common.retry}</button>
        {clear && <button type="button" class="button button-outline" onClick={clear}>{map.clear}</button>}
      </div>
    </div>
  );
}

export function Offline() {
  const [off, setOff] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOff(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return <div role="status">{off && <p class="notice" id="offline">{t.offline}</p>}</div>;
}

/** How many stand out, among what, compared with what. */
export function Summary({ spots }: { spots: Spots }) {
  const { summary, features } = spots;
  const sure = features.filter((f) => isSure(f.properties)).length;
  const perhaps = features.length - sure;
  return (
    <div class="spots-summary">
      <p class="big">
        <strong>{sure > 0 ? t.sure(count(sure), sure === 1) : t.none}</strong>{perhaps > 0 && `, ${t.perhapsMore(count(perhaps))}`}.
      </p>
      <p class="quiet">
        {t.basis(count(summary.n_reports), date(summary.from), date(summary.to), t.unitCount[summary.unit](count(summary.n_units)))}{' '}
        {t.comparedWith(inLang(summary.exposure))}
        {summary.n_outside > 0 && ` ${t.outside(count(summary.n_outside), summary.n_outside === 1)}`}
        {spots.n_more > 0 && ` ${t.notDescribed(count(spots.n_more), spots.n_more === 1)}`}
      </p>
    </div>
  );
}

export function Quiet({ spots: { summary, method }, clear }: { spots: Spots; clear: (() => void) | null }) {
  const none = summary.n_reports === 0;
  return (
    <div class="notice" id="quiet">
      <h3>{t.quietHeading}</h3>
      <p>{none ? t.nothing : t.quiet}</p>
      {!none && <p>{t.quietMeans}</p>}
      {!none && summary.n_too_few_units > 0 && <p>{t.quietTooFew(count(summary.n_too_few_units), count(summary.n_units), count(Number(method.parameters['noticeable'] ?? 5)))}</p>}
      {clear && <div class="row"><span>{t.quietTry}</span><button type="button" class="button button-outline" onClick={clear}>{map.clear}</button></div>}
    </div>
  );
}

/** The server's own words on what cannot be said; how the counts are uneven is told with the method. */
export function Warnings({ spots }: { spots: Pick<Spots, 'warnings'> }) {
  const told = spots.warnings.filter((w) => w.code !== 'clumped');
  if (told.length === 0) return null;
  return (
    <div class="notice spots-warnings">
      <h3>{t.warnings}</h3>
      <ul>{told.map((w) => <li key={w.code}>{inLang(w)}</li>)}</ul>
    </div>
  );
}
