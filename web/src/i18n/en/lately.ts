import type { sv } from '../sv/lately.ts';

export const en: typeof sv = {
  heading: 'New lately',
  working: 'Looking for what has just begun …',
  none: 'Nothing new stands out.',
  noneMeans: (weeks) => `What came in during the last ${weeks} weeks is like the last year, as far as it can be told from chance.`,
  failed: 'It was not possible to look for what is new.',
  stopped: 'The search was stopped.',
  since: (name, n, day, expected) => `${name}: ${n} reports since ${day}, where ${expected} were to be expected.`,
  between: (name, n, days, expected) => `${name}: ${n} reports ${days}, where ${expected} were to be expected.`,
  within: (metres) => `Within ${metres} metres.`,
  chance: (howOften) => `So often chance gives something as strong: once in ${howOften}.`,
  days: (n) => `${n} days`,
  years: (n) => `${n} years`,
  lessThanOne: 'less than one',
  place: 'A place',
  compared: 'Compared with the same places over the last year and other places on the same days.',
};
