import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import * as ask from '../lib/desk.ts';
import type { DeskReport, Pile, Sheet } from '../lib/desk.ts';

/** When so few are left, the next page is read. */
const FEW = 5;

type Lying = {
  reports: DeskReport[];
  /** How many wait by what we know: as many as were said, without those we have decided since. */
  n: number;
  next: string | null;
};

export type Desk = {
  lying: Lying | null;
  current: DeskReport | null;
  /** The whole of the current one, when it has come. */
  sheet: Sheet | null;
  error: Error | null;
  load: () => void;
  more: () => void;
  choose: (number: number) => void;
  step: (by: 1 | -1) => void;
  /** Puts a report in the list as it is now, and shows it. */
  put: (sheet: Sheet) => void;
  /** Takes a report from the list and shows the one after it; `counted`: it was one of those that wait. */
  drop: (number: number, counted: boolean) => void;
};

/** A pile of the desk and the report of it that is read. */
export function useDesk(pile: Pile, token: string): Desk {
  const [lying, setLying] = useState<Lying | null>(null);
  const [number, setNumber] = useState<number | null>(null);
  const [sheets, setSheets] = useState<Sheet | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [tries, setTries] = useState(0);
  const asking = useRef(false);
  const load = useCallback(() => {
    setError(null);
    setTries((n) => n + 1);
    ask.page(pile, null, token).then((page) => {
      setLying({ reports: page.reports, n: page.n_waiting, next: page.next ?? null });
      setNumber((now) => (page.reports.some((own) => own.number === now) ? now : page.reports[0]?.number ?? null));
    }, setError);
  }, [pile, token]);
  useEffect(load, [load]);
  const more = () => {
    if (asking.current || lying === null || lying.next === null) return;
    asking.current = true;
    ask.page(pile, lying.next, token).then((page) => {
      setLying((now) => {
        const known = new Set(now?.reports.map((own) => own.number));
        return { reports: [...(now?.reports ?? []), ...page.reports.filter((own) => !known.has(own.number))], n: now?.n ?? page.n_waiting, next: page.next ?? null };
      });
      setNumber((now) => now ?? page.reports[0]?.number ?? null);
    }, setError).finally(() => { asking.current = false; });
  };
  const few = pile === 'waiting' && lying !== null && lying.reports.length < FEW && lying.next !== null;
  useEffect(() => { if (few) more(); }, [few, lying]);
  useEffect(() => {
    if (number === null) return undefined;
    let left = false;
    ask.sheet(number, token).then((sheet) => { if (!left) setSheets(sheet); }, (failed: Error) => { if (!left) setError(failed); });
    return () => { left = true; };
  }, [number, token, tries]);
  const reports = lying?.reports ?? [];
  const at = reports.findIndex((own) => own.number === number);
  const step = (by: 1 | -1) => {
    const next = reports[at + by];
    if (next) setNumber(next.number);
  };
  const put = (sheet: Sheet) => {
    setSheets(sheet);
    setNumber(sheet.number);
    setLying((now) => {
      if (now === null) return now;
      const there = now.reports.some((own) => own.number === sheet.number);
      return { ...now, reports: there ? now.reports.map((own) => (own.number === sheet.number ? sheet : own)) : [sheet, ...now.reports] };
    });
  };
  const drop = (gone: number, counted: boolean) => {
    setLying((now) => (now === null ? now : { ...now, reports: now.reports.filter((own) => own.number !== gone), n: Math.max(0, now.n - (counted ? 1 : 0)) }));
    if (gone === number) setNumber((reports[at + 1] ?? reports[at - 1])?.number ?? null);
  };
  const current = reports[at] ?? null;
  return { lying, current, sheet: sheets?.number === number ? sheets : null, error, load, more, choose: setNumber, step, put, drop };
}
