import { useEffect, useState } from 'preact/hooks';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/lately.ts';
import { t as ts } from '../i18n/spots.ts';
import type { Alarms } from '../lib/types.ts';
import { alarmText, howText, latelyQuery, news, noneText } from './lately.ts';
import type { SpotFilter } from './url.ts';
import { useAnalysis } from '../lib/useWorking.ts';
import { inLang } from './words.ts';

type Props = {
  filter: SpotFilter; token: string;
  /** Changes when the places have come, or have failed to: only then is this asked for. */
  settled: unknown;
  /** The day of the latest report among the places. */
  last: string | null;
  mapLink: (at: [number, number]) => string;
};

/** What has begun lately: asked for after the places, so that it never keeps them waiting. */
export function Lately({ filter, token, settled, last, mapLink }: Props) {
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    if (settled) setAsked(latelyQuery(filter));
  }, [settled]);
  const { data, error, loading, stopped, stop, again } = useAnalysis<Alarms>('alarms', asked ?? '', asked === null ? null : token);
  if (asked === null) return null;
  const found = data ? news(data) : [];
  return (
    <section class="card lately" aria-labelledby="lately-h">
      <h2 id="lately-h">{t.heading}</h2>
      {data && data.waves.length > 0 && (
        <div class="notice" role="status">
          {data.waves.map((wave) => <p key={wave.group}>{inLang(wave)}</p>)}
          <p class="quiet">{t.waveMeans}</p>
        </div>
      )}
      <div role="status">
        {loading && <p class="quiet">{t.working}</p>}
        {!loading && stopped && <p>{t.stopped}</p>}
        {!loading && error && <p>{t.failed}</p>}
        {!loading && data && found.length === 0 && <p><strong>{t.none}</strong> <span class="quiet">{noneText(data, last)}</span></p>}
        {!loading && data && found.length > 0 && (
          <ul>
            {found.map((f) => (
              <li key={f.properties.rank}>
                {alarmText(f.properties, filter.to !== '')}{' '}
                <a href={mapLink(f.geometry.coordinates)}>{ts.reportsHere}<span class="vh">: {f.properties.name ? inLang(f.properties.name) : t.place}</span></a>
              </li>
            ))}
          </ul>
        )}
      </div>
      {loading && <button type="button" class="link-button" onClick={stop}>{ts.stop}</button>}
      {!loading && (stopped || error) && <button type="button" class="link-button" onClick={again}>{common.retry}</button>}
      {!loading && found.length > 0 && <p class="quiet">{t.compared}</p>}
      {!loading && data && data.warnings.length > 0 && <p class="quiet">{data.warnings.map(inLang).join(' ')}</p>}
      {!loading && data && (
        <details>
          <summary>{t.how}</summary>
          <p>{inLang(data.method)} {howText(data)}</p>
          <p class="quiet" lang="en">{data.method.references.join('; ')}</p>
        </details>
      )}
    </section>
  );
}
