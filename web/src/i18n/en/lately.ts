import type { sv } from '../sv/lately.ts';

export const en: typeof sv = {
  heading: 'New lately',
  working: 'Looking for what has just begun …',
  waveMeans: 'The maps count all reports as they are. Nothing has been taken away, and nobody knows who reported.',
  none: 'Nothing new stands out.',
  noneMeans: (weeks, day) => `What came in during the ${weeks} weeks up to ${day} is like the year before, as far as it can be told from chance.`,
  silent: (day) => `No report in the selection is from the last weeks. The latest is from ${day}.`,
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
  how: 'How it is looked for',
  parameters: (from, to, n, replicates, seed) => `${n} reports from ${from} to ${to}, ${replicates} shuffles, seed ${seed}.`,
  compared: 'Compared with the same places over the last year and other places on the same days.',
};
