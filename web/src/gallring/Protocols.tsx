import { useEffect, useState } from 'preact/hooks';
import { date, dateTime } from '../i18n/index.ts';
import { t } from '../i18n/retention.ts';
import type { Protocol } from '../lib/retention.ts';
import type { Catalogue, Town } from '../lib/types.ts';
import { afterWords, categoryWord, day, takesWord } from './words.ts';

type Props = { all: Protocol[]; town: Town; catalogue: Catalogue };

/** What was erased, a sheet each for the archive. */
export function Protocols({ all, town, catalogue }: Props) {
  // On paper: this one alone, or all.
  const [printed, setPrinted] = useState<string | null>(null);
  useEffect(() => {
    if (printed === null) return;
    const over = () => setPrinted(null);
    addEventListener('afterprint', over, { once: true });
    print();
    return () => removeEventListener('afterprint', over);
  }, [printed]);
  return (
    <section aria-labelledby="protocols-h">
      <h2 id="protocols-h" class="no-print">{t.protocols}</h2>
      <p class="notice no-print">{t.backups}</p>
      {all.length === 0 && <p class="no-print">{t.noProtocols}</p>}
      {all.map((one) => <Sheet key={one.run} of={one} town={town} catalogue={catalogue} away={printed !== null && printed !== one.run} print={() => setPrinted(one.run)} />)}
    </section>
  );
}

function Sheet({ of, town, catalogue, away, print }: { of: Protocol; town: Town; catalogue: Catalogue; away: boolean; print: () => void }) {
  const heading = `p-${of.run}`;
  const rows: [string, string][] = [
    [t.col.municipality, town.municipality.name],
    [t.col.decision, t.decidedOn(of.decision, day(of.decided_on))],
    [t.col.what, `${takesWord(of.takes)}, ${afterWords(of)}.${of.category ? ` ${t.only(categoryWord(of.category, catalogue))}` : ''} ${t.begins(day(of.begins_on))}`],
    [t.col.before, dateTime(of.before)],
    [t.col.n, of.is_whole ? String(of.n_taken) : t.broken(of.n_taken, of.n_planned)],
    ...(of.n_photos > 0 ? [[t.col.photos, String(of.n_photos)] as [string, string]] : []),
    ...(of.n_seen > 0 ? [[t.col.seen, String(of.n_seen)] as [string, string]] : []),
    [t.col.held, String(of.n_held)],
    [t.col.by, of.run_by],
    [t.col.time, dateTime(of.ended_at)],
    [t.col.run, of.run],
  ];
  return (
    <article class={away ? 'card protocol no-print' : 'card protocol'} aria-labelledby={heading}>
      <h3 id={heading}>{t.protocol(date(of.began_at))}</h3>
      <dl>{rows.map(([name, text]) => <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>
      <h4>{t.parts}</h4>
      <ol class="parts">
        {of.parts.map((part) => (
          <li key={part.part}>
            {t.part(dateTime(part.at), part.n_taken, part.first_number === undefined ? null : part.first_number === part.last_number ? String(part.first_number) : `${part.first_number}–${part.last_number}`)}
            {' '}<code class="digest">{part.digest}</code>
          </li>
        ))}
      </ol>
      <p class="help">{t.digestHelp}</p>
      <button type="button" class="button button-outline no-print" onClick={print}>{t.print}<span class="vh">: {dateTime(of.began_at)}</span></button>
    </article>
  );
}
