import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/checks.ts';
import { forgetSite, keepSite, keptSites } from './api.ts';
import { SiteField } from './MonthList.tsx';
import type { KeptSite, Lock, MonthPlan, Question } from './types.ts';
import { called } from './words.ts';

type Props = { plan: MonthPlan; question: Question; site: string; setSite: (id: string) => void; lock: (own: Lock) => void; allow: (id: string) => void; token: string };

/** A check put in by hand, sites of one's own, and what is not used. */
export function ByHand({ plan, question, site, setSite, lock, allow, token }: Props) {
  const [start, setStart] = useState(`${plan.month}-15T20:00`);
  const [kept, setKept] = useState<KeptSite[]>([]);
  const [own, setOwn] = useState({ name: '', at: '' });
  const [said, setSaid] = useState('');
  const look = () => void keptSites(token).then(setKept, () => undefined);
  useEffect(look, [token]);
  const called_ = (id: string) => called(plan.sites.find((own) => own.id === id)?.name ?? null) || id;
  const addOwn = async () => {
    const [lon, lat] = own.at.split(/[ ,;]+/).map(Number);
    try {
      await keepSite({ id: `own:${Date.now().toString(36)}`, name: own.name || null, at: [lon ?? NaN, lat ?? NaN], state: 'added' }, token);
      setOwn({ name: '', at: '' });
      setSaid(t.ownSaved);
      look();
    } catch (error) {
      const flaws = (error as { flaws?: { detail_sv: string; detail_en: string }[] }).flaws ?? [];
      setSaid(flaws.map((f) => (document.documentElement.lang === 'en' ? f.detail_en : f.detail_sv)).join(' ') || (error as Error).message);
    }
  };
  return (
    <div class="checks-hand no-print">
      <form class="card" onSubmit={(e) => { e.preventDefault(); if (site) lock({ site, start, minutes: 20 }); }}>
        <h3>{t.addByHand}</h3>
        <p class="help">{t.addHelp}</p>
        <SiteField id="hand-site" plan={plan} site={site} setSite={setSite} label={t.siteLabel} />
        <p class="field"><label for="hand-start">{t.start}</label><input id="hand-start" class="input" type="datetime-local" required value={start} onChange={(e) => setStart(e.currentTarget.value)} /></p>
        <div class="row">
          <button type="submit" class="button" id="hand-add" disabled={!site}>{t.add}</button>
          <button type="button" class="button button-outline" disabled={!site} onClick={() => {
            const there = plan.sites.find((own) => own.id === site);
            if (there) void keepSite({ id: site, name: null, at: there.at, state: 'forbidden' }, token).then(look, () => undefined);
          }}>{t.forbidAlways}</button>
        </div>
      </form>
      <form class="card" onSubmit={(e) => { e.preventDefault(); void addOwn(); }}>
        <h3>{t.ownSite}</h3>
        <p class="field"><label for="own-name">{t.ownName}</label><input id="own-name" class="input" maxLength={80} value={own.name} onInput={(e) => setOwn({ ...own, name: e.currentTarget.value })} /></p>
        <p class="field"><label for="own-at">{t.ownAt}</label><input id="own-at" class="input" required value={own.at} placeholder="13.9974, 56.3796" onInput={(e) => setOwn({ ...own, at: e.currentTarget.value })} /></p>
        <button type="submit" class="button">{t.ownAdd}</button>
        <p class="said" role="status">{said}</p>
        {kept.length > 0 && <h4>{t.keptSites}</h4>}
        <ul>{kept.map((k) => <li key={k.id}>{k.name ?? called_(k.id)} ({t.always[k.state]}) <button type="button" class="link-button" onClick={() => void forgetSite(k.id, token).then(look, () => undefined)}>{t.forget}</button></li>)}</ul>
        {question.forbidden.length > 0 && <h4>{t.forbidden}</h4>}
        <ul id="forbidden">{question.forbidden.map((id) => <li key={id}>{called_(id)} <button type="button" class="link-button" onClick={() => allow(id)}>{t.allow}</button></li>)}</ul>
      </form>
    </div>
  );
}
