import { t } from '../i18n/checks.ts';
import { count } from '../i18n/index.ts';
import { checksOf, type MonthPlan } from './types.ts';
import { amount, bandText, called, percent } from './words.ts';

/** What the plan is worth, what it leaves to chance, and what was decided before. */
export function Summary({ plan, decided }: { plan: MonthPlan; decided: MonthPlan | null }) {
  const { summary: s, quality: q } = plan;
  return (
    <div class="spots-summary" role="status" id="plan-summary">
      <p class="big"><strong>{t.summary(count(s.n_checks), count(s.minutes), percent(s.share_of_open))}</strong></p>
      <p>{t.quality(percent(q.share), percent(q.expected_share))} {q.proven ? t.proven : t.bound(q.gap < 0.01 ? t.underOne : percent(q.gap))} {t.live(count(s.n_live), count(s.n_live_wanted), percent(q.entropy))}</p>
      <p class="quiet">{s.best_value > 0 && t.listValue(percent(s.list_value / s.best_value))} {s.left_out && t.leftOut(called(s.left_out.name), bandText(s.left_out.band), amount(s.left_out.adds))}</p>
      {s.by_locality.length > 0 && <p class="quiet">{t.localities}: {s.by_locality.map((own) => `${own.name} ${count(own.n)}`).join(', ')}.</p>}
      <Compared plan={plan} decided={decided} />
    </div>
  );
}

/** The sites of this plan beside those of the decided one. */
function Compared({ plan, decided }: { plan: MonthPlan; decided: MonthPlan | null }) {
  if (!decided) return <p class="quiet">{t.noDecided}</p>;
  const names = (of: MonthPlan) => new Map(checksOf(of).map((f) => [f.properties.site, called(f.properties.name)]));
  const slots = (of: MonthPlan) => checksOf(of).map((f) => `${f.properties.site} ${f.properties.start}`).toSorted().join();
  if (slots(plan) === slots(decided)) return <p>{t.same}</p>;
  const [now, then] = [names(plan), names(decided)];
  const fresh = [...now].filter(([id]) => !then.has(id)).map(([, name]) => name);
  const gone = [...then].filter(([id]) => !now.has(id)).map(([, name]) => name);
  return (
    <details id="compared">
      <summary>{t.compare}: {t.compareText(count(now.size - fresh.length), count(fresh.length), count(gone.length))}</summary>
      {fresh.length > 0 && <p>{t.freshSites}: {fresh.join('; ')}.</p>}
      {gone.length > 0 && <p>{t.goneSites}: {gone.join('; ')}.</p>}
    </details>
  );
}
