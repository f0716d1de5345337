import type { sv } from '../sv/forecast.ts';

const of = { link: 'of the length of the streets', cell: 'of the area' };

export const en: typeof sv = {
  title: 'Does the past foretell the next?',
  lead: 'We pretend that it is a date in the past, point out places with only what had come in by then, and look where the next reports came.',
  help: 'Each date in the past is tried by itself. That may take a while.',
  failed: 'The forecasts could not be tried.',

  verdict: {
    yes: 'Yes, the past says something about the next.',
    perhaps: 'Perhaps, but it cannot be said for sure.',
    no: 'No, the past says nothing about the next here.',
    unknown: 'It cannot be tried yet.',
  },
  best: (n, name) => `Best of ${n} ways to rank places was: ${name}.`,
  caught: (share, on, part, times) => `The ${share} ${of[on]} that this way pointed out got about ${part} of the next reports, ${times} times as many as a choice at random.`,
  most: (times) => `No choice could have given more than ${times} times.`,
  allWorse: (n) => `The ${n} other ways are surely worse.`,
  asGood: (names, alone) => `${alone ? 'One other way is' : 'Other ways are'} as good, as far as can be told: ${names}.`,
  placebo: {
    place: (dealt, real, share) => `With the days dealt anew among the reports it is ${dealt} times instead of ${real} (at ${share}). So it is the place itself that returns, not something that changes with time.`,
    time: (dealt, real, share) => `With the days dealt anew among the reports it is only ${dealt} times instead of ${real} (at ${share}). So what happened lately says something beyond the place itself.`,
    moved: (dealt, real, share) => `With the days dealt anew among the reports it is ${dealt} times, more than the real ${real} (at ${share}). So the places move with time, and old reports say less.`,
  },
  forecasts: (n, alone, first, last, days) => (alone
    ? `1 forecast, ${first}. It saw only what had come in before its day, and was tried on the ${days} days after.`
    : `${n} forecasts, from ${first} to ${last}. Each saw only what had come in before its day, and was tried on the ${days} days after.`),
  used: (n, all, units) => `Counted on ${n} events out of ${all} reports, on ${units}.`,
  units: { link: (n) => `${n} parts of streets`, cell: (n) => `${n} squares` },
  leftOut: (what) => `Left out: ${what}.`,
  left: { duplicate: (n) => `${n} about the same thing as another report`, outside: (n) => `${n} outside`, without_place: (n) => `${n} without a place` },

  table: 'All ways to rank',
  tableHelp: 'Times random: how many times more of the next reports the chosen places got than places chosen at random (PAI). Of the possible: the share of what the best choice conceivable had caught (PEI). ± is one standard error.',
  shareTitle: (share, on) => `The highest ${share} ${of[on]}`,
  column: { ranking: 'Way to rank', pai: 'Times random', pei: 'Of the possible', difference: 'Best minus this', placebo: 'With shuffled days' },
  short: { pai: 'PAI', pei: 'PEI', difference: 'in PAI', placebo: 'PAI' },
  placeboHelp: 'With shuffled days: the same reports and the same places, but the days are dealt anew. Then only the place itself is left. If the figure is as high as the real one, it is the place that returns, and nothing that changes with time.',
  winner: 'best',
  won: (n, all) => `better in ${n} of ${all}`,
  ceiling: 'The ceiling: the best choice conceivable',
  none: 'no difference',
  ranking: {
    counts: 'count all reports so far', recent: 'count the reports of the last 90 days', uniform: 'at random, by size alone',
    kernel: 'density, what lies near counts too', kernel_forgetting: 'density where the new weighs more',
    shrunk: 'counts drawn toward the density', shrunk_forgetting: 'counts drawn toward the density, where the new weighs more',
  },
  saveCsv: 'Save the table as CSV',
  print: 'Print',

  calibration: 'Are the numbers right?',
  calibrationLead: 'For each place we can also say how many reports are to be expected, with a range. That is done with counts drawn toward the density.',
  covered: (n, part) => `Of ${n} predicted numbers ${part} came inside the range that was to hold 90 %.`,
  held: { holds: 'The ranges hold.', narrow: 'The ranges are too narrow: expect larger deviations.', wide: 'The ranges are wider than they need to be.' },
  sums: (predicted, came) => `In all ${predicted} were to be expected and ${came} came.`,
  even: 'The outcomes lie evenly in their ranges, as evenly as chance gives.',
  uneven: 'The outcomes lie unevenly in their ranges, more than chance gives: the numbers are not quite right.',
  noCalibration: 'There are no predicted numbers to try.',
  pit: 'Where in their ranges the outcomes came',
  pitHelp: 'Tenth 1 is fewer than expected, tenth 10 more. Bars of the same height mean that the predictions are right. The lines show where a bar would then lie 19 times of 20.',
  pitText: (low, high) => `Bar chart in tenths. The bars go from ${low} to ${high}. All figures are in the table.`,
  tenth: (n) => `Tenth ${n}`,
  tenths: 'Tenth of the range',
  outcomes: 'Outcomes',
  ifRight: 'If it is right',

  next: 'Here the next reports are to be expected',
  nextLead: (name) => `The places that rank highest today, per metre of street or area, in the way that was best: ${name}.`,
  nextUnsure: 'Read the list with care: it is not certain that it is better than a choice at random.',
  noNext: 'No list: it is not shown that it would be better than a choice at random.',
  reportsHere: 'See the reports here',
  saveNext: 'Save the places as CSV',

  limits: 'What it says and does not say',
  limit: [
    'It says where people report, not where it is dangerous. Where nobody reports nothing is seen.',
    'It says which places tend to return. It does not say who, at what hour or why.',
    'If you mend a place it should stop returning. Then the forecast gets worse, and that is good.',
    'The best way is chosen on the same forecasts that it is measured on, so its figures are somewhat too good.',
  ],
  toSpots: 'Show places that stand out',
  parameter: {
    unit: 'Counted on', cell_m: 'Side of the squares (metres)', shares: 'Shares of the length or area', origins: 'Days of the forecasts', test_days: 'Tried on so many days',
    least_past_days: 'At least so many days before the first', recent_days: '“The last days” are', duplicates: 'The same event', kernel: 'Shape of the density',
    bandwidths_tried_m: 'Bandwidths tried (metres)', half_lives_tried_days: 'Half-lives tried (days)',
    least_predicted: 'Least expected number that is tried', plane: 'Coordinate system', seed: 'Seed of chance',
    radius_m: 'metres', open_days: 'days', from: 'from', to: 'to', step: 'in steps of',
  },
  csv: {
    ranking: 'way', id: 'code', share: 'share', pai: 'PAI', pai_error: 'PAI standard error', pei: 'PEI', pei_error: 'PEI standard error', difference: 'best minus this',
    difference_error: 'standard error of the difference', won: 'forecasts where the best was better', n: 'forecasts', placebo: 'PAI with shuffled days', placebo_error: 'standard error with shuffled days',
    rank: 'number', place: 'place', lon: 'longitude', lat: 'latitude', unit: 'part of street or square', score: 'figure for ranking',
  },
};
