import { count } from '../i18n/index.ts';
import { t } from '../i18n/forecast.ts';
import { csvText, fileName } from '../lib/chart.ts';
import type { Backtest, Ranking, Town } from '../lib/types.ts';
import { saveCsv } from '../ui/save.ts';
import { csvRows, ground, inOrder, percent, percentWithError, rankingName, withError } from './words.ts';

const COLUMNS = ['pai', 'pei', 'difference', 'placebo'] as const;

/** Every ranking beside the best one, once for each share of the ground. */
export function Rankings({ test, town }: { test: Backtest; town: Town }) {
  const rankings = inOrder(test);
  return (
    <section aria-labelledby="rankings-h">
      <h2 id="rankings-h">{t.table}</h2>
      <p>{t.tableHelp}</p>
      {test.results.ceiling.map((ceiling, i) => {
        const title = t.shareTitle(percent(ceiling.share), ground(test));
        return (
          <div key={ceiling.share}>
            <h3 id={`share-${i}`}>{title}</h3>
            <div class="table-scroll" role="region" aria-labelledby={`share-${i}`} tabIndex={0}>
              <table class="rankings">
                <thead>
                  <tr>
                    <th scope="col">{t.column.ranking}</th>
                    {COLUMNS.map((column) => <th scope="col" class="num" key={column}>{t.column[column]} <span class="unit">{t.short[column]}</span></th>)}
                  </tr>
                </thead>
                <tbody>
                  {rankings.map((r) => <Row key={r.id} ranking={r} share={i} best={r.id === test.results.winner} />)}
                  <tr class="ceiling"><th scope="row">{t.ceiling}</th><td class="num nowrap">{withError(ceiling.pai)}</td><td class="num">100 %</td><td class="num quiet">–</td><td class="num quiet">–</td></tr>
                </tbody>
              </table>
            </div>
          </div>
        );
      })}
      <p class="quiet">{t.placeboHelp}</p>
      <div class="row">
        <button type="button" class="button button-outline" onClick={() => saveCsv(fileName('prognos', town.municipality.name), csvText(csvRows(test)))}>{t.saveCsv}</button>
      </div>
    </section>
  );
}

function Row({ ranking, share, best }: { ranking: Ranking; share: number; best: boolean }) {
  const at = ranking.at[share];
  if (!at) return null;
  const { winner_minus_this: apart } = at;
  return (
    <tr class={best ? 'is-best' : undefined}>
      <th scope="row">{rankingName(ranking)}{best && <> <span class="badge">{t.winner}</span></>}</th>
      <td class="num nowrap">{withError(at.pai)}</td>
      <td class="num nowrap">{percentWithError(at.pei)}</td>
      <td class="num">
        {best ? <span class="quiet">–</span> : <><span class="nowrap">{withError(apart)}</span> <span class="quiet won">{t.won(count(apart.n_won), count(apart.n))}</span></>}
      </td>
      <td class="num nowrap">{withError(at.placebo_pai)}</td>
    </tr>
  );
}
