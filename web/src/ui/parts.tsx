import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/common.ts';

/** True only after `ms`, so that a quick answer never flashes a loading text. */
export function useLate(on: boolean, ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return late;
}

export function Loading({ on }: { on: boolean }) {
  const late = useLate(on);
  return <p class="loading" role="status">{late ? t.loading : ''}</p>;
}

export function LoadFailed({ again }: { again: () => void }) {
  return (
    <div class="notice notice-error" role="alert">
      <p><strong>{t.loadFailed}</strong></p>
      <p>{t.loadFailedHelp}</p>
      <button type="button" class="button" onClick={again}>{t.retry}</button>
    </div>
  );
}

type ChipProps = {
  type: 'radio' | 'checkbox';
  name: string;
  value: string;
  checked: boolean;
  onChange: () => void;
  id?: string | undefined;
  children: ComponentChildren;
};

/** A radio button or checkbox that looks like a chip and is still a real input. */
export function Chip({ type, name, value, checked, onChange, id, children }: ChipProps) {
  return (
    <label class="chip">
      <input type={type} name={name} value={value} checked={checked} onChange={onChange} id={id} />
      <span>{children}</span>
    </label>
  );
}

export function FieldError({ id, text }: { id: string; text: string | undefined }) {
  return text ? <p class="field-error" id={id}>{text}</p> : null;
}

/** Once it is drawn. */
export const focusOn = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** A heading that takes the focus when its view appears, so that a screen reader starts there; without `grab` it only may. */
export function FocusHeading({ children, level = 1, grab = true }: { children: ComponentChildren; level?: 1 | 2; grab?: boolean }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (grab) ref.current?.focus(); }, []);
  return level === 1 ? <h1 ref={ref} tabIndex={-1}>{children}</h1> : <h2 ref={ref} tabIndex={-1}>{children}</h2>;
}

type CopyProps = { url: string | (() => string); label: string; fieldLabel: string; shown?: boolean };

/** With `shown` the link stands in a field too, for those whose browser will not copy. */
export function CopyLink({ url, label, fieldLabel, shown = true }: CopyProps) {
  const text = () => (typeof url === 'string' ? url : url());
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid(t.copied);
    } catch {
      field.current?.select();
      setSaid(shown ? t.copyFailed : `${t.copyFailed} ${text()}`);
    }
  };
  return (
    <div class="copy">
      {shown && <input ref={field} class="input" readOnly value={text()} aria-label={fieldLabel} onFocus={(e) => e.currentTarget.select()} />}
      <button type="button" class="button" onClick={copy}>{label}</button>
      <p class="said" role="status">{said}</p>
    </div>
  );
}
