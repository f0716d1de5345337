type On = 'link' | 'cell';
const of = { link: 'av gatornas längd', cell: 'av ytan' };

export const sv = {
  title: 'Säger det förra något om det nästa?',
  lead: 'Vi låtsas att det är ett datum bakåt i tiden, pekar ut platser med bara det som hade kommit in då, och ser efter var nästa rapporter kom.',
  help: 'Varje datum bakåt i tiden prövas för sig. Det kan ta en stund.',
  failed: 'Prognoserna kunde inte prövas.',

  verdict: {
    yes: 'Ja, det förra säger en del om det nästa.',
    perhaps: 'Kanske, men det går inte att säga säkert.',
    no: 'Nej, det förra säger inget om det nästa här.',
    unknown: 'Det går inte att pröva än.',
  },
  best: (n: string, name: string) => `Bäst av ${n} sätt att rangordna platser var: ${name}.`,
  caught: (share: string, on: On, part: string, times: string) => `De ${share} ${of[on]} som det sättet pekade ut fick ungefär ${part} av de nästa rapporterna, ${times} gånger så många som ett val på måfå.`,
  most: (times: string) => `Inget val hade kunnat ge mer än ${times} gånger.`,
  allWorse: (n: string) => `De ${n} andra sätten är säkert sämre.`,
  asGood: (names: string, alone: boolean) => `${alone ? 'Ett annat sätt är' : 'Andra sätt är'} lika bra, så vitt det går att säga: ${names}.`,
  placebo: {
    place: (dealt: string, real: string, share: string) => `Delas dagarna ut på nytt bland rapporterna blir det ${dealt} gånger i stället för ${real} (vid ${share}). Det är alltså platsen i sig som återkommer, inte något som ändras med tiden.`,
    time: (dealt: string, real: string, share: string) => `Delas dagarna ut på nytt bland rapporterna blir det bara ${dealt} gånger i stället för ${real} (vid ${share}). Det som hänt nyss säger alltså något utöver platsen i sig.`,
    moved: (dealt: string, real: string, share: string) => `Delas dagarna ut på nytt bland rapporterna blir det ${dealt} gånger, mer än de riktiga ${real} (vid ${share}). Platserna flyttar sig alltså med tiden, så gamla rapporter säger mindre.`,
  },
  forecasts: (n: string, alone: boolean, first: string, last: string, days: string) => (alone
    ? `1 prognos, ${first}. Den såg bara det som kommit in före sin dag, och prövades mot de ${days} dagarna efter.`
    : `${n} prognoser, från ${first} till ${last}. Var och en såg bara det som kommit in före sin dag, och prövades mot de ${days} dagarna efter.`),
  used: (n: string, all: string, units: string) => `Räknat på ${n} händelser ur ${all} rapporter, på ${units}.`,
  units: { link: (n: string) => `${n} gatudelar`, cell: (n: string) => `${n} rutor` },
  leftOut: (what: string) => `Inte med: ${what}.`,
  left: {
    duplicate: (n: string) => `${n} om samma sak som en annan rapport`, outside: (n: string) => `${n} utanför`, without_place: (n: string) => `${n} utan plats`,
  } as Record<string, (n: string) => string>,

  table: 'Alla sätt att rangordna',
  tableHelp: 'Gånger på måfå: hur många gånger fler av de nästa rapporterna de utpekade platserna fick än platser valda på måfå (PAI). Av det möjliga: andelen av vad det bästa tänkbara valet hade fångat (PEI). ± är ett medelfel.',
  shareTitle: (share: string, on: On) => `De ${share} ${of[on]} som ligger högst`,
  column: { ranking: 'Sätt att rangordna', pai: 'Gånger på måfå', pei: 'Av det möjliga', difference: 'Bästa minus detta', placebo: 'Med omblandade dagar' },
  short: { pai: 'PAI', pei: 'PEI', difference: 'i PAI', placebo: 'PAI' },
  placeboHelp: 'Med omblandade dagar: samma rapporter och samma platser, men dagarna delas ut på nytt. Då finns bara platsen i sig kvar. Är talet lika högt som det riktiga är det platsen som återkommer, och inget som ändras med tiden.',
  winner: 'bäst',
  won: (n: string, all: string) => `bättre i ${n} av ${all}`,
  ceiling: 'Taket: det bästa tänkbara valet',
  none: 'ingen skillnad',
  ranking: {
    counts: 'räkna alla rapporter hittills', recent: 'räkna de senaste 90 dagarnas rapporter', uniform: 'på måfå, bara efter storlek',
    kernel: 'täthet, det som ligger nära räknas med', kernel_forgetting: 'täthet där nytt väger mer',
    shrunk: 'antal jämkat mot tätheten', shrunk_forgetting: 'antal jämkat mot tätheten, där nytt väger mer',
  } as Record<string, string>,
  saveCsv: 'Spara tabellen som CSV',
  print: 'Skriv ut',

  calibration: 'Stämmer antalen?',
  calibrationLead: 'För varje plats kan vi också säga hur många rapporter som är att vänta, med ett spann. Det görs med antal jämkat mot tätheten.',
  covered: (n: string, part: string) => `Av ${n} förutsagda antal hamnade ${part} inom det spann som skulle hålla 90 %.`,
  held: { holds: 'Spannen håller.', narrow: 'Spannen är för snäva: räkna med större avvikelser.', wide: 'Spannen är vidare än de behöver vara.' },
  sums: (predicted: string, came: string) => `Sammanlagt var ${predicted} att vänta och ${came} kom.`,
  even: 'Utfallen ligger jämnt i sina spann, så jämnt som slumpen ger.',
  uneven: 'Utfallen ligger ojämnt i sina spann, mer än slumpen ger: antalen är inte helt rätt.',
  noCalibration: 'Det finns inga förutsagda antal att pröva.',
  pit: 'Var i sina spann utfallen hamnade',
  pitHelp: 'Tiondel 1 är färre än väntat, tiondel 10 fler. Lika höga staplar betyder att förutsägelserna stämmer. Strecken visar var en stapel då skulle ligga 19 gånger av 20.',
  pitText: (low: string, high: string) => `Stapeldiagram i tiondelar. Staplarna går från ${low} till ${high}. Alla siffror finns i tabellen.`,
  tenth: (n: string) => `Tiondel ${n}`,
  tenths: 'Tiondel av spannet',
  outcomes: 'Utfall',
  ifRight: 'Om det stämmer',

  next: 'Här är nästa rapporter att vänta',
  nextLead: (name: string) => `De platser som ligger högst i dag, räknat per meter gata eller yta, med det sätt som var bäst: ${name}.`,
  nextUnsure: 'Läs listan med försiktighet: det är inte säkert att den är bättre än ett val på måfå.',
  noNext: 'Ingen lista: det är inte visat att den skulle vara bättre än ett val på måfå.',
  reportsHere: 'Se rapporterna här',
  saveNext: 'Spara platserna som CSV',

  limits: 'Vad det säger och inte säger',
  limit: [
    'Det säger var det rapporteras, inte var det är farligt. Där ingen rapporterar syns inget.',
    'Det säger vilka platser som brukar återkomma. Det säger inte vem, när på dygnet eller varför.',
    'Åtgärdar ni en plats ska den sluta återkomma. Då blir prognosen sämre, och det är bra.',
    'Det bästa sättet är utvalt på samma prognoser som det mäts med, så dess tal är något för goda.',
  ],
  toSpots: 'Visa platser som sticker ut',
  parameter: {
    unit: 'Räknat på', cell_m: 'Rutornas sida (meter)', shares: 'Andelar av längden eller ytan', origins: 'Prognosernas dagar', test_days: 'Prövas mot så många dagar',
    least_past_days: 'Minst så många dagar före den första', recent_days: '”De senaste dagarna” är', duplicates: 'Samma händelse', kernel: 'Täthetens form',
    bandwidths_tried_m: 'Bandbredder som prövades (meter)', half_lives_tried_days: 'Halveringstider som prövades (dagar)',
    least_predicted: 'Minsta väntade antal som prövas', plane: 'Koordinatsystem', seed: 'Frö till slumpen',
    radius_m: 'meter', open_days: 'dagar', from: 'från', to: 'till', step: 'steg om',
  } as Record<string, string>,
  csv: {
    ranking: 'sätt', id: 'kod', share: 'andel', pai: 'PAI', pai_error: 'PAI medelfel', pei: 'PEI', pei_error: 'PEI medelfel', difference: 'bästa minus detta',
    difference_error: 'medelfel för skillnaden', won: 'prognoser där bästa var bättre', n: 'prognoser', placebo: 'PAI med omblandade dagar', placebo_error: 'medelfel med omblandade dagar',
    rank: 'nummer', place: 'plats', lon: 'longitud', lat: 'latitud', unit: 'gatudel eller ruta', score: 'tal för rangordning',
  },
};
