import { count } from '../i18n/index.ts';
import { t as map } from '../i18n/map.ts';
import { t } from '../i18n/spots.ts';
import { CellField, Group, SelectionFilters, StaffFilters, Toggle } from '../karta/Filters.tsx';
import { selectionParts, type Part } from '../karta/words.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { EXPOSURES, fitting, UNITS, type SpotFilter } from './url.ts';

type Props = { filter: SpotFilter; change: (f: SpotFilter) => void; catalogue: Catalogue; town: Town };

export function SpotFilters({ filter, change, catalogue, town }: Props) {
  const set = (part: Partial<SpotFilter>) => change({ ...filter, ...part });
  return (
    <div class="filters spots-filters">
      <SelectionFilters filter={filter} set={set} catalogue={catalogue} first={town.first_month} last={town.last_month} />
      <StaffFilters filter={filter} set={set} catalogue={catalogue} />
      <Group label={t.unit} id="flt-unit">
        {UNITS.map((unit) => <Toggle key={unit} on={filter.unit === unit} press={() => change(fitting({ ...filter, unit }, 'unit'))}>{t.units[unit]}</Toggle>)}
      </Group>
      <Group label={t.exposure} id="flt-exposure">
        {EXPOSURES.map((exposure) => <Toggle key={exposure} on={filter.exposure === exposure} press={() => change(fitting({ ...filter, exposure }, 'exposure'))}>{t.exposures[exposure]}</Toggle>)}
      </Group>
      {filter.unit === 'cell' && <CellField value={filter.cell} set={(cell) => set({ cell })} />}
    </div>
  );
}

/** What is chosen, in words, each part removable. */
export function filterParts(f: SpotFilter, catalogue: Catalogue): Part<SpotFilter>[] {
  return [
    ...selectionParts(f, catalogue),
    ...(f.unit === 'auto' ? [] : [{ name: `${t.unit}: ${t.units[f.unit]}`, without: fitting({ ...f, unit: 'auto' }, 'unit') }]),
    ...(f.exposure === 'auto' ? [] : [{ name: `${t.exposure}: ${t.exposures[f.exposure]}`, without: fitting({ ...f, exposure: 'auto' }, 'exposure') }]),
    ...(f.cell === 'auto' ? [] : [{ name: `${map.cell}: ${map.metres(count(Number(f.cell)))}`, without: { ...f, cell: 'auto' } }]),
  ];
}
