import { t as common } from '../i18n/common.ts';
import { t as ts } from '../i18n/spots.ts';
import { t } from '../i18n/others.ts';
import type { Working } from '../lib/useWorking.ts';

/** How far a smaller calculation of the page has come, in a line. */
export function Answering({ loading, error, stopped, stop, again }: Working<unknown>) {
  return (
    <>
      <div role="status">
        {loading && <p class="quiet">{t.working}</p>}
        {!loading && stopped && <p>{ts.stopped}</p>}
        {!loading && error && <p>{t.failed}</p>}
      </div>
      {loading && <button type="button" class="link-button" onClick={stop}>{ts.stop}</button>}
      {!loading && (stopped || error) && <button type="button" class="link-button" onClick={again}>{common.retry}</button>}
    </>
  );
}
