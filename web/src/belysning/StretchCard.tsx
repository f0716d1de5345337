import { useState } from 'preact/hooks';
import { t } from '../i18n/lighting.ts';
import { count, page } from '../i18n/index.ts';
import { staying } from '../lib/municipality.ts';
import type { StretchFeature } from './types.ts';
import type { Will } from './url.ts';
import { effectText, isKnown, lampsText, measureText, nameOf, sentence, stateOf, toldText, walkersText, whyText } from './words.ts';

type Props = {
  f: StretchFeature; number: number; isChosen: boolean; will: Will; withBudget: boolean;
  want: (id: string, will: Will) => void; show: ((number: number) => void) | null;
  /** Makes a remedy of it; `null` where there is nothing to make. */
  propose: (() => Promise<unknown>) | null;
};

/** One stretch: what it is, why it is here, what to do. */
export function StretchCard({ f, number, isChosen, will, withBudget, want, show, propose }: Props) {
  const one = f.properties;
  const effect = effectText(one);
  const lamps = lampsText(one);
  const [said, setSaid] = useState<string | null>(null);
  const make = () => {
    setSaid('');
    propose?.().then(() => setSaid(t.proposed), () => setSaid(t.proposeFailed));
  };
  const toggle = (word: 'locked' | 'forbidden') => want(f.id, will === word ? null : word);
  return (
    <article class={`card spot stretch${isChosen ? ' is-chosen' : ''}${will === 'forbidden' ? ' is-forbidden' : ''}`} aria-labelledby={`strecka-${number}`} data-id={f.id}>
      <h3 id={`strecka-${number}`} tabIndex={-1}>
        <span class={`spot-number ${isKnown(one) ? 'clearly_more' : 'probably_more'}`}><span class="vh">{t.mark}</span>{number}</span> <span>{nameOf(one)}</span>
      </h3>
      <p class="spot-sentence">
        <span class="badge stretch-state" data-state={one.light?.state ?? 'sight'}>{stateOf(one)}</span>{' '}
        {withBudget && one.chosen && <span class="badge">{t.chosen}</span>} {sentence(one)}
      </p>
      <ul class="stretch-todo">{one.measures.map((measure) => <li key={measure.kind}><strong>{measureText(measure)}</strong></li>)}</ul>
      <dl>
        <div><dt>{t.term.told}</dt><dd>{toldText(one)}</dd></div>
        {effect && <div><dt>{t.term.effect}</dt><dd>{effect}{one.cost_rank !== null && `; ${t.costRank(count(one.cost_rank))}`}</dd></div>}
        {whyText(one) !== '' && <div><dt>{t.term.why}</dt><dd>{whyText(one)}</dd></div>}
        {walkersText(one) !== '' && <div><dt>{t.term.walkers}</dt><dd>{walkersText(one)}</dd></div>}
        {one.light && <div><dt>{t.term.lamps}</dt><dd>{lamps.length > 0 ? lamps.join('; ') : t.noLamps}</dd></div>}
        {one.keeper && <div><dt>{t.term.keeper}</dt><dd>{t.keepers[one.keeper] ?? one.keeper}</dd></div>}
      </dl>
      <div class="row stretch-acts">
        <button type="button" class="toggle" aria-pressed={will === 'locked'} onClick={() => toggle('locked')}>{t.lock}<span class="vh">: {nameOf(one)}</span></button>
        <button type="button" class="toggle" aria-pressed={will === 'forbidden'} onClick={() => toggle('forbidden')}>{t.forbid}<span class="vh">: {nameOf(one)}</span></button>
        {propose && said !== t.proposed && <button type="button" class="link-button" disabled={said === ''} onClick={make}>{t.propose}<span class="vh">: {nameOf(one)}</span></button>}
        {show && <button type="button" class="link-button" onClick={() => show(number)}>{t.showOnMap}<span class="vh">: {nameOf(one)}</span></button>}
      </div>
      <p class="said" role="status">{said} {said === t.proposed && <a href={staying(page('/atgarder'))}>{t.toRegister}</a>}</p>
    </article>
  );
}
