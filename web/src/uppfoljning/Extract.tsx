import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { dateTime, lang, monthName, named } from '../i18n/index.ts';
import { t as desk } from '../i18n/desk.ts';
import { t } from '../i18n/followup.ts';
import { t as form } from '../i18n/report.ts';
import { extract, type Extract as Kept, type Note } from '../lib/extract.ts';
import { momentIn, whenInWords, channelInWords } from '../handlaggning/words.ts';
import type { Catalogue } from '../lib/types.ts';
import { save } from '../ui/save.ts';

type Props = { token: string; zone: string; kinds: Catalogue | null };

/** Everything that is kept of the report, when its teller asks for it. */
export function Extract({ token, zone, kinds }: Props) {
  const [kept, setKept] = useState<{ body: Kept; text: string } | null>(null);
  const [failed, setFailed] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [kept]);
  const load = () => {
    setFailed(false);
    extract(token).then(setKept, () => setFailed(true));
  };
  if (kept === null) {
    return (
      <section class="card extract-ask no-print">
        <h2>{t.extract.title}</h2>
        <p class="help">{t.extract.lead}</p>
        <button type="button" class="button button-outline" onClick={load}>{t.extract.show}</button>
        <p class="field-error" role="alert">{failed ? t.failed : ''}</p>
      </section>
    );
  }
  const { body, text } = kept;
  return (
    <section class="card extract receipt" aria-labelledby="extract-h">
      <h2 id="extract-h" ref={heading} tabIndex={-1}>{t.extract.title}</h2>
      <p class="quiet">{t.extract.made(body.municipality.name, dateTime(body.made_at))}</p>
      <div class="row no-print">
        <button type="button" class="button" onClick={() => print()}>{t.extract.print}</button>
        <button type="button" class="button button-outline" onClick={() => save(`rapport-${body.report.reference}.json`, 'application/json', text)}>{t.extract.save}</button>
      </div>
      <Facts body={body} zone={zone} kinds={kinds} />
      <Notes title={t.extract.onlyAsHash} notes={body.only_as_hash} />
      <Notes title={t.extract.leftOut} notes={body.left_out} />
      <Notes title={t.extract.notKept} notes={[body.not_kept]} />
      <Notes title={t.extract.howLong} notes={[body.how_long]} />
    </section>
  );
}


function Facts({ body, zone, kinds }: { body: Kept; zone: string; kinds: Catalogue | null }) {
  const moment = momentIn(zone);
  const { report, decision } = body;
  const kind = (code: string) => {
    const found = kinds?.categories.find((own) => own.code === code);
    return found ? named(found) : code;
  };
  const causes = (codes: string[]) => {
    const all = kinds?.categories.flatMap((own) => own.causes) ?? [];
    return codes.map((code) => { const found = all.find((own) => own.code === code); return found ? named(found) : code; }).join(', ');
  };
  const place = (shape: Kept['report']['place']) => `${desk.shapes[shape.type]}: ${positions(shape)}`;
  return (
    <>
      <dl>
        <Line name={t.reference}>{report.reference}</Line>
        <Line name={t.about}>{kind(report.category)}</Line>
        <Line name={desk.fact.causes}>{causes(report.causes) || t.extract.none}</Line>
        <Line name={t.extract.words}>{report.text ?? t.extract.none}</Line>
        <Line name={desk.fact.when}>{whenInWords(report.when, zone)}</Line>
        <Line name={desk.fact.severity}>{report.severity === null ? t.extract.none : `${report.severity} – ${form.severity.levels[report.severity - 1] ?? ''}`}</Line>
        <Line name={t.extract.place}>{place(report.place)}</Line>
        <Line name={t.extract.placedBy}>{t.extract.sources[report.place_source]}{report.accuracy_m !== null && `, ${desk.metres(Math.round(report.accuracy_m)).toLowerCase()}`}</Line>
        <Line name={t.received}>{moment(report.received_at)}, {channelInWords(report.channel)}</Line>
        {report.told_at !== report.received_at && <Line name={desk.fact.told}>{moment(report.told_at)}</Line>}
        <Line name={t.extract.id}>{report.id}</Line>
        <Line name={t.state}>{t.extract.states[body.state]}</Line>
        <Line name={t.extract.public}>{body.published_month === null ? t.extract.notPublic : t.extract.inSquare(monthName(body.published_month))}</Line>
        <Line name={t.extract.handedOut}>{body.handed_out.map((at) => moment(at)).join('; ') || t.extract.never}</Line>
      </dl>
      <h3>{t.extract.decision}</h3>
      {decision === null ? <p>{t.extract.undecided}</p> : (
        <dl>
          <Line name={t.extract.decided}>{moment(decision.at)}: {decision.decision === 'rejected' ? desk.did.rejected(desk.reasons[decision.reason ?? 'not_understood']) : desk.did.accepted}</Line>
          {decision.owner && <Line name={desk.owner}>{t.extract.owners[decision.owner] ?? decision.owner}</Line>}
          {decision.sentence_sv && <Line name={t.extract.sentence}><span lang="sv">{decision.sentence_sv}</span></Line>}
          {decision.sentence_en && <Line name={t.extract.sentenceEn}><span lang="en">{decision.sentence_en}</span></Line>}
          {decision.as_told && <Line name={desk.wasTold}>{kind(decision.as_told.category)}{decision.as_told.causes.length > 0 && ` (${causes(decision.as_told.causes)})`}. {place(decision.as_told.place)}</Line>}
        </dl>
      )}
      {body.redactions.length > 0 && <h3>{t.extract.redactions}</h3>}
      {body.redactions.length > 0 && <ul>{body.redactions.map((own) => <li key={own.at}>{moment(own.at)}: <span lang="sv">{own.reason} ({own.law})</span></li>)}</ul>}
      <h3>{t.extract.photos}</h3>
      {body.photos.length === 0 ? <p>{t.extract.none}</p> : (
        <ul>{body.photos.map((own) => <li key={own.id}>{t.extract.photo(moment(own.received_at), own.width, own.height, own.covered.length)} {t.extract.photoStates[own.state]} {own.reason}</li>)}</ul>
      )}
      {body.seen_on_walk && <h3>{t.extract.walk}</h3>}
      {body.seen_on_walk && <p>{moment(body.seen_on_walk.seen_at)}. {body.seen_on_walk.words} {body.seen_on_walk.safe !== null && t.extract.safe(body.seen_on_walk.safe)}</p>}
    </>
  );
}

/** Latitude first, as people write it. */
function positions(shape: Kept['report']['place']): string {
  const points: [number, number][] = shape.type === 'Point' ? [shape.coordinates] : shape.type === 'LineString' ? shape.coordinates : shape.coordinates.flat();
  const shown = points.slice(0, 3).map(([lon, lat]) => `${lat}, ${lon}`).join('; ');
  return points.length > 3 ? `${shown} … (${t.extract.points(points.length)})` : shown;
}

function Line({ name, children }: { name: string; children: ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Notes({ title, notes }: { title: string; notes: Note[] }) {
  return (
    <>
      <h3>{title}</h3>
      {notes.length === 1 && notes[0] ? <p>{notes[0][lang]}</p> : <ul>{notes.map((own) => <li key={own.what}>{own[lang]}</li>)}</ul>}
    </>
  );
}
