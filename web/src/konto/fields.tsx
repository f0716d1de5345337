import { useState } from 'preact/hooks';
import { t } from '../i18n/account.ts';
import { FieldError } from '../ui/parts.tsx';

type Props = {
  id: string; label: string; value: string; set: (value: string) => void; flaw?: string | undefined; help?: string;
  /** What password managers know the field by. */
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off';
  numeric?: boolean;
};

const described = (id: string, help: string | undefined, flaw: string | undefined) =>
  [help ? `h-${id}` : '', flaw ? `e-${id}` : ''].filter(Boolean).join(' ') || undefined;

export function TextField({ id, label, value, set, flaw, help, autocomplete, numeric = false }: Props) {
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      {help && <p class="help" id={`h-${id}`}>{help}</p>}
      <FieldError id={`e-${id}`} text={flaw} />
      <input class="input" id={id} name={id} value={value} autocomplete={autocomplete} autocapitalize="none" spellcheck={false}
        inputMode={numeric ? 'numeric' : 'text'} aria-invalid={flaw !== undefined} aria-describedby={described(id, help, flaw)}
        onInput={(e) => set(e.currentTarget.value)} />
    </div>
  );
}

export function PasswordField({ id, label, value, set, flaw, help, autocomplete }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      {help && <p class="help" id={`h-${id}`}>{help}</p>}
      <FieldError id={`e-${id}`} text={flaw} />
      <input class="input" id={id} name={id} type={(shown ? 'text' : 'password') as 'password'} value={value} autocomplete={autocomplete} autocapitalize="none" spellcheck={false}
        aria-invalid={flaw !== undefined} aria-describedby={described(id, help, flaw)} onInput={(e) => set(e.currentTarget.value)} />
      <button type="button" class="link-button" aria-controls={id} onClick={() => setShown(!shown)}>{shown ? t.hide : t.show}</button>
    </div>
  );
}

/** Copies a text that stands beside it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('');
  const copy = () => navigator.clipboard.writeText(text).then(() => setSaid(t.copied), () => setSaid(t.copyFailed));
  return (
    <>
      <button type="button" class="button button-outline" onClick={copy}>{label}</button>
      <span class="said" role="status">{said}</span>
    </>
  );
}
