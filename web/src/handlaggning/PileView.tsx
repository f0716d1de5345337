import { useEffect, useRef, useState } from 'preact/hooks';
import { count, lang } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { t as work } from '../i18n/work.ts';
import { ApiError, status } from '../lib/api.ts';
import * as ask from '../lib/desk.ts';
import type { Pile, Sheet, Wanted } from '../lib/desk.ts';
import { LoadFailed, Loading } from '../ui/parts.tsx';
import { useWide } from '../ui/map.tsx';
import { useRefusal, type Session } from '../ui/StaffPage.tsx';
import { useAlone } from '../ui/useAlone.ts';
import type { Known } from './App.tsx';
import { Decide, draftOf, type Drafts } from './Decide.tsx';
import { MapPanel } from './MapPanel.tsx';
import { Queue } from './Queue.tsx';
import { Told } from './Told.tsx';
import { useDesk } from './useDesk.ts';
import { useKeys } from './useKeys.ts';
import { useNew } from './useWaiting.ts';
import { decidedInWords, undone } from './words.ts';

type Props = { pile: Pile; known: Known; token: string; session: Session; waiting: number | null; drafts: Drafts; keys: boolean; help: () => void };
/** What was done last, and how it stood before. */
type Done = { before: Sheet; after: Sheet };

