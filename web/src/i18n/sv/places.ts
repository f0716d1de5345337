export const sv = {
  helpList: 'Välj i listan eller skriv för att söka. En korsning skriver du som Storgatan/Esplanaden.',
  help: 'En gata, en korsning (Storgatan/Esplanaden), en känd plats eller koordinater.',
  found: (n: number) => (n === 0 ? 'Ingen plats hittades.' : n === 1 ? '1 plats i listan.' : `${n} platser i listan.`),
  nothing: 'Ingen plats hittades. Prova en del av namnet, eller ange platsen på ett annat sätt.',
  failed: 'Platserna kunde inte hämtas just nu. Ange platsen på ett annat sätt eller försök igen.',
  usePosition: 'Använd positionen',
  around: 'Det du skrev är en position. Använd den, eller välj en plats i närheten.',
  noNumbers: 'Husnummer finns inte med: gatan visas i stället.',
  away: (m: number) => (m < 1000 ? `${m} m bort` : `${Math.round(m / 100) / 10} km bort`.replace('.', ',')),
};
