/** The list of places as a table of cells, for a spreadsheet. */
import { t } from '../i18n/spots.ts';
import type { Catalogue, Spots } from '../lib/types.ts';
import { campaignText, causesText, changeText, darkText, nameOf, otherwiseText, sureText, whenText } from './words.ts';

const rounded = (n: number) => Math.round(n * 1000) / 1000;

export function csvRows(spots: Spots, catalogue: Catalogue): (string | number | null)[][] {
  const head = t.csv;
  return [
    [head.rank, head.name, head.class, head.n_reports, head.expected, head.ratio, head.low, head.high, head.p_map, head.n_incidents,
      head.when, head.dark, head.change, head.causes, head.campaign, head.otherwise, head.lon, head.lat, head.units],
    ...spots.features.map(({ properties: s }) => [
      s.rank, nameOf(s), sureText(s, spots), s.n_reports, rounded(s.expected), rounded(s.ratio.mean), rounded(s.ratio.low), rounded(s.ratio.high), s.p_map, s.n_incidents,
      whenText(s), darkText(s), changeText(s), causesText(s, catalogue, s.causes.length), campaignText(s), otherwiseText(s), s.at[0], s.at[1], s.units.join(' '),
    ]),
  ];
}
