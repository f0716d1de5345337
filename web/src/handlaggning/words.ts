/** What the desk says of a report, and what its teller will read. Pure. */
import { date, lang, locale } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/desk.ts';
import { handed, READ } from '../i18n/teller.ts';
import type { Case, DeskReport, DeskWhen, Decision, Reason, Sheet, Wanted } from '../lib/desk.ts';
import { WEEKDAYS } from '../lib/types.ts';

type Both = { code: string; sv: string; en: string };

/** `date, time` on the clock of the town, wherever the reader sits. */
export const momentIn = (zone: string) => (iso: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

const WEEK = 168;

/** Hours of the week (0 is Monday 00–01) as stretches: from which hour, how many. The week goes round. */
export function stretches(hours: number[]): { from: number; hours: number }[] {
  const on = new Set(hours);
  if (on.size >= WEEK) return [{ from: 0, hours: WEEK }];
  const found: { from: number; hours: number }[] = [];
  for (let from = 0; from < WEEK; from += 1) {
    if (!on.has(from) || on.has((from + WEEK - 1) % WEEK)) continue;
    let n = 1;
    while (on.has((from + n) % WEEK)) n += 1;
    found.push({ from, hours: n });
  }
  return found;
}

/** Days in a row by the first and the last: Monday–Friday. */
function daysInWords(days: number[]): string {
  if (days.length === 7) return t.everyDay;
  const name = (day: number) => common.weekdays[WEEKDAYS[day] as (typeof WEEKDAYS)[number]];
  const rows: number[][] = [];
  for (const day of days) {
    const row = rows.at(-1);
    if (row && row.at(-1) === day - 1) row.push(day);
    else rows.push([day]);
  }
  const said = rows.flatMap((row) => (row.length > 2 ? [`${name(row[0] as number)}–${name(row.at(-1) as number)}`] : row.map(name)));
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(said);
}

const two = (hour: number) => String(hour).padStart(2, '0');

/** `måndag–fredag 18–23` */
export function hoursInWords(hours: number[]): string {
  const byClock = new Map<string, number[]>();
  for (const { from, hours: n } of stretches(hours)) {
    if (n === WEEK) return t.anyHour;
    const start = from % 24;
    const end = (start + n) % 24;
    const clock = n > 24 ? t.hoursLong(two(start), n) : `${two(start)}–${end === 0 ? '24' : two(end)}`;
    byClock.set(clock, [...(byClock.get(clock) ?? []), Math.floor(from / 24)]);
  }
  return [...byClock].map(([clock, days]) => `${daysInWords(days)} ${clock}`).join('; ');
}

export function whenInWords(when: DeskWhen, zone: string, now = new Date()): string {
  const moment = momentIn(zone);
  if (when.kind === 'instant') return moment(when.at);
  if (when.kind === 'interval') return t.between(moment(when.from), moment(when.to));
  return `${hoursInWords(when.hours_of_week)}, ${new Date(when.to) > now ? t.sinceOpen(date(when.from)) : t.since(date(when.from), date(when.to))}`;
}

export function channelInWords(channel: string): string {
  const words: Record<string, string> = t.channels;
  return words[channel] ?? (channel.startsWith('import:') ? t.imported : channel);
}

/** One line of the queue: the first words somebody wrote. */
export const firstWords = (text: string | null, most = 70): string => {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most).replace(/\s\S*$/, '')} …`;
};

export const placeName = (sheet: Sheet): string => {
  const name = lang === 'en' ? sheet.place_name_en : sheet.place_name_sv;
  return sheet.locality && !name.includes(sheet.locality) ? `${name}, ${sheet.locality}` : name;
};

export type Choice = { decision: Decision; reason: Reason | null; owner: Both | null; sentence_sv: string; sentence_en: string };

/** What the teller's link will say, in both languages: as `http/follow_up.rs` puts it together. */
export function tellerReads(report: Pick<DeskReport, 'published'>, { decision, reason, owner, sentence_sv, sentence_en }: Choice): { sv: string; en: string } {
  const first = decision === 'rejected' ? READ.rejected[reason ?? 'not_understood'] : report.published ? READ.published : READ.accepted;
  const to = owner && handed(owner);
  const join = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ');
  return {
    sv: join(first.sv, to?.sv, sentence_sv.trim()),
    en: join(first.en, to?.en, sentence_en.trim() || sentence_sv.trim()),
  };
}

/** The decision in a few words, for the list and the line that says what was done. */
export function decidedInWords(decided: Pick<Case, 'decision' | 'reason' | 'joined_to'>): string {
  if (decided.decision === 'rejected') return t.did.rejected(t.reasons[decided.reason ?? 'not_understood']);
  return decided.joined_to === null ? t.did.accepted : t.did.joined;
}

/** The decision that takes `now` back to what was `before`: the same decision, or that it counts as it was told. */
export function undone(before: DeskReport, now: DeskReport): Wanted {
  const old = before.case;
  const back: Wanted = old === null ? { decision: 'accepted' } : {
    decision: old.decision,
    ...(old.reason === null ? {} : { reason: old.reason }),
    ...(old.owner === null ? {} : { owner: old.owner }),
    ...(old.joined_to === null ? {} : { joined_to: old.joined_to }),
    ...(old.sentence_sv === null ? {} : { sentence_sv: old.sentence_sv }),
    ...(old.sentence_en === null ? {} : { sentence_en: old.sentence_en }),
  };
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (before.category !== now.category || !same(before.causes, now.causes)) Object.assign(back, { category: before.category, causes: before.causes });
  if (!same(before.place, now.place)) back.place = before.place;
  return back;
}
