/** What whoever told a report reads of it, in both languages: the server's own sentences (`report/desk.rs`, `http/follow_up.rs`). */
type Both = { sv: string; en: string };

export const READ = {
  accepted: {
    sv: 'Rapporten är läst och räknas. På den öppna kartan syns den först när den döljs bland andra.',
    en: 'The report has been read and counts. The public map shows it only when it is hidden among others.',
  },
  published: {
    sv: 'Rapporten är mottagen och räknas i en ruta på den öppna kartan, tillsammans med andra.',
    en: 'The report has been received and is counted in a square of the public map, together with others.',
  },
  rejected: {
    not_about_safety: {
      sv: 'Rapporten räknas inte här, för den handlar om något annat än trygghet och trafik. Vänd dig till kommunens kontaktcenter.',
      en: "The report does not count here, because it is about something else than safety and traffic. Turn to the municipality's contact centre.",
    },
    about_a_person: {
      sv: 'Rapporten räknas inte, för den pekar ut en person. Här samlas platser. Har du sett ett brott: ring 114 14.',
      en: 'The report does not count, because it points out a person. Places are gathered here. If you saw a crime: call 114 14.',
    },
    sent_twice: { sv: 'Samma rapport kom två gånger. Den första räknas.', en: 'The same report came twice. The first one counts.' },
    not_understood: {
      sv: 'Vi kunde inte förstå vilken plats eller vad det gäller. Berätta gärna igen, med plats.',
      en: 'We could not understand which place or what it is about. Please tell again, with a place.',
    },
    trial: { sv: 'Rapporten var ett prov och räknas inte.', en: 'The report was a trial and does not count.' },
  },
};

export const handed = (owner: Both): Both => ({ sv: `Den är lämnad till: ${owner.sv}.`, en: `It was handed to: ${owner.en}.` });
