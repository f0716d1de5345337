/** Requests to see public records: find, mask, hand out. */
export const sv = {
  title: 'Utlämnande',
  lead: 'Begäran om allmän handling: hitta rapporterna, maskera det som inte får lämnas ut, lämna ut resten. Medan ett ärende är öppet gallras inget.',
  open: {
    title: 'Öppna ett ärende', diary: 'Diarienummer', wanted: 'Vad som begärs', wantedHelp: 'Skriv vad, aldrig vem som frågar: den som begär ut en allmän handling får vara anonym.',
    day: 'När det begärdes', send: 'Öppna ärendet',
  },
  list: { title: 'Ärenden', none: 'Inget ärende än.', asked: (day: string) => `Begärt ${day}`, exports: (n: number) => (n === 1 ? '1 fil utlämnad' : `${n} filer utlämnade`), back: 'Alla ärenden' },
  states: { open: 'Öppet', handed_out: 'Utlämnat', refused: 'Avslaget', closed: 'Avslutat' },
  steps: 'Steg', step: { find: 'Hitta', look: (done: number, all: number) => `Granska (${done} av ${all})`, hand: 'Lämna ut' },
  search: {
    title: 'Vilka rapporter gäller det?', from: 'Berättade från', to: 'Berättade till', kinds: 'Kategorier', kindsHelp: 'Inget valt: alla.', words: 'Ord i texten', wordsHelp: 'Orden du söker på skrivs inte i loggen.',
    references: 'Ärendenummer', referencesHelp: 'Ett eller flera, med mellanslag.', locality: 'Ort', lat: 'Latitud', lon: 'Longitud', radius: 'Inom meter', circle: 'Runt en plats (frivilligt)',
    states: 'Läge', state: { received: 'Räknas', rejected: 'Avvisade', withdrawn: 'Tillbakatagna' }, send: 'Sök',
    found: (n: number, shown: number) => (n === 0 ? 'Ingen rapport passar.' : n === shown ? `${n === 1 ? '1 rapport' : `${n} rapporter`}.` : `${n} rapporter. De första ${shown} visas.`),
    more: 'Visa fler', all: 'Välj alla som visas', add: (n: number) => (n === 1 ? 'Ta med 1 rapport' : `Ta med ${n} rapporter`), has: 'Är med',
    noWords: 'Inga ord', result: 'Träffar', circleHalf: 'Fyll i både latitud, longitud och meter, eller inget av dem.',
  },
  mask: {
    none: 'Inga rapporter är med än. Sök först.', list: 'Rapporter i ärendet', next: 'Nästa', previous: 'Föregående', nth: (n: number, all: number) => `Rapport ${n} av ${all}`,
    proposal: 'Förslag', looked: 'Granskad', stale: 'Ändrad: granska igen', notice: 'Maskeringen är ett förslag tills du har läst rapporten och bockat av den.', staleNotice: 'Rapporten ändrades efter granskningen. Orden är maskerade på nytt efter förslag.',
    words: 'Orden', wordsHelp: 'Klicka på ord, eller gå med pilarna och tryck mellanslag. Skift och pil markerar flera. Det markerade ersätts av ett svart block i filen; rapporten ändras inte.', noWords: 'Rapporten har inga ord.',
    allWords: 'Maskera alla ord', freeWords: 'Visa alla ord', fields: 'Övriga uppgifter', place: 'Plats', time: 'Tid', photos: 'Bilder', severity: 'Hur allvarligt', causes: 'Orsaker',
    places: { exact: 'Exakt', square: 'Ruta på 250 meter', locality: 'Orten', withheld: 'Visas inte' }, times: { exact: 'Exakt', day: 'Dagen', month: 'Månaden' }, wholes: { shown: 'Visas', withheld: 'Visas inte' },
    law: 'Lagrum', lawOf: (what: string) => `Lagrum för ${what}`, lawHelp: 'Lagrummen i listan är förslag, inte råd. Kommunens jurist avgör.', lawMissing: 'Skriv lagrummet för varje maskering.',
    nPhotos: (n: number) => (n === 0 ? 'Rapporten har inga bilder som får visas.' : n === 1 ? '1 bild som redan visas på länken.' : `${n} bilder som redan visas på länken.`),
    done: 'Granskad, nästa', keep: 'Spara utan att bocka av', drop: 'Ta bort ur ärendet', saved: 'Sparat.', allDone: 'Alla rapporter är granskade.', other: 'Någon annan hann ändra. Rapporten visas som den är nu.',
    keys: 'Kortkommandon: J nästa, K föregående, G granskad, M maskera alla ord.', keysOn: 'Enstaka bokstäver är kommandon',
  },
  hand: {
    preview: 'Så ser filen ut', previewHelp: 'Exakt det som lämnas ut. Rapporternas nummer följer inte med.', forms: { html: 'Sida (HTML)', csv: 'Tabell (CSV)', json: 'För program (JSON)' }, form: 'Form',
    export: 'Exportera', wait: (n: number) => (n === 1 ? '1 rapport är inte granskad. Innan dess går det inte att exportera.' : `${n} rapporter är inte granskade. Innan dess går det inte att exportera.`),
    done: (name: string) => `Filen ${name} är sparad hos dig och antecknad nedan.`, log: 'Utlämnade filer', none: 'Inget är utlämnat än.',
    made: (when: string, who: string) => `${when}, av ${who}`, n: (n: number) => (n === 1 ? '1 rapport' : `${n} rapporter`), noMasks: 'inget maskerat',
    state: 'Vad blev det av begäran?', give: 'Utlämnat', refuse: 'Avslå', reopen: 'Öppna igen', close: 'Avsluta …', sure: 'Avsluta ärendet?', sureHelp: 'Det kan inte öppnas igen. Det som hölls kvar får gallras. Vänta tills tiden att överklaga har gått ut.', closeNow: 'Avsluta', cancel: 'Avbryt',
  },
};
