import { count, date, named } from '../i18n/index.ts';
import { t } from '../i18n/walks.ts';
import { stopsOf, type WalkPlan } from '../lib/walks.ts';
import { km, lightText, nReports, qualityText, whenText } from './words.ts';

type Props = { plan: WalkPlan; chosen: number; choose: (rank: number) => void; takeDay: (day: string) => void };

/** The walks side by side, and what should not be overlooked. */
export function Proposals({ plan, chosen, choose, takeDay }: Props) {
  const { summary } = plan;
  return (
    <section aria-labelledby="proposals-h">
      <h2 id="proposals-h">{t.proposals}</h2>
      {plan.warnings.map((warning) => (
        <div class="notice" key={warning.code}>
          <p>{named(warning)}</p>
          {warning.code === 'no_darkness' && (
            <p class="row">
              {summary.evening.nearest_dark_days.map((day) => <button type="button" class="button button-outline" key={day} onClick={() => takeDay(day)}>{t.takeDay(date(`${day}T12:00:00Z`))}</button>)}
            </p>
          )}
        </div>
      ))}
      <ol class="walk-cards">
        {summary.proposals.map((one) => {
          const stops = stopsOf(plan, one.rank).map((f) => f.properties);
          return (
            <li class={one.rank === chosen ? 'card walk-card is-chosen' : 'card walk-card'} key={one.rank}>
              <h3>{t.proposal(one.rank)}</h3>
              <p class="walk-figures"><strong>{t.stops(one.n_stops)}</strong>, {t.takes(count(one.minutes), km(one.metres))}, {t.reports(nReports(stops))}</p>
              <ol class="walk-names">{stops.map((stop) => <li key={stop.number}>{named(stop.name)}</li>)}</ol>
              <p>{whenText(summary, one)}</p>
              <p class="quiet">{qualityText(one)} {one.way_back && lightText(one.way_back)} {one.repeated_m >= 50 && t.repeated(count(one.repeated_m))} {one.steps_m >= 1 && t.steps(count(one.steps_m))}</p>
              <button type="button" class={one.rank === chosen ? 'button' : 'button button-outline'} aria-pressed={one.rank === chosen} aria-label={`${one.rank === chosen ? t.isChosen : t.choose}: ${t.proposal(one.rank)}`} onClick={() => choose(one.rank)}>
                {one.rank === chosen ? t.isChosen : t.choose}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
