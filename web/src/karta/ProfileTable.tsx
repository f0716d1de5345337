import { count } from '../i18n/index.ts';
import { t as common } from '../i18n/common.ts';
import { t } from '../i18n/map.ts';
import type { Profile } from '../lib/types.ts';

const HOURS = Array.from({ length: 24 }, (_, h) => h);
/** Shares of spans and stretches make parts of reports; from ten on the decimal says nothing. */
const tidy = (n: number) => count(n < 10 ? Math.round(n * 10) / 10 : Math.round(n));

/** Hour × weekday as a real table; the tint only helps, the number says it. */
export function ProfileTable({ profile }: { profile: Profile }) {
  const most = Math.max(1e-9, ...profile.rows.flatMap((r) => r.hours));
  const level = (n: number) => (n <= 0 ? 0 : Math.min(4, Math.ceil((n / most) * 4)));
  return (
    <>
      <div class="table-scroll" role="region" aria-label={t.profileCaption} tabIndex={0}>
        <table class="profile">
          <caption>{t.profileCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              {HOURS.map((h) => <th scope="col" key={h}><span aria-hidden="true">{String(h).padStart(2, '0')}</span><span class="vh">{t.hourLabel(h)}</span></th>)}
              <th scope="col">{t.sum}</th>
            </tr>
          </thead>
          <tbody>
            {profile.rows.map((row) => (
              <tr key={row.weekday}>
                <th scope="row"><abbr title={common.weekdays[row.weekday]}>{common.weekdaysShort[row.weekday]}</abbr></th>
                {row.hours.map((n, h) => <td key={h} data-level={level(n)}>{tidy(n)}</td>)}
                <td class="strong">{tidy(row.hours.reduce((a, b) => a + b, 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="help">{t.profileUnknown(tidy(profile.unknown_hour))}</p>
    </>
  );
}
