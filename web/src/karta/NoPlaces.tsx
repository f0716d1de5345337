import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { lackOf } from '../lib/rates.ts';
import type { By, Rates, Town } from '../lib/types.ts';

const PROFILES: Record<By, string> = { area: 'own-districts', square: 'population-squares' };
const LAYERS: Record<By, string> = { area: 'area', square: 'population_square' };
const OTHER: Record<By, By> = { area: 'square', square: 'area' };

/** Why there are no rates to show, and what to do about it. */
export function NoPlaces({ rates, town, clear, change }: { rates: Rates; town: Town; clear: (() => void) | null; change: (by: By) => void }) {
  const lack = lackOf(rates);
  if (lack === null) return null;
  if (lack === 'no_rate') {
    return (
      <div class="notice empty"><p><strong>{tr.noneRated}</strong> {t.emptyHelp}</p>
        {clear && <button type="button" class="button" onClick={clear}>{t.clear}</button>}
      </div>
    );
  }
  const other = OTHER[rates.by];
  const [said, help] = lack === 'no_inhabitants' ? [tr.unknownAll, tr.unknownAllHelp]
    : rates.by === 'square' ? [tr.emptySquares, tr.emptySquaresHelp] : [tr.empty, tr.emptyHelp];
  return (
    <div class="notice empty">
      <p><strong>{said}</strong> {help}</p>
      <p><code>trygghetskarta import layer --profile {PROFILES[rates.by]}</code></p>
      {town.layers.some((l) => l.layer === LAYERS[other]) && <button type="button" class="button" onClick={() => change(other)}>{tr.other[other]}</button>}
    </div>
  );
}
