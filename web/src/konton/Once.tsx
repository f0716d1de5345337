import { t } from '../i18n/account.ts';
import { CopyText } from '../konto/fields.tsx';
import { FocusHeading } from '../ui/parts.tsx';

type Props = { title: string; help: string; field: string; text: string; copy: string; close: () => void };

/** A secret that is shown once. */
export function Once({ title, help, field, text, copy, close }: Props) {
  return (
    <section class="notice account-once" aria-labelledby="once-h">
      <FocusHeading level={2}><span id="once-h">{title}</span></FocusHeading>
      <p>{help}</p>
      <input class="input" id="once" readOnly value={text} aria-label={field} onFocus={(e) => e.currentTarget.select()} />
      <p class="row"><CopyText text={text} label={copy} /> <button type="button" class="link-button" onClick={close}>{t.admin.linkClose}</button></p>
    </section>
  );
}
