import { t } from '../i18n/report.ts';

/** Always first: a report here reaches nobody tonight. */
export function Gate() {
  const g = t.gate;
  return (
    <section class="gate" aria-labelledby="gate-h">
      <h2 id="gate-h">{g.heading}</h2>
      <div class="gate-rows">
        <div class="gate-row">
          <p><strong>{g.now}</strong><br />{g.nowFor}</p>
          <a class="button button-danger" href="tel:112">{g.call112}</a>
        </div>
        <div class="gate-row">
          <p><strong>{g.police}</strong><br />{g.policeFor} <a href="https://polisen.se/">{g.policeSite}</a></p>
          <a class="button button-outline" href="tel:11414">{g.call11414}</a>
        </div>
      </div>
      <p class="gate-else">{g.otherwise}</p>
    </section>
  );
}
