import { useState } from 'preact/hooks';
import { t } from '../i18n/audit.ts';
import { ACTS, ANYTHING, type Act, type Asked } from '../lib/audit.ts';

/** Whose lines, of what kind, from when. */
export function Filter({ ask }: { ask: (asked: Asked) => void }) {
  const [asked, setAsked] = useState<Asked>(ANYTHING);
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const send = (event: Event) => {
    event.preventDefault();
    ask(asked);
  };
  const clear = () => {
    setAsked(ANYTHING);
    ask(ANYTHING);
  };
  return (
    <form class="card audit-filter no-print" onSubmit={send} aria-labelledby="filter-h">
      <h2 id="filter-h">{t.filter}</h2>
      <div class="audit-fields">
        <div>
          <label class="label" for="a-who">{t.who}</label>
          <input class="input" id="a-who" value={asked.who} onInput={(e) => change({ who: e.currentTarget.value })} autocomplete="off" spellcheck={false} aria-describedby="a-who-help" />
          <p class="help" id="a-who-help">{t.whoHelp}</p>
        </div>
        <div>
          <label class="label" for="a-act">{t.act}</label>
          <select class="input" id="a-act" value={asked.act} onChange={(e) => change({ act: e.currentTarget.value as Act | '' })}>
            <option value="">{t.anyAct}</option>
            {ACTS.map((act) => <option key={act} value={act}>{t.acts[act]}</option>)}
          </select>
        </div>
        <div>
          <label class="label" for="a-from">{t.from}</label>
          <input class="input" id="a-from" type="date" value={asked.from} onInput={(e) => change({ from: e.currentTarget.value })} />
        </div>
        <div>
          <label class="label" for="a-to">{t.to}</label>
          <input class="input" id="a-to" type="date" value={asked.to} onInput={(e) => change({ to: e.currentTarget.value })} />
        </div>
      </div>
      <div class="row">
        <button type="submit" class="button">{t.show}</button>
        <button type="button" class="button button-outline" onClick={clear}>{t.clear}</button>
      </div>
    </form>
  );
}
