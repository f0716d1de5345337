import { useEffect, useState } from 'preact/hooks';
import { count, decimal } from '../i18n/index.ts';
import { t } from '../i18n/others.ts';
import type { GiStar } from '../lib/types.ts';
import { useAnalysis } from '../lib/useWorking.ts';
import { Answering } from './Answering.tsx';
import { inLang } from './words.ts';

const SHOWN = 10;

type Props = {
  query: string; token: string;
  /** The squares to draw in grey; `null` when it is closed. */
  draw: (squares: GiStar | null) => void;
};

/** What another tool would show of the same reports, and why it is grey here. Asked for when it is opened. */
export function Recipe({ query, token, draw }: Props) {
  const [open, setOpen] = useState(false);
  const asked = useAnalysis<GiStar>('gi-star', query, open ? token : null);
  const { data } = asked;
  useEffect(() => draw(open ? data : null), [open, data]);
  const strongest = data?.features.toSorted((a, b) => b.properties.z - a.properties.z).slice(0, SHOWN) ?? [];
  return (
    <details class="card filter-card" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary><h2>{t.recipe}</h2></summary>
      <Answering {...asked} />
      {data && (
        <>
          <p>{t.recipeFound(count(data.summary.recipe.n_hot), count(data.summary.recipe.n_cold))} {data.summary.show_grey && t.recipeGrey}</p>
          {strongest.length > 0 && (
            <div class="table-scroll" tabIndex={0} role="region" aria-label={t.recipeTable}>
              <table>
                <caption>{t.recipeTable}</caption>
                <thead><tr><th scope="col">{t.square}</th><th scope="col">{t.reports}</th><th scope="col">{t.z}</th></tr></thead>
                <tbody>
                  {strongest.map(({ properties: { cell, value, z } }) => (
                    <tr key={cell}><th scope="row">{cell}</th><td>{count(value)}</td><td>{decimal(z)}</td></tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <p class="quiet">{inLang(data.method)}</p>
        </>
      )}
    </details>
  );
}
