import type { ComponentChildren } from 'preact';
import { FieldError } from '../ui/parts.tsx';

type Props = { name: string; legend: string; step?: number; error?: string | undefined; help?: string | undefined; children: ComponentChildren };

/** One question of the form: a real fieldset whose legend is the heading. */
export function Section({ name, legend, step, error, help, children }: Props) {
  const described = [help ? `h-${name}` : '', error ? `e-${name}` : ''].filter(Boolean).join(' ');
  return (
    <fieldset class={error ? 'card has-error' : 'card'} id={`s-${name}`} aria-describedby={described || undefined}>
      <legend><h2>{step !== undefined && <span class="step" aria-hidden="true">{step}</span>}{legend}</h2></legend>
      {help && <p class="help" id={`h-${name}`}>{help}</p>}
      <FieldError id={`e-${name}`} text={error} />
      {children}
    </fieldset>
  );
}
