import { t } from '../i18n/audit.ts';
import { dateTime } from '../i18n/index.ts';
import type { Line } from '../lib/audit.ts';
import { csvText } from '../lib/chart.ts';
import { saveCsv } from '../ui/save.ts';

function whoInWords(who: string): string {
  const [kind, id, maker] = who.split(':');
  if (kind !== 'key' || id === undefined) return t.people[who] ?? who;
  return t.key(id, maker === undefined ? null : t.people[maker] ?? maker);
}
const whatInWords = (line: Line): string => t.whats[line.what] ?? line.what;

/** The question or the change, without what was not asked for. */
function details({ parameters }: Line): string {
  let said: unknown;
  try {
    said = JSON.parse(parameters);
  } catch {
    return parameters;
  }
  if (said === null || typeof said !== 'object') return parameters;
  const meant = Object.entries(said).filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));
  return meant.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}

const COLUMNS = ['seq', 'at', 'who', 'municipality', 'act', 'what', 'parameters', 'seal'] as const;

/** The lines as a table; on a phone each row is a card. */
export function Lines({ lines }: { lines: Line[] }) {
  const csv = () => saveCsv(t.file, csvText([[...COLUMNS], ...lines.map((line) => COLUMNS.map((column) => line[column]))]));
  return (
    <section aria-labelledby="lines-h">
      <h2 id="lines-h">{t.lines}</h2>
      <div class="row no-print"><button type="button" class="button button-outline" id="save-lines" onClick={csv}>{t.save(lines.length)}</button></div>
      <div class="table-scroll" role="region" tabIndex={0} aria-label={t.table}>
        <table class="remedies audit-lines">
          <caption class="vh">{t.table}</caption>
          <thead><tr>{(['number', 'when', 'who', 'what', 'details'] as const).map((col) => <th key={col} scope="col">{t.col[col]}</th>)}</tr></thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.seq}>
                <th scope="row">{line.seq}</th>
                <td data-col={t.col.when}><time dateTime={line.at}>{dateTime(line.at)}</time></td>
                <td data-col={t.col.who}>{whoInWords(line.who)}</td>
                <td data-col={t.col.what}><strong>{t.acts[line.act] ?? line.act}</strong>: {whatInWords(line)}</td>
                <td data-col={details(line) ? t.col.details : undefined}>{details(line) && <code class="audit-details">{details(line)}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
