import { count, decimal } from '../i18n/index.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { corner } from '../lib/legend.ts';
import { isRates, type Rates, type Shown, type Town } from '../lib/types.ts';
import { densityText, peopleText, placeName, placeText, reasonText, reportsText, sizeText, streetText } from './words.ts';

/** The chosen square, street or area in words: the same panel for the mouse, the keyboard and the list. */
export function Chosen({ shown, town, id, close }: { shown: Shown; town: Town; id: string | null; close: () => void }) {
  const words = chosenWords(shown, town, id);
  return (
    <div role="status" class="chosen-cell">
      {words && (
        <p>
          <strong>{words.name}</strong>, {words.rest}{' '}
          <button type="button" class="link-button" onClick={close}>{t.closeChosen}</button>
        </p>
      )}
    </div>
  );
}

type Words = { name: string; rest: string } | null;

function chosenWords(shown: Shown, town: Town, id: string | null): Words {
  if (isRates(shown)) return placeWords(shown, town, id);
  if (shown.unit === 'link') {
    const street = shown.features.find((f) => f.id === id)?.properties;
    if (!street) return null;
    const said = shown.layer === 'public' ? t.chosenShared : t.chosenStreet;
    return { name: streetText(street), rest: `${t.metres(count(Math.round(street.length_m)))}: ${said(reportsText(street), densityText(street.per_100m_month))}` };
  }
  const square = shown.features.find((f) => f.id === id);
  if (!square) return null;
  const cell = square.properties;
  return { name: placeText(square, town), rest: `${sizeText(cell.size_m)} (${corner(cell.id)}): ${t.chosenText(reportsText(cell), densityText(cell.per_ha_month))}` };
}

function placeWords(rates: Rates, town: Town, id: string | null): Words {
  const place = rates.features.find((f) => f.id === id);
  if (!place) return null;
  const p = place.properties;
  const name = placeName(place, town);
  const people = peopleText(p);
  if (p.rate === null || p.low === null || p.high === null) return { name, rest: `${reasonText(p, rates)}. ${tr.people}: ${people}.` };
  const said = rates.approximate ? tr.chosenAbout : tr.chosenOf;
  const parts = [tr.chosen(decimal(p.rate), decimal(p.low), decimal(p.high)), said(count(Math.round(p.n_reports ?? 0)), people)];
  if (p.silent) parts.push(tr.chosenSilent(count(Math.round(p.expected ?? 0))));
  return { name, rest: parts.join(' ') };
}
