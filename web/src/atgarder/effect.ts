/** What can be said of a remedy's effect, in sentences. Never a direction without its interval. Pure. */
import { count, decimal, lang } from '../i18n/index.ts';
import { t } from '../i18n/remedies.ts';
import type { Effect } from '../lib/register.ts';

const percent = (share: number): string => `${count(Math.round(share))} %`;
/** 0.7 → −30 % */
const change = (ratio: number): string => {
  const n = Math.round(100 * (ratio - 1));
  return n < 0 ? `−${percent(-n)}` : `+${percent(n)}`;
};

export function effectTexts({ stage, results, warnings }: Effect): string[] {
  const texts: string[] = [];
  const { estimate, naive, detectable } = results;
  if (stage === 'measured') {
    texts.push(estimate ? t.effectMeasured[results.verdict](change(estimate.theta), change(estimate.low), change(estimate.high)) : t.effectNone);
    if (naive?.ratio !== null && naive?.ratio !== undefined) texts.push(t.effectNaive(change(naive.ratio)));
  } else {
    texts.push(t.effectStage[stage]);
  }
  const could = detectable.by_what_is_expected ?? detectable.by_these_counts;
  if (stage !== 'measured') {
    if (could.at_most === null) texts.push(could.needed_before === null ? t.effectNothing : t.effectNeeds(count(could.needed_before)));
    else texts.push(t.effectCould(decimal(could.expected_after), count(could.at_most), could.reduction_percent === null ? null : percent(could.reduction_percent)));
  }
  return [...texts, ...warnings.map((own) => own[lang])];
}
