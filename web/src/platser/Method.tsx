import { decimal, lang } from '../i18n/index.ts';
import { t } from '../i18n/spots.ts';
import type { Told } from '../lib/types.ts';
import { inLang } from './words.ts';

const valueText = (value: unknown, words: Record<string, string>): string => {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : decimal(value);
  if (value === null) return t.value['null'] ?? '–';
  if (Array.isArray(value)) return value.map((part) => valueText(part, words)).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([name, part]) => `${words[name] ?? name} ${valueText(part, words)}`).join(', ');
  return t.value[String(value)] ?? String(value);
};
const flat = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(flat).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Those we have words for first, in the order of the words. */
function inOrder(parameters: Record<string, unknown>, words: Record<string, string>): [string, unknown][] {
  const known = Object.keys(words);
  const at = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(parameters).filter(([, value]) => value !== null).toSorted(([a], [b]) => at(a) - at(b));
}

/** A reference with its DOI as a link. */
function Reference({ text }: { text: string }) {
  const doi = /doi:(\S+)/.exec(text)?.[1];
  if (!doi) return <>{text}</>;
  return <>{text.slice(0, text.indexOf('doi:'))}<a href={`https://doi.org/${doi}`} rel="noreferrer">doi:{doi}</a></>;
}

/** Everything that is needed to check the answer, one click away. */
export function Method({ spots, words = t.parameter }: { spots: Told; words?: Record<string, string> }) {
  const { method, parameters, warnings, revision } = spots;
  const asked = Object.entries(parameters).filter(([, value]) => value !== null && flat(value) !== '');
  return (
    <details class="card filter-card spots-method">
      <summary><h2>{t.method}</h2></summary>
      <p>{method[lang]}</p>
      {warnings.length > 0 && <><h3>{t.warnings}</h3><ul>{warnings.map((w) => <li key={w.code}>{inLang(w)}</li>)}</ul></>}
      <h3>{t.methodParameters}</h3>
      <dl class="parameters">{inOrder(method.parameters, words).map(([name, value]) => <div key={name}><dt>{words[name] ?? name}</dt><dd>{valueText(value, words)}</dd></div>)}</dl>
      <p class="help">{t.sameSeed}</p>
      <h3>{t.question}</h3>
      <dl class="parameters">{asked.map(([name, value]) => <div key={name}><dt lang="en">{name}</dt><dd lang="en">{flat(value)}</dd></div>)}</dl>
      <h3>{t.references}</h3>
      <ul>{method.references.map((text) => <li key={text} lang="en"><Reference text={text} /></li>)}</ul>
      <p class="help">{t.revision}: {revision}</p>
    </details>
  );
}
