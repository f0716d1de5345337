import { useEffect, useRef, useState } from 'preact/hooks';
import { date, lang } from '../i18n/index.ts';
import { t } from '../i18n/remedies.ts';
import { deeds as askDeeds, makeDeed, makePledges, pledges as askPledges, removeDeed, type Deed, type Pledge, type Words } from '../lib/register.ts';
import { uuid } from '../lib/uuid.ts';
import type { Town } from '../lib/types.ts';
import { Line } from './Form.tsx';
import { flawsOf, Refused } from './Problem.tsx';
import { inLang, ownerName } from './words.ts';

type Props = { words: Words; town: Town; token: string; today: string };

/** What was promised; where nothing is yet, a shipped promise can be entered as it is. */
export function Pledges({ words, token, today, keeps }: Omit<Props, 'town'> & { keeps: boolean }) {
  const [all, setAll] = useState<Pledge[] | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => void askPledges().then(setAll, setError), []);
  const enter = (set: string) => makePledges(set, `${today.slice(0, 7)}-01`, token).then(setAll, setError);
  const goal = ({ goal: own }: Pledge) => {
    const unit = words.units.find((one) => one.code === own?.unit);
    if (!own || !unit) return t.toldOnly;
    const name = lang === 'en' ? (own.target === 1 ? unit.en : unit.en_many) : (own.target === 1 ? unit.sv : unit.sv_many);
    return t.counted(`${own.target} ${name}`, t.periods[own.period]);
  };
  return (
    <section class="card" aria-labelledby="pledges-h">
      <h2 id="pledges-h">{t.pledges}</h2>
      <Refused error={error} />
      {all?.length === 0 && (
        <>
          <p>{t.noPledges}</p>
          {keeps && words.sets.map((set) => <button key={set.code} type="button" class="button" onClick={() => enter(set.code)}>{t.addSet(inLang(set))}</button>)}
          {keeps && <p class="help">{t.addSetHelp}</p>}
        </>
      )}
      {all && all.length > 0 && (
        <ul class="pledge-list">
          {all.map((own) => <li key={own.id}><span>{inLang(own)}</span> <span class="quiet">{ownerName(words, own.owner)} · {goal(own)}</span></li>)}
        </ul>
      )}
    </section>
  );
}

/** The kinds that have no page of their own. */
const BY_HAND = ['course', 'supervision', 'evening_patrol', 'told'];

export function Deeds({ words, town, token, today }: Props) {
  const [all, setAll] = useState<Deed[]>([]);
  const [kind, setKind] = useState('course');
  const [day, setDay] = useState(today);
  const [locality, setLocality] = useState('');
  const [n, setN] = useState('');
  const [said, setSaid] = useState('');
  const [error, setError] = useState<Error | null>(null);
  // A double click records one deed.
  const id = useRef(uuid());
  const load = () => void askDeeds(token).then((found) => setAll(found.filter((own) => BY_HAND.includes(own.kind.code)).toReversed().slice(0, 8)), setError);
  useEffect(load, [token]);
  const flaws = flawsOf(error);
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await makeDeed({ id: id.current, kind, day, locality: locality || null, participants: n.trim() === '' ? null : Number(n) }, token);
      id.current = uuid();
      setError(null);
      setSaid(t.recorded);
      setN('');
      load();
    } catch (refused) {
      setSaid('');
      setError(refused as Error);
    }
  };
  const undo = (id: string) => removeDeed(id, token).then(load, setError);
  return (
    <section class="card no-print" aria-labelledby="deeds-h">
      <h2 id="deeds-h">{t.deeds}</h2>
      <p>{t.deedsLead}</p>
      <form onSubmit={send} noValidate class="deed-form">
        <Refused error={error} />
        <div class="pair">
          <div class="field">
            <label class="label" for="d-kind">{t.deedKind}</label>
            <select class="input" id="d-kind" value={kind} onChange={(e) => setKind(e.currentTarget.value)}>
              {words.deed_kinds.filter((own) => BY_HAND.includes(own.code)).map((own) => <option key={own.code} value={own.code}>{inLang(own)}</option>)}
            </select>
          </div>
          <Line id="deed-day" type="date" label={t.deedDay} value={day} set={setDay} flaw={flaws.get('day')} />
          <div class="field">
            <label class="label" for="d-locality">{t.deedLocality}</label>
            <select class="input" id="d-locality" value={locality} onChange={(e) => setLocality(e.currentTarget.value)}>
              <option value="">{t.wholeTown}</option>
              {town.localities.map((own) => <option key={own.name} value={own.name}>{own.name}</option>)}
            </select>
          </div>
          <Line id="deed-n" type="number" label={t.participants} value={n} set={setN} flaw={flaws.get('participants')} />
        </div>
        <button type="submit" class="button">{t.record}</button>
        <p class="said" role="status">{said}</p>
      </form>
      {all.length > 0 && (
        <>
          <h3>{t.lately}</h3>
          <ul>
            {all.map((own) => (
              <li key={own.id}>
                {date(own.day)}: {inLang(own.kind)}{own.locality ? `, ${own.locality}` : ''}{own.counts['participants'] === undefined ? '' : ` (${own.counts['participants']})`}
                {' '}<button type="button" class="link-button" onClick={() => undo(own.id)}>{t.withdrawDone}<span class="vh">: {inLang(own.kind)} {date(own.day)}</span></button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
