import { t } from '../i18n/forecast.ts';
import { csvText, fileName } from '../lib/chart.ts';
import type { Backtest, Town } from '../lib/types.ts';
import { saveCsv } from '../ui/save.ts';
import { namedNext, nextRows, rankingName, verdict, winnerOf } from './words.ts';

/** A list that nothing vouches for is not shown. */
export function Next({ test, town, mapLink }: { test: Backtest; town: Town; mapLink: (at: [number, number]) => string }) {
  const winner = winnerOf(test);
  const answer = verdict(test);
  const places = namedNext(test);
  const shown = winner && winner.id !== 'uniform' && (answer === 'yes' || answer === 'perhaps') && places.length > 0;
  return (
    <section class="card forecast-next" aria-labelledby="next-h">
      <h2 id="next-h">{t.next}</h2>
      {!shown && <p>{t.noNext}</p>}
      {shown && (
        <>
          <p>{t.nextLead(rankingName(winner))}</p>
          {answer === 'perhaps' && <p class="notice">{t.nextUnsure}</p>}
          <ol>
            {places.map(({ name, at }) => <li key={name}>{name} <a href={mapLink(at)}>{t.reportsHere}<span class="vh">: {name}</span></a></li>)}
          </ol>
          <div class="row">
            <button type="button" class="button button-outline" onClick={() => saveCsv(fileName('prognos platser', town.municipality.name), csvText(nextRows(test)))}>{t.saveNext}</button>
          </div>
        </>
      )}
    </section>
  );
}
