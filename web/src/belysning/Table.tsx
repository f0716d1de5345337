import { count } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import type { StretchFeature } from './types.ts';
import { nameOf, stateOf, todoText } from './words.ts';

/** Every stretch as a row: the same content as the map and the list. */
export function Table({ shown, withBudget }: { shown: StretchFeature[]; withBudget: boolean }) {
  const head = t.column;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.table}>
      <table class="light-table">
        <thead>
          <tr>
            <th scope="col">{head.rank}</th><th scope="col">{head.name}</th><th scope="col">{head.state}</th><th scope="col" class="number">{head.dark}</th>
            <th scope="col" class="number">{head.reports}</th><th scope="col">{head.todo}</th><th scope="col" class="number">{head.cost}</th>
            <th scope="col" class="number">{head.costRank}</th>{withBudget && <th scope="col">{head.chosen}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ id, properties: one }, i) => (
            <tr key={id}>
              <td>{i + 1}</td><th scope="row">{nameOf(one)}</th><td>{stateOf(one)}</td>
              <td class="number">{one.light ? count(Math.round(one.light.dark_m)) : ''}</td>
              <td class="number">{count(one.told.n_reports)}</td><td>{todoText(one)}</td>
              <td class="number">{one.cost === null ? '' : count(one.cost)}</td><td class="number">{one.cost_rank ?? ''}</td>
              {withBudget && <td>{one.chosen ? t.yes : ''}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
