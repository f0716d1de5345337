/** Retention: rules, runs, protocols, holds. */
const months = (n: number) => (n === 1 ? 'en månad' : `${n} månader`);
const many = (n: number, one: string, more: string) => (n === 1 ? `1 ${one}` : `${n} ${more}`);
/** What a run takes, counted. */
const things = (takes: string, n: number) => (takes === 'photos' ? `bilderna i ${many(n, 'rapport', 'rapporter')}` : takes === 'words' ? `texten i ${many(n, 'rapport eller iakttagelse', 'rapporter och iakttagelser')}` : many(n, 'hel rapport', 'hela rapporter'));

export const sv = {
  title: 'Gallring',
  lead: 'Vad som raderas, enligt vilket beslut, och vad som inte får raderas nu.',
  cancel: 'Avbryt',
  takes: { words: 'Texten i rapporter och från vandringar', photos: 'Bilderna', reports: 'Hela rapporten' } as Record<string, string>,
  takesHelp: {
    words: 'Rapporten räknas som förut.',
    photos: 'Rapporten räknas som förut.',
    reports: 'Kvar blir numret, månaden och kategorigruppen. Rutor som redan är publicerade ändras aldrig.',
  } as Record<string, string>,
  since: { told: 'efter att det berättades', decided: 'efter beslutet vid disken' } as Record<string, string>,
  after: (n: number, since: string) => `${months(n)} ${since}`,
  only: (category: string) => `Bara ${category.toLowerCase()}.`,

  rules: 'Regler',
  rulesHelp: 'Inget raderas utan en regel, och ingen regel gäller utan ett beslut. En regel raderar inget av sig själv: den provkörs och körs här, eller av kommunens IT.',
  noRules: 'Här finns ingen regel än.',
  decision: (name: string, on: string) => `Beslut ${name}, ${on}.`,
  begins: (on: string) => `Gäller från ${on}.`,
  ended: (on: string, by: string) => `Avslutad ${on} av ${by}.`,
  make: 'Skriv in en regel',
  form: {
    title: 'Ny regel', decision: 'Beslutets beteckning', decisionHelp: 'Diarienummer och paragraf, till exempel KS 2026/45 § 12. Inga personuppgifter.', decidedOn: 'Beslutat den', takes: 'Vad som gallras', months: 'Efter så många månader', since: 'Räknat från',
    sinceWords: { told: 'dagen det berättades', decided: 'dagen det beslutades vid disken' } as Record<string, string>, category: 'Kategori', all: 'alla', beginsOn: 'Gäller från', beginsHelp: 'Tomt: från i dag.', save: 'Skriv in regeln',
  },
  made: 'Regeln är inskriven. Inget är raderat.',
  end: 'Avsluta',
  sureEnd: (name: string) => `Avsluta regeln enligt ${name}? Den gallrar inget mer.`,
  yesEnd: 'Avsluta regeln',
  endedSaid: 'Regeln är avslutad.',

  dryRun: 'Provkör',
  dry: {
    title: 'Provkörning', none: 'Regeln tar inget i dag.', notNow: 'Regeln gäller inte i dag.',
    takes: (takes: string, n: number) => `Regeln tar ${things(takes, n)}.`,
    photos: (n: number) => `${many(n, 'bild', 'bilder')} raderas.`,
    seen: (n: number) => `${many(n, 'iakttagelse', 'iakttagelser')} från vandringar är med.`,
    held: (n: number) => `${n} lämnas, för en spärr gäller.`,
    span: (first: string, last: string) => (first === last ? `Från ${first}.` : `Från ${first} till ${last}.`),
    numbers: 'Rapporternas nummer', more: (n: number) => `och ${n} till`, digest: 'Kontrollsumma (SHA-256)',
  },
  run: 'Gallra',
  sureRun: (takes: string, n: number, decision: string) => `Radera ${things(takes, n)} enligt beslut ${decision}? Det går inte att ångra. Säkerhetskopior som redan finns behåller det tills de slängs.`,
  yesRun: (n: number) => `Radera ${n}`,
  ran: (n: number, left: number) => `${n} är raderade. Protokollet står nedan.${left > 0 ? ` ${left} är kvar: provkör och kör igen.` : ''}`,
  ranNothing: 'Det fanns inget att radera.',

  holds: 'Spärrar',
  holdsHelp: 'Så länge någon har begärt att få se handlingar får de inte raderas: inte av en regel, inte vid disken, inte av den som berättade. Häv spärren när begäran är besvarad.',
  noHolds: 'Ingen spärr gäller.',
  open: 'Lägg en spärr',
  holdForm: { title: 'Ny spärr', reference: 'Begärans diarienummer', referenceHelp: 'Inga personuppgifter.', covers: 'Vad den gäller', everything: 'allt kommunen har här', reports: 'vissa rapporter', numbers: 'Rapporternas nummer', numbersHelp: 'Med mellanslag eller komma emellan.', save: 'Lägg spärren' },
  opened: 'Spärren gäller.',
  everything: 'Allt.',
  covers: (n: number) => (n === 1 ? '1 rapport' : `${n} rapporter`),
  openedBy: (on: string, by: string) => `Lagd ${on} av ${by}.`,
  endedHold: (on: string, by: string) => `Hävd ${on} av ${by}.`,
  endHold: 'Häv',
  sureHold: (name: string) => `Häv spärren för ${name}? Det som togs tillbaka eller avvisades under tiden raderas då.`,
  yesHold: 'Häv spärren',
  holdOver: 'Spärren är hävd.',
  oldHolds: (n: number) => `Hävda spärrar (${n})`,

  protocols: 'Protokoll',
  noProtocols: 'Inget är gallrat.',
  backups: 'Säkerhetskopior som togs före gallringen behåller det som raderats tills de slängs. Den som läser tillbaka en äldre kopia får tillbaka det, och protokoll som är yngre än kopian saknas då: provkör reglerna och kör dem igen.',
  protocol: (on: string) => `Protokoll över gallring ${on}`,
  print: 'Skriv ut protokollet',
  col: {
    municipality: 'Kommun', decision: 'Beslut', what: 'Vad som gallrades', by: 'Utfört av', time: 'Tid', n: 'Antal', photos: 'Bilder', seen: 'Därav iakttagelser från vandringar', held: 'Lämnat på grund av spärr', before: 'Berättat (beslutat) före', run: 'Körningens id',
  },
  parts: 'Delar, var och en raderad och uppskriven på samma gång',
  part: (at: string, n: number, numbers: string | null) => `${at}: ${n} st${numbers === null ? '' : `, nummer ${numbers}`}. SHA-256:`,
  decidedOn: (name: string, on: string) => `${name}, ${on}`,
  broken: (n: number, of: number) => `${n} av ${of}: körningen avbröts, eller en spärr lades under tiden. Resten tas av nästa körning.`,
  digestHelp: 'Kontrollsumman är räknad över numren i stigande ordning, ett på varje rad.',
};
