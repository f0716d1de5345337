import { named } from '../i18n/index.ts';
import { t } from '../i18n/report.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import type { Draft } from './draft.ts';

/** Exactly what others will be able to see, before anything is sent. */
export function Preview({ draft, catalogue, town }: { draft: Draft; catalogue: Catalogue; town: Town }) {
  const p = t.preview;
  const category = catalogue.categories.find((c) => c.code === draft.category);
  const group = catalogue.groups.find((g) => g.code === category?.group);
  return (
    <section class="card preview" aria-labelledby="preview-h">
      <h2 id="preview-h">{p.heading}</h2>
      <dl>
        <div><dt>{p.kind}</dt><dd>{group ? named(group) : p.kindMissing}</dd></div>
        <div><dt>{p.place}</dt><dd>{p.placeRule(town.municipality.k)}</dd></div>
        <div><dt>{p.time}</dt><dd>{p.timeRule}</dd></div>
        <div><dt>{p.words}</dt><dd>{draft.text.trim() === '' ? p.wordsNone : p.wordsRule}</dd></div>
      </dl>
      <p class="help">{p.staff}</p>
    </section>
  );
}
