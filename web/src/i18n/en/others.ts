import type { sv } from '../sv/others.ts';

export const en: typeof sv = {
  areas: 'Larger areas',
  areasAsk: 'Are there whole areas with more reports than their streets or inhabitants explain?',
  areasNone: 'No larger area stands out.',
  areasNoneMeans: 'Reports are spread over the parts of the municipality much as streets or inhabitants are, as far as can be told from chance.',
  area: (name, cases, expected, times) => `${name}: ${cases} events where ${expected} were to be expected, ${times} times as many.`,
  within: (metres) => `Within ${metres} metres.`,
  chance: (n) => `Chance gives something as strong on about one map in ${n}.`,
  basis: (n, from, to) => `${n} events from ${from} to ${to}. Reports of the same thing count once.`,
  compare: { street: 'Compared with the length of the streets.', population: 'Compared with the number of inhabitants.', reports: 'Compared with all other reports.', even: 'Compared with an even spread over the ground.' },
  recipe: 'What the usual method (Gi*) would have drawn',
  recipeFound: (hot, cold) => `Gi* with control of false discoveries would have coloured ${hot} squares as hot and ${cold} as cold.`,
  recipeGrey: 'They are therefore shown in grey on the map: do not trust them. On so few reports the method colours hot places on maps of pure chance too.',
  recipeTable: 'The ten strongest squares',
  square: 'Square', reports: 'Reports', z: 'z',
  working: 'Working it out …',
  failed: 'It could not be worked out.',
  place: 'An area',
};
