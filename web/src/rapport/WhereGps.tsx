import { useState } from 'preact/hooks';
import { t } from '../i18n/report.ts';
import type { Spot } from './draft.ts';

/** The phone's place, asked for only on a click. */
export function WhereGps({ choose }: { choose: (spot: Spot) => void }) {
  const [said, setSaid] = useState('');
  const ask = () => {
    if (!('geolocation' in navigator)) {
      setSaid(t.where.gpsMissing);
      return;
    }
    setSaid(t.where.gpsWait);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const accuracy = Math.max(1, Math.round(coords.accuracy));
        setSaid(accuracy > 200 ? t.where.gpsCoarse(accuracy) : '');
        const round = (v: number) => Math.round(v * 1e6) / 1e6; // a decimetre; more is noise
        choose({
          geometry: { type: 'Point', coordinates: [round(coords.longitude), round(coords.latitude)] },
          accuracy_m: accuracy, source: 'gps', label: t.where.gpsLabel(accuracy),
        });
      },
      (error) => setSaid(error.code === error.PERMISSION_DENIED ? t.where.gpsDenied : t.where.gpsUnavailable),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 },
    );
  };
  return (
    <div>
      <p class="help" id="gps-help">{t.where.gpsHelp}</p>
      <button type="button" class="button" aria-describedby="gps-help" onClick={ask}>{t.where.gpsButton}</button>
      <p class="said" role="status">{said}</p>
    </div>
  );
}