/** The queue to the left, the report to the right, and what is done with it. */
export function PileView({ pile, known, token, session, waiting, drafts, keys, help }: Props) {
  const desk = useDesk(pile, token);
  const { lying, current, sheet } = desk;
  const [done, setDone] = useState<Done | null>(null);
  const [said, setSaid] = useState('');
  const [refused, setRefused] = useState<Error | null>(null);
  const [open, setOpen] = useState(false);
  const { alone, saving, slow } = useAlone();
  const heading = useRef<HTMLHeadingElement>(null);
  const grab = useRef(false);
  const wide = useWide();
  useRefusal(session, desk.error, refused);
  const more = useNew(waiting, pile === 'waiting' ? lying?.n ?? null : null);
  const empty = lying !== null && lying.reports.length === 0 && lying.next === null;
  // Nobody has to ask for what comes to an empty desk.
  useEffect(() => { if (pile === 'waiting' && empty && (waiting ?? 0) > 0) desk.load(); }, [waiting, empty]);
  useEffect(() => setRefused(null), [current?.number]);
  // Whoever decided or went on reads the next one from its heading.
  useEffect(() => {
    // Not while it is still: nothing in it takes the focus.
    if (!grab.current || saving) return;
    grab.current = false;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [current?.number, current?.case?.version, empty, saving]);
  const go = (by: 1 | -1) => {
    grab.current = true;
    desk.step(by);
  };
  const choose = (number: number) => {
    grab.current = true;
    desk.choose(number);
  };

  /** Somebody else was first: what they did is said, and the next report is shown. */
  const overtaken = async (about: Sheet, error: Error, wanted: Wanted) => {
    drafts.delete(draftOf(about));
    const now = await ask.sheet(about.number, token).catch(() => null);
    grab.current = true;
    // It was our own: the answer was lost on its way.
    const own = now?.case && now.case.decided_by === session.who?.reader && now.case.decision === wanted.decision;
    if (own) setDone({ before: about, after: now });
    if (now?.case && own) setSaid(t.done(about.reference, decidedInWords(now.case)));
    else if (now?.case) setSaid(t.overtaken(about.reference, decidedInWords(now.case), now.case.decided_by));
    else setSaid(error instanceof ApiError ? error.sentences(lang).join(' ') : error.message);
    if (pile === 'waiting') desk.drop(about.number, about.case === null);
    else if (now) desk.put(now);
  };
  const isOvertaken = (error: unknown) => error instanceof ApiError
    && ([404, 409, 412].includes(error.status) || error.flaws.some((flaw) => flaw.code === 'withdrawn'));

  const decide = (wanted: Wanted) => alone(async () => {
    if (sheet === null) return;
    setRefused(null);
    try {
      const after = await ask.decide(sheet, wanted, token);
      drafts.delete(draftOf(sheet));
      grab.current = true;
      setDone({ before: sheet, after });
      setSaid(t.done(sheet.reference, after.case ? decidedInWords(after.case) : ''));
      if (pile === 'waiting') desk.drop(sheet.number, sheet.case === null);
      else desk.put(after);
    } catch (error) {
      if (isOvertaken(error)) {
        setDone(null);
        await overtaken(sheet, error as Error, wanted);
      } else setRefused(error as Error);
    }
  });
  const undo = () => alone(async () => {
    if (done === null) return;
    const wanted = undone(done.before, done.after);
    try {
      const back = await ask.decide(done.after, wanted, token);
      grab.current = true;
      desk.put(back);
      setSaid(done.before.case === null ? t.undone(back.reference) : t.undoneTo(back.reference, decidedInWords(done.before.case)));
      setDone(null);
    } catch (error) {
      if (status(error as Error) === 412 || status(error as Error) === 409) {
        setDone(null);
        await overtaken(done.after, error as Error, wanted);
      } else setRefused(error as Error);
    }
  });
  /** Somebody else took words out first: what is left of them is shown, and whoever marked is told. */
  const reworded = (now: Sheet) => {
    setDone(null);
    setSaid(now.text === null ? t.redact.otherAll(now.reference) : '');
    if (now.text === null) grab.current = true;
    desk.put(now);
  };
  const redacted = (now: Sheet) => {
    grab.current = true;
    setDone(null);
    setSaid(t.redact.done(now.reference));
    desk.put(now);
    heading.current?.focus();
  };
  const map = () => {
    if (!wide) setOpen(!open);
    if (wide || !open) requestAnimationFrame(() => document.getElementById('desk-map')?.focus());
  };
  useKeys(keys && !saving, { next: () => go(1), previous: () => go(-1), help, map, undo: () => void undo() });

  if (desk.error) return <LoadFailed again={desk.load} />;
  if (lying === null) return <Loading on />;
  return (
    <>
      <div class="desk-said">
        <p role="status">{slow ? work.saving : said}</p>
        {done && <button type="button" class="button button-outline" disabled={saving} aria-keyshortcuts={keys ? 'u' : undefined} onClick={() => void undo()}>{t.undo}<span class="vh"> {done.after.reference}</span>{keys && <kbd aria-hidden="true">u</kbd>}</button>}
        <p role="status" class="desk-new">{more > 0 && !empty ? t.newOnes(more, count(more)) : ''}</p>
        {more > 0 && !empty && <button type="button" class="link-button" onClick={desk.load}>{t.showNew}</button>}
      </div>
      {empty && <h2 class="card desk-empty" ref={heading} tabIndex={-1}>{pile === 'waiting' ? t.empty : t.noneDecided}</h2>}
      {!empty && (
        <div class="desk-main" inert={saving}>
          <Queue pile={pile} known={known} reports={lying.reports} chosen={current?.number ?? null} choose={choose} step={go} walkTo={desk.step} more={lying.next === null ? null : desk.more} wide={wide} n={pile === 'waiting' ? lying.n : null} />
          {current && (
            <article class="desk-report" data-reference={current.reference} aria-labelledby="report-h" aria-busy={sheet === null}>
              <Told report={current} sheet={sheet} known={known} heading={heading} />
              <MapPanel town={known.town} report={current} open={open} setOpen={setOpen} always={wide} />
              {sheet
                ? <Decide key={draftOf(sheet)} sheet={sheet} known={known} token={token} drafts={drafts} keys={keys && !saving} refused={refused} alone={alone} decide={decide} redacted={redacted} overtaken={reworded} heading={heading} />
                : <Loading on />}
            </article>
          )}
        </div>
      )}
    </>
  );
}
