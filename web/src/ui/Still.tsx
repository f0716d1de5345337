import type { ComponentChildren } from 'preact';
import { t } from '../i18n/work.ts';

/** What is still while something is saved, and the word for it when that takes long: see `useAlone`. */
export function Still({ saving, slow, children }: { saving: boolean; slow: boolean; children: ComponentChildren }) {
  return (
    <>
      <div role="status">{slow && <p class="toast no-print">{t.saving}</p>}</div>
      <div inert={saving}>{children}</div>
    </>
  );
}
