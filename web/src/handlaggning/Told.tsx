import type { RefObject } from 'preact';
import { named } from '../i18n/index.ts';
import { t } from '../i18n/desk.ts';
import { t as form } from '../i18n/report.ts';
import type { DeskReport, Sheet } from '../lib/desk.ts';
import { ownerName } from '../atgarder/words.ts';
import type { Known } from './App.tsx';
import { channelInWords, decidedInWords, momentIn, placeName, whenInWords } from './words.ts';

type Props = { report: DeskReport; sheet: Sheet | null; known: Known; heading: RefObject<HTMLHeadingElement | null> };

/** What somebody told, with its words. */
export function Told({ report, sheet, known: { town, catalogue, words }, heading }: Props) {
  const zone = town.municipality.time_zone;
  const kind = (code: string) => {
    const found = catalogue.categories.find((own) => own.code === code);
    return found ? named(found) : code;
  };
  const causes = (category: string, codes: string[]) => {
    const listed = catalogue.categories.find((own) => own.code === category)?.causes ?? [];
    return codes.map((code) => { const found = listed.find((own) => own.code === code); return found ? named(found) : code; }).join(', ');
  };
  const { case: decided } = report;
  const told = decided?.told;
  const corrected = told && (told.category !== report.category || JSON.stringify(told.causes) !== JSON.stringify(report.causes));
  const moved = told && JSON.stringify(told.place) !== JSON.stringify(report.place);
  return (
    <div class="desk-told">
      <h2 id="report-h" ref={heading} tabIndex={-1}>{kind(report.category)}{sheet && <span class="desk-where">{placeName(sheet)}</span>}</h2>
      {report.text === null
        ? <p class="quiet">{report.redacted ? t.wordsGone : t.noWords}</p>
        : <blockquote class="desk-text">{report.text}</blockquote>}
      {report.redacted && report.text !== null && <p class="help">{t.redactedBefore}</p>}
      <dl>
        <div><dt>{t.fact.when}</dt><dd>{whenInWords(report.when, zone)}</dd></div>
        {report.causes.length > 0 && <div><dt>{t.fact.causes}</dt><dd>{causes(report.category, report.causes)}</dd></div>}
        {report.severity !== null && <div><dt>{t.fact.severity}</dt><dd>{report.severity} – {form.severity.levels[report.severity - 1]}</dd></div>}
        <div><dt>{t.fact.accuracy}</dt><dd>{report.place.type === 'Point' ? (report.accuracy_m === null ? t.accuracyUnknown : t.metres(Math.round(report.accuracy_m))) : t.shapes[report.place.type]}</dd></div>
        <div><dt>{t.fact.told}</dt><dd>{momentIn(zone)(report.told_at)}, {channelInWords(report.channel)}</dd></div>
        <div><dt>{t.fact.reference}</dt><dd>{report.reference}</dd></div>
      </dl>
      {decided && (
        <div class="notice desk-decided">
          <p><strong>{decidedInWords(decided)}</strong> {t.decidedBy(momentIn(zone)(decided.decided_at), decided.decided_by)}</p>
          {decided.owner && <p>{t.handedTo} {ownerName(words, decided.owner)}</p>}
          {corrected && <p>{t.wasTold} {kind(told.category)}{told.causes.length > 0 && ` (${causes(told.category, told.causes)})`}</p>}
          {moved && <p>{t.wasMoved}</p>}
        </div>
      )}
    </div>
  );
}
