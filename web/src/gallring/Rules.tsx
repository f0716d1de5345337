import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../atgarder/Problem.tsx';
import { date, monthName } from '../i18n/index.ts';
import { t } from '../i18n/retention.ts';
import { Sure } from '../konton/Sure.tsx';
import { status } from '../lib/api.ts';
import { dryRun, endRule, runRule, type DryRun, type Rule } from '../lib/retention.ts';
import type { Catalogue } from '../lib/types.ts';
import { focusOn } from '../ui/parts.tsx';
import type { Alone } from '../ui/useAlone.ts';
import { RuleForm } from './RuleForm.tsx';
import { afterWords, categoryWord, day, takesWord } from './words.ts';

type Props = { all: Rule[]; catalogue: Catalogue; token: string; alone: Alone; done: (said: string) => void; again: () => void };

/** The rules, each tried and run where it stands. */
export function Rules({ all, catalogue, token, alone, done, again }: Props) {
  const [making, setMaking] = useState(false);
  return (
    <section class="card no-print" aria-labelledby="rules-h">
      <h2 id="rules-h">{t.rules}</h2>
      <p class="help">{t.rulesHelp}</p>
      {all.length === 0 && <p>{t.noRules}</p>}
      <ul class="plain-list">
        {all.map((rule) => <li key={`${rule.id} ${rule.version}`}><OneRule rule={rule} catalogue={catalogue} token={token} alone={alone} done={done} again={again} /></li>)}
      </ul>
      {making
        ? <RuleForm catalogue={catalogue} token={token} alone={alone} cancel={() => { setMaking(false); focusOn('make-rule'); }} made={() => { setMaking(false); done(t.made); }} />
        : <button type="button" class="button button-outline" id="make-rule" onClick={() => setMaking(true)}>{t.make}</button>}
    </section>
  );
}

function OneRule({ rule, catalogue, token, alone, done, again }: Omit<Props, 'all'> & { rule: Rule }) {
  const [asks, setAsks] = useState<'end' | 'run' | null>(null);
  const [dry, setDry] = useState<DryRun | null>(null);
  const [error, setError] = useState<Error | null>(null);
  /** One thing at a time; what it took may be another number by now, so a refusal is followed by a fresh dry run. */
  const act = (what: () => Promise<void>) => alone(async () => {
    setAsks(null);
    setError(null);
    try {
      await what();
    } catch (refused) {
      setError(refused as Error);
      if (status(refused as Error) === 409) setDry(await dryRun(rule.id, token).catch(() => null));
      if ([404, 412].includes(status(refused as Error))) again();
    }
  });
  const look = () => act(async () => setDry(await dryRun(rule.id, token)));
  const end = () => act(async () => {
    await endRule(rule, token);
    done(t.endedSaid);
  });
  const run = (n: number) => act(async () => {
    const { protocol, n_left } = await runRule(rule.id, n, token);
    setDry(null);
    done(protocol ? t.ran(protocol.n_taken, n_left) : t.ranNothing);
  });
  const name = <span class="vh">: {rule.decision}, {takesWord(rule.takes)}</span>;
  return (
    <article class="rule">
      <h3>{takesWord(rule.takes)}, {afterWords(rule)}</h3>
      <p>
        {t.decision(rule.decision, day(rule.decided_on))} {t.begins(day(rule.begins_on))} {rule.category && t.only(categoryWord(rule.category, catalogue))} <span class="quiet">{t.takesHelp[rule.takes]}</span>
        {rule.ended_at && <strong> {t.ended(date(rule.ended_at), rule.ended_by ?? '')}</strong>}
      </p>
      {!rule.ended_at && (
        <div class="row">
          <button type="button" class="button button-outline" onClick={() => void look()}>{t.dryRun}{name}</button>
          <button type="button" class="link-button" aria-expanded={asks === 'end'} onClick={() => setAsks('end')}>{t.end}{name}</button>
        </div>
      )}
      {asks === 'end' && <Sure question={t.sureEnd(rule.decision)} yes={t.yesEnd} go={() => void end()} cancel={() => setAsks(null)} />}
      <Refused error={error} />
      {dry && (
        <div class="dry-run">
          <Tried key={`${dry.n} ${dry.digest}`} dry={dry} />
          {dry.n > 0 && <button type="button" class="button button-danger" aria-expanded={asks === 'run'} onClick={() => setAsks('run')}>{t.run}{name}</button>}
          {asks === 'run' && <Sure question={t.sureRun(rule.takes, dry.n, rule.decision)} yes={t.yesRun(dry.n)} danger go={() => void run(dry.n)} cancel={() => setAsks(null)} />}
        </div>
      )}
    </article>
  );
}

/** More numbers than anybody reads on a screen; a program gets a thousand. */
const SHOWN = 60;

function Tried({ dry }: { dry: DryRun }) {
  const { rule, n } = dry;
  const said = [
    dry.before === null ? t.dry.notNow : n === 0 ? t.dry.none : t.dry.takes(rule.takes, n),
    n > 0 && dry.n_photos > 0 && t.dry.photos(dry.n_photos),
    n > 0 && dry.n_seen > 0 && t.dry.seen(dry.n_seen),
    n > 0 && dry.oldest && dry.newest && t.dry.span(monthName(dry.oldest), monthName(dry.newest)),
    dry.n_held > 0 && t.dry.held(dry.n_held),
  ].filter(Boolean).join(' ');
  // What was asked for is told from its beginning.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const left = dry.n - dry.n_seen - SHOWN;
  return (
    <>
      <h4 ref={heading} tabIndex={-1}>{t.dry.title}</h4>
      <p>{said}</p>
      {dry.numbers.length > 0 && (
        <details>
          <summary>{t.dry.numbers}</summary>
          <p>{dry.numbers.slice(0, SHOWN).join(', ')}{left > 0 && ` ${t.dry.more(left)}`}</p>
          <p>{t.dry.digest}: <code class="digest">{dry.digest}</code></p>
        </details>
      )}
    </>
  );
}
