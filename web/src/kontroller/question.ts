import type { CheckFeature, Lock, Question } from './types.ts';

const nextMonth = (): string => {
  const now = new Date();
  const next = new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1, 1));
  return next.toISOString().slice(0, 7);
};

/** Nobody can guess the month from the page: chance begins with a number drawn here. */
export const anySeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

export const usual = (): Question => ({
  month: nextMonth(), quota: 15,
  hours: [{ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 14, to: 24 }],
  locked: [], forbidden: [], per_site: 2, spacing_m: null, school_time: 3, every_locality: true, seed: anySeed(),
});

export const lockOf = ({ properties: { site, start, minutes } }: CheckFeature): Lock => ({ site, start: start.slice(0, 16), minutes });
export const isSame = (a: Lock, b: Lock): boolean => a.site === b.site && a.start === b.start;

export const locking = (question: Question, lock: Lock): Question => ({ ...question, locked: [...question.locked.filter((own) => !isSame(own, lock)), lock] });
export const unlocking = (question: Question, lock: Lock): Question => ({ ...question, locked: question.locked.filter((own) => !isSame(own, lock)) });
export const forbidding = (question: Question, site: string): Question =>
  ({ ...question, forbidden: [...question.forbidden.filter((id) => id !== site), site], locked: question.locked.filter((lock) => lock.site !== site) });
export const allowing = (question: Question, site: string): Question => ({ ...question, forbidden: question.forbidden.filter((id) => id !== site) });
