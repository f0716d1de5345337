import { lang } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import { swerefText, wgsText } from '../lib/coordinates.ts';
import type { Town } from '../lib/types.ts';
import { Chip } from '../ui/parts.tsx';
import type { Draft, Spot, Way } from './draft.ts';
import { Section } from './Section.tsx';
import { WhereCoordinates } from './WhereCoordinates.tsx';
import { WhereGps } from './WhereGps.tsx';
import { WhereMap } from './WhereMap.tsx';
import { WherePlaces } from './WherePlaces.tsx';

type Props = { town: Town; draft: Draft; change: (part: Partial<Draft>) => void; errors: Map<string, string> };
const WAYS: Way[] = ['search', 'gps', 'map', 'coords'];

/** Four equal ways; any one of them is enough. */
export function Where({ town, draft, change, errors }: Props) {
  const choose = (spot: Spot | null) => change({ spot });
  return (
    <Section name="place" step={2} legend={t.where.heading} error={errors.get('place')}>
      <fieldset class="sub">
        <legend>{t.where.ways}</legend>
        <div class="chips">
          {WAYS.map((way) => (
            <Chip key={way} type="radio" name="way" value={way} id={way === draft.way ? 'f-place' : undefined}
              checked={draft.way === way} onChange={() => change({ way })}>{t.where[way]}</Chip>
          ))}
        </div>
      </fieldset>
      <div class="way">
        {draft.way === 'search' && <WherePlaces spot={draft.spot} choose={choose} />}
        {draft.way === 'gps' && <WhereGps choose={choose} />}
        {draft.way === 'map' && <WhereMap town={town} spot={draft.spot} choose={choose} />}
        {draft.way === 'coords' && <WhereCoordinates town={town} choose={choose} />}
      </div>
      <div role="status" class="chosen-status">
        {draft.spot && <Chosen spot={draft.spot} />}
      </div>
      {draft.spot && <button type="button" class="link-button" onClick={() => choose(null)}>{t.where.change}</button>}
    </Section>
  );
}

function Chosen({ spot }: { spot: Spot }) {
  const { geometry } = spot;
  const [lon, lat] = geometry.type === 'Point' ? geometry.coordinates : geometry.coordinates[0] ?? [0, 0];
  const at = { lon, lat };
  return (
    <p class="chosen">
      <span class="chosen-label">{t.where.chosen}</span>
      <strong>{spot.label}</strong>
      <span class="quiet">{wgsText(at, lang)} · {swerefText(at)}</span>
    </p>
  );
}
