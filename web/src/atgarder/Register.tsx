import { count, date } from '../i18n/index.ts';
import { t } from '../i18n/remedies.ts';
import type { Remedy, Words } from '../lib/register.ts';
import type { Alone } from '../ui/useAlone.ts';
import { Effect } from './Effect.tsx';
import { Steps } from './Steps.tsx';
import { facts, kindName, ownerName } from './words.ts';

type Props = {
  shown: Remedy[]; words: Words; token: string; today: string; chosen: string | null;
  /** Whether the reader may change the register. */
  keeps: boolean;
  alone: Alone; changed: (id: string, remedy: Remedy | null) => void; edit: (remedy: Remedy) => void; show: ((id: string) => void) | null;
};

/** The register as a table; on a phone each row is a card. */
export function Register({ shown, words, token, today, chosen, keeps, alone, changed, edit, show }: Props) {
  return (
    <div class="table-scroll remedy-scroll" role="region" tabIndex={0} aria-label={t.table}>
      <table class="remedies">
        <caption class="vh">{t.list}</caption>
        <thead>
          <tr>{(['place', 'kind', 'owner', 'due', 'cost', 'state', ...(keeps ? ['actions'] as const : [])] as const).map((col) => <th key={col} scope="col">{t.col[col]}</th>)}</tr>
        </thead>
        <tbody>
          {shown.map((own) => (
            <tr key={own.id} id={`atgard-${own.id}`} class={chosen === own.id ? 'is-chosen' : undefined} tabIndex={-1}>
              <th scope="row">
                {own.place_name}
                {own.locality && <span class="quiet"> {own.locality}</span>}
                {show && <button type="button" class="link-button no-print" onClick={() => show(own.id)}>{t.showOnMap}<span class="vh">: {own.place_name}</span></button>}
              </th>
              <td data-col={t.col.kind}>
                {kindName(words, own.kind)}
                {own.sentence_sv && <p class="quiet remedy-sentence" lang="sv">{own.sentence_sv}</p>}
                <p class="quiet remedy-facts">{facts(own).join(' · ')}</p>
                {own.state !== 'dropped' && <Effect remedy={own} token={token} />}
              </td>
              <td data-col={t.col.owner}>{ownerName(words, own.owner)}</td>
              <td data-col={t.col.due}>{own.due ? date(own.due) : '–'}</td>
              <td data-col={t.col.cost} class="num">{own.cost === null ? '–' : count(own.cost)}</td>
              <td data-col={t.col.state}>
                <strong class={`standing ${own.late ? 'is-late' : own.state === 'done' ? 'is-kept' : 'is-on-the-way'}`}>
                  <span aria-hidden="true">{own.late ? '!' : own.state === 'done' ? '✓' : '→'}</span> {t.states[own.state]}
                </strong>
                {own.late && <span class="remedy-late">{t.late}</span>}
              </td>
              {keeps && <td class="no-print"><Steps remedy={own} token={token} today={today} alone={alone} changed={(next) => changed(own.id, next)} edit={() => edit(own)} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
