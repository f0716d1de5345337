import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { count, monthName, named } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/map.ts';
import { t as tr } from '../i18n/rates.ts';
import { WEEKDAYS, type Catalogue, type Town } from '../lib/types.ts';
import { CELLS, cleared, HOURS, isDefault, newest, periods, type Filter, type Selection } from './url.ts';
import { causesOf, hoursText, parts, type Part } from './words.ts';

type Props = { filter: Filter; change: (f: Filter) => void; catalogue: Catalogue; town: Town; staff: boolean };

export const toggled = <T,>(list: T[], item: T): T[] => (list.includes(item) ? list.filter((x) => x !== item) : [...list, item]);

export function Toggle({ on, press, children }: { on: boolean; press: () => void; children: string }) {
  return <button type="button" class="toggle" aria-pressed={on} onClick={press}>{children}</button>;
}

function months(first: string | null, last: string | null): string[] {
  const all: string[] = [];
  if (!first || !last) return all;
  for (let [y = 0, m = 1] = first.split('-').map(Number); ;) {
    const month = `${y}-${String(m).padStart(2, '0')}`;
    if (month > last || all.length > 600) return all.toReversed();
    all.push(month);
    m += 1;
    if (m > 12) {
      m = 1;
      y += 1;
    }
  }
}

export function Filters({ filter, change, catalogue, town, staff }: Props) {
  const set = (part: Partial<Filter>) => change({ ...filter, ...part });
  return (
    <div class="filters">
      <Group label={t.unit} id="flt-unit">
        <Toggle on={filter.unit === 'cell'} press={() => set({ unit: 'cell' })}>{t.cells}</Toggle>
        <Toggle on={filter.unit === 'link'} press={() => set({ unit: 'link' })}>{t.streets}</Toggle>
        <Toggle on={filter.unit === 'rate'} press={() => set({ unit: 'rate' })}>{tr.unit}</Toggle>
      </Group>
      {filter.unit === 'rate' && <Group label={tr.by} id="flt-by">
        <Toggle on={filter.by === 'area'} press={() => set({ by: 'area' })}>{tr.areas}</Toggle>
        <Toggle on={filter.by === 'square'} press={() => set({ by: 'square' })}>{tr.squares}</Toggle>
      </Group>}
      <SelectionFilters filter={filter} set={set} catalogue={catalogue} first={town.first_month} last={newest(staff, town.last_month, thisMonth())} />
      {staff && <StaffFilters filter={filter} set={set} catalogue={catalogue} />}
      {staff && filter.unit === 'cell' && <CellField value={filter.cell} set={(cell) => set({ cell })} />}
    </div>
  );
}

type Asked = { filter: Selection; set: (part: Partial<Selection>) => void; catalogue: Catalogue };

const thisMonth = (): string => new Date().toISOString().slice(0, 7);

/** What and since when: for everybody. Months are chosen from the first to the last. */
export function SelectionFilters({ filter, set, catalogue, first, last }: Asked & { first: string | null; last: string | null }) {
  const known = useMemo(() => months(first ?? last, last), [first, last]);
  return (
    <>
      <Group label={t.groups} id="flt-groups">
        {catalogue.groups.map((g) => <Toggle key={g.code} on={filter.groups.includes(g.code)} press={() => set({ groups: toggled(filter.groups, g.code) })}>{named(g)}</Toggle>)}
      </Group>
      <Group label={t.period} id="flt-period">
        {periods(last ?? thisMonth()).map((p) => (
          <Toggle key={p.key} on={filter.from === p.from && filter.to === p.to} press={() => set({ from: p.from, to: p.to })}>{t.presets[p.key]}</Toggle>
        ))}
      </Group>
      <div class="pair">
        <MonthField id="from" label={t.from} value={filter.from} known={known} set={(from) => set({ from, to: filter.to && from > filter.to ? '' : filter.to })} />
        <MonthField id="to" label={t.to} value={filter.to} known={known} set={(to) => set({ to, from: to && filter.from > to ? '' : filter.from })} />
      </div>
    </>
  );
}

/** A category that is alone in its group is chosen as the group. */
const several = ({ categories }: Catalogue) => categories.filter((c) => categories.some((other) => other.group === c.group && other.code !== c.code));

/** Kind, cause, weekday and hour could point somebody out: for staff. */
export function StaffFilters({ filter, set, catalogue }: Asked) {
  return (
    <>
      <Group label={t.categories} id="flt-categories">
        {several(catalogue).map((c) => <Toggle key={c.code} on={filter.categories.includes(c.code)} press={() => set({ categories: toggled(filter.categories, c.code) })}>{named(c)}</Toggle>)}
      </Group>
      <Group label={t.causes} id="flt-causes">
        {causesOf(catalogue).map((c) => <Toggle key={c.code} on={filter.causes.includes(c.code)} press={() => set({ causes: toggled(filter.causes, c.code) })}>{named(c)}</Toggle>)}
      </Group>
      <Group label={t.weekdays} id="flt-days">
        {WEEKDAYS.map((d) => <Toggle key={d} on={filter.weekdays.includes(d)} press={() => set({ weekdays: WEEKDAYS.filter((x) => toggled(filter.weekdays, d).includes(x)) })}>{common.weekdaysShort[d]}</Toggle>)}
      </Group>
      <Group label={t.hours} id="flt-hours">
        {HOURS.map((h) => <Toggle key={h} on={filter.hours === h} press={() => set({ hours: filter.hours === h ? '' : h })}>{hoursText(h)}</Toggle>)}
      </Group>
    </>
  );
}

export function CellField({ value, set }: { value: string; set: (cell: string) => void }) {
  return (
    <div class="field">
      <label class="label" for="cell">{t.cell}</label>
      <select class="input" id="cell" value={value} onChange={(e) => set(e.currentTarget.value)}>
        {CELLS.map((c) => <option key={c} value={c}>{c === 'auto' ? t.cellAuto : t.metres(count(Number(c)))}</option>)}
      </select>
    </div>
  );
}

export function Group({ label, id, children }: { label: string; id: string; children: ComponentChildren }) {
  return (
    <div role="group" aria-labelledby={id} class="filter-group">
      <p class="label" id={id}>{label}</p>
      <div class="toggles">{children}</div>
    </div>
  );
}

function MonthField({ id, label, value, known, set }: { id: string; label: string; value: string; known: string[]; set: (month: string) => void }) {
  const list = value && !known.includes(value) ? [value, ...known] : known;
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select class="input" id={id} value={value} onChange={(e) => set(e.currentTarget.value)}>
        <option value="">{t.noMonth}</option>
        {list.map((m) => <option key={m} value={m}>{monthName(m)}</option>)}
      </select>
    </div>
  );
}

/** What is chosen, always in sight, each part removable. */
export function Active({ filter, change, catalogue }: Omit<Props, 'town' | 'staff'>) {
  return <Chips all={parts(filter, catalogue)} change={change} clear={isDefault(filter) ? null : () => change(cleared(filter))} />;
}

export function Chips<F>({ all, change, clear }: { all: Part<F>[]; change: (f: F) => void; clear: (() => void) | null }) {
  if (all.length === 0) return null;
  return (
    <div class="active" role="group" aria-label={t.active}>
      {all.map((p) => (
        <button type="button" class="toggle is-active" key={p.name} onClick={() => change(p.without)}>
          <span class="vh">{t.removeFilter('')}</span>{p.name}<span aria-hidden="true"> ×</span>
        </button>
      ))}
      {clear && <button type="button" class="link-button" onClick={clear}>{t.clear}</button>}
    </div>
  );
}
