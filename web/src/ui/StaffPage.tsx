import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { page } from '../i18n/index.ts';
import { t } from '../i18n/work.ts';
import { catalogue as askCatalogue, status } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { Offline } from '../platser/Status.tsx';
import { LoadFailed, Loading } from './parts.tsx';
import { theTown } from './shell.ts';
import { keepToken, keptToken, Staff } from './Staff.tsx';

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

export type Session = {
  token: string | null;
  /** The last token was refused. */
  over: boolean;
  login: (token: string | null) => void;
  refuse: () => void;
};

/** Who is signed in, for as long as the tab is open. */
export function useSession(): Session {
  const [token, setToken] = useState(keptToken);
  const [over, setOver] = useState(false);
  const change = (next: string | null, refused: boolean) => {
    keepToken(next);
    setToken(next);
    setOver(refused);
  };
  return { token, over, login: (next) => change(next, false), refuse: () => change(null, true) };
}

/** Signs out when an answer says that the token is not right (any more). */
export function useRefusal({ token, refuse }: Session, ...errors: (Error | null)[]): void {
  const refused = errors.some((error) => [401, 403].includes(status(error)));
  useEffect(() => {
    if (token !== null && refused) refuse();
  }, [refused]);
}

const PAGES = ['platser', 'prognos', 'kontroller', 'vandringar', 'belysning', 'atgarder', 'bilder'] as const;
export type StaffPageName = (typeof PAGES)[number];

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
export function StaffPage({ name, kind = '', title, lead, session: { token, over, login }, children, links }: Props) {
  return (
    <div class={`wrap spots-page ${kind}`}>
      <div class="map-head">
        <h1>{title}</h1>
        <p class="lead">{lead} {token !== null && t.exact}</p>
        <Staff token={token} change={login} />
        {over && <p class="notice" role="alert">{t.sessionOver}</p>}
        {token === null && !over && <p class="notice">{t.staffOnly}</p>}
        {token !== null && <WorkMenu current={name} />}
      </div>
      <Offline />
      {token !== null && children(token)}
      {links}
    </div>
  );
}

function WorkMenu({ current }: { current: StaffPageName }) {
  return (
    <nav class="work-menu" aria-label={t.menu}>
      {PAGES.map((name) => <a key={name} href={staying(page(`/${name}`))} aria-current={name === current ? 'page' : undefined}>{t.pages[name]}</a>)}
    </nav>
  );
}
