import { useEffect, useRef } from 'preact/hooks';
import { count, named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import type { DeskReport, Pile } from '../lib/desk.ts';
import type { Known } from './App.tsx';
import { channelInWords, decidedInWords, firstWords, momentIn } from './words.ts';

type Props = {
  pile: Pile; known: Known; reports: DeskReport[]; chosen: number | null; choose: (number: number) => void; step: (by: 1 | -1) => void;
  /** The same by the arrows in the list: the focus stays there. */
  walkTo: (by: 1 | -1) => void; more: (() => void) | null; wide: boolean; n: number | null;
};

/** The reports in the order they are to be read; the arrows walk the list. */
export function Queue({ pile, known: { town, catalogue }, reports, chosen, choose, step, walkTo, more, wide, n }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const moment = momentIn(town.municipality.time_zone);
  useEffect(() => {
    const shown = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!shown) return;
    // Only the list is scrolled: the page stays where the reader is.
    const box = shown.closest<HTMLElement>('.desk-list');
    if (box) box.scrollTop += Math.min(0, shown.getBoundingClientRect().top - box.getBoundingClientRect().top) + Math.max(0, shown.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom);
    if (list.current?.contains(document.activeElement)) shown.focus({ preventScroll: true });
  }, [chosen]);
  const kind = (report: DeskReport) => {
    const found = catalogue.categories.find((own) => own.code === report.category);
    return found ? named(found) : report.category;
  };
  const walk = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    walkTo(by);
  };
  const items = (
    <>
      <ul class="desk-list" ref={list}>
        {reports.map((report) => (
          <li key={report.number}>
            <button type="button" onKeyDown={walk} aria-current={report.number === chosen ? 'true' : undefined} onClick={() => choose(report.number)}>
              <span class="place-name">{kind(report)}</span>
              <span class="quiet">{report.reference} · {channelInWords(report.channel)}</span>
              {report.case && <span>{decidedInWords(report.case)}</span>}
              <span class="quiet">{report.case ? t.decidedBy(moment(report.case.decided_at), report.case.decided_by) : moment(report.told_at)}</span>
              {report.text && <span class="desk-words">{firstWords(report.text)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {more && <button type="button" class="link-button" onClick={more}>{t.more}</button>}
    </>
  );
  const title = pile === 'waiting' ? t.queue(n ?? reports.length, count(n ?? reports.length)) : t.decided;
  if (wide) return <nav class="desk-queue" aria-labelledby="queue-h"><h2 id="queue-h">{title}</h2>{items}</nav>;
  const at = reports.findIndex((own) => own.number === chosen);
  return (
    <nav class="desk-queue" aria-label={title}>
      <div class="row">
        <button type="button" class="button button-outline" disabled={at <= 0} onClick={() => step(-1)}>{t.previous}</button>
        <button type="button" class="button button-outline" disabled={at < 0 || at >= reports.length - 1} onClick={() => step(1)}>{t.next}</button>
      </div>
      <details class="card filter-card"><summary><h2>{title}</h2></summary>{items}</details>
    </nav>
  );
}
