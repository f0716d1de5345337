import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { dateTime, lang, monthName, named } from '../i18n/index.ts';
import { t as desk } from '../i18n/desk.ts';
import { t } from '../i18n/followup.ts';
import { t as form } from '../i18n/report.ts';
import { extract, type Extract as Kept, type Note } from '../lib/extract.ts';
import { momentIn, whenInWords, channelInWords } from '../handlaggning/words.ts';
import { remedyKinds } from '../lib/remedyKinds.ts';
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
      {body.put_away && <p class="notice">{body.put_away[lang]}</p>}
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
        <Line name={t.extract.placedBy}>{t.extract.sources[report.place_source]}{accuracy(report.accuracy_m)}{!report.placed && `. ${t.extract.notPlaced}`}</Line>
        <Line name={t.received}>{moment(report.received_at)}, {channelInWords(report.channel)}</Line>
        <Line name={desk.fact.told}>{moment(report.told_at)}</Line>
        <Line name={t.extract.id}>{report.id}</Line>
        <Line name={t.state}>{t.extract.states[body.state]}</Line>
        <Line name={t.extract.public}>{body.published_month === null ? t.extract.notPublic : t.extract.inSquare(monthName(body.published_month))}</Line>
        <Line name={t.extract.handedOut}>{body.handed_out.map((at) => moment(at)).join('; ') || t.extract.never}. <span class="quiet">{t.extract.openDoNotCount}</span></Line>
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
        <ul>{body.photos.map((own) => (
          <li key={own.id}>
            {t.extract.photo(moment(own.received_at), own.width, own.height, own.covered.length)} {own.pixels_kept ? t.extract.photoKept[own.state] : t.extract.photoStates[own.state]} {own.reason}
            <br /><span class="quiet">{own.covered.length > 0 && `${t.extract.boxes}: ${own.covered.map((box) => box.join(', ')).join('; ')}.`} {t.extract.id}: {own.id}</span>
          </li>
        ))}</ul>
      )}
      {body.seen_on_walk && <Walked seen={body.seen_on_walk} zone={zone} causes={causes} />}
    </>
  );
}

function Walked({ seen, zone, causes }: { seen: NonNullable<Kept['seen_on_walk']>; zone: string; causes: (codes: string[]) => string }) {
  const remedy = remedyKinds.find((kind) => kind.code === seen.remedy_kind);
  return (
    <>
      <h3>{t.extract.walk}</h3>
      <dl>
        <Line name={desk.fact.when}>{momentIn(zone)(seen.seen_at)}</Line>
        <Line name={t.extract.place}>{positions(seen.place)}{accuracy(seen.accuracy_m)}</Line>
        <Line name={desk.fact.causes}>{causes(seen.causes ?? []) || t.extract.none}</Line>
        <Line name={t.extract.words}>{seen.words ?? t.extract.none}</Line>
        <Line name={t.extract.remedy}>{remedy ? named(remedy) : seen.remedy_kind ?? t.extract.none}</Line>
        <Line name={desk.fact.severity}>{seen.severity ?? t.extract.none}</Line>
        <Line name={t.extract.safety}>{seen.safe === null ? t.extract.none : t.extract.safe(seen.safe)}</Line>
        <Line name={t.extract.light}>{seen.light === null ? t.extract.none : t.extract.lights[seen.light]}</Line>
      </dl>
    </>
  );
}

const accuracy = (metres: number | null): string => (metres === null ? '' : `, ${desk.metres(Math.round(metres)).toLowerCase()}`);

/** Latitude first, as people write it; every point of it. */
function positions(shape: Kept['report']['place']): string {
  const points: [number, number][] = shape.type === 'Point' ? [shape.coordinates] : shape.type === 'LineString' ? shape.coordinates : shape.coordinates.flat();
  return points.map(([lon, lat]) => `${lat}, ${lon}`).join('; ');
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
