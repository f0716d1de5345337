import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t } from '../i18n/work.ts';
import { placesOf, type Right } from '../lib/accounts.ts';
import { catalogue as askCatalogue } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { Offline } from '../platser/Status.tsx';
import { LoadFailed, Loading } from './parts.tsx';
import type { Session } from './session.ts';
import { theTown } from './shell.ts';
import { Ended, SignedOut, Staff } from './Staff.tsx';
import { useHands } from './useKept.ts';

export { useRefusal, useSession, type Session } from './session.ts';

type Known = { town: Town; catalogue: Catalogue };

/** What every page begins with; `null` while it is on its way. */
function useKnown(): { known: Known | null; failed: boolean; again: () => void } {
  const [known, setKnown] = useState<Known | null>(null);
  const [failed, setFailed] = useState(false);
  const again = useCallback(() => {
    setFailed(false);
    Promise.all([theTown(), askCatalogue()]).then(([town, catalogue]) => setKnown({ town, catalogue }), () => setFailed(true));
  }, []);
  useEffect(again, [again]);
  return { known, failed, again };
}

/** A page that needs to know the town and the words of the catalogue. */
export function TownPage({ title, view: View }: { title: string; view: (known: Known) => ComponentChildren }) {
  const { known, failed, again } = useKnown();
  if (failed) return <div class="wrap"><h1>{title}</h1><LoadFailed again={again} /></div>;
  if (!known) return <div class="wrap"><h1>{title}</h1><Loading on /></div>;
  return <View {...known} />;
}

/** The pages for staff, and the right without which one shows nothing. */
const PAGES = {
  handlaggning: 'moderate', platser: 'read_exact', prognos: 'read_exact', kontroller: 'plan_checks', vandringar: 'plan', belysning: 'plan', atgarder: 'read_exact', bilder: 'moderate', gallring: 'retain', utlamnande: 'retain', konton: 'administer',
  logg: 'audit',
} as const satisfies Record<string, Right>;
export type StaffPageName = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as StaffPageName[];
/** Those that show no place. */
const PLACELESS = new Set<StaffPageName>(['konton', 'logg', 'gallring']);

type Props = {
  name: StaffPageName;
  /** Of the outermost element, for the page's own rules of style. */
  kind?: string;
  title: string;
  lead: string;
  session: Session;
  /** For whoever is signed in. */
  children: (token: string) => ComponentChildren;
  /** Under the page, for everybody. */
  links?: ComponentChildren;
};

/** The frame of a page for staff: what it is, who is signed in, the other pages. */
export function StaffPage({ name, kind = '', title, lead, session, children, links }: Props) {
  const { token, over, known, kept, who, may, look } = session;
  useHands(session);
  // Shown until the server says that it may not be: its answers hold nothing for whom it is not.
  const shut = known && !may(PAGES[name]);
  const open = token !== null && !shut;
  return (
    <div class={`wrap spots-page ${kind}`}>
      <div class="map-head">
        <h1>{title}</h1>
        <p class="lead">{lead} {open && !PLACELESS.has(name) && may('read_exact') && t.exact}</p>
        <Staff session={session} />
        {over === 'ended' && kept.token !== null ? <Ended /> : over && <SignedOut />}
        {token === null && !over && <p class="notice">{name === 'konton' ? t.adminOnly : name === 'logg' ? t.auditorOnly : t.staffOnly}</p>}
        {token !== null && <WorkMenu current={name} session={session} />}
        {shut && <NotYours name={name} session={session} />}
      </div>
      <Offline />
      {kept.unseen && token !== null && known && who === null && <LoadFailed again={look} />}
      {kept.token !== null && !shut && <div key={kept.key} hidden={kept.unseen} inert={kept.unseen} data-unseen={kept.unseen ? '' : undefined}>{children(kept.token)}</div>}
      {!shut && links}
    </div>
  );
}

/** Where the page opens for whoever is signed in, or whom to ask. */
function NotYours({ name, session: { who } }: { name: StaffPageName; session: Session }) {
  const elsewhere = placesOf(who, PAGES[name]);
  if (elsewhere.length === 0) return <p class="notice" role="alert" id="not-yours"><strong>{t.notYours}</strong> {t.notYoursHelp}</p>;
  return (
    <div class="notice" role="alert" id="not-yours">
      <p><strong>{t.elsewhere}</strong></p>
      <ul>{elsewhere.map(({ code, name: town }) => <li key={code}><a href={staying(page(`/${name}`), code)}>{town}</a></li>)}</ul>
    </div>
  );
}

/** The pages that open for whoever is signed in. */
export function WorkMenu({ current, session: { may } }: { current: StaffPageName | null; session: Session }) {
  return (
    <nav class="work-menu" aria-label={t.menu}>
      {NAMES.filter((name) => may(PAGES[name])).map((name) => (
        <a key={name} href={staying(page(`/${name}`))} aria-current={name === current ? 'page' : undefined}>{t.pages[name]}</a>
      ))}
    </nav>
  );
}
