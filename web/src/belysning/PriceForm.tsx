import { useEffect, useState } from 'preact/hooks';
import { date, lang } from '../i18n/index.ts';
import { t } from '../i18n/lighting.ts';
import { ApiError, putUnitPrices, unitPrices } from '../lib/api.ts';
import { FieldError } from '../ui/parts.tsx';
import type { KeptPrices, Prices } from './types.ts';

const NAMES = ['lamp_repair', 'new_lamp', 'trim_per_m'] as const;
type Name = (typeof NAMES)[number];
type Written = Record<Name, string>;

const written = (prices: Prices): Written =>
  Object.fromEntries(NAMES.map((name) => [name, prices[name] === null ? '' : String(prices[name])])) as Written;

/** What the municipality pays. `saved` is told when it has changed, so that costs are worked out anew. */
export function PriceForm({ token, saved }: { token: string; saved: () => void }) {
  const [kept, setKept] = useState<KeptPrices | null>(null);
  const [texts, setTexts] = useState<Written>({ lamp_repair: '', new_lamp: '', trim_per_m: '' });
  const [said, setSaid] = useState('');
  const [flaws, setFlaws] = useState<Partial<Record<Name, string>>>({});
  const take = (prices: KeptPrices) => {
    setKept(prices);
    setTexts(written(prices));
  };
  useEffect(() => {
    const unwanted = new AbortController();
    unitPrices<KeptPrices>(token, unwanted.signal).then(take, () => undefined);
    return () => unwanted.abort();
  }, [token]);
  const save = async (event: Event) => {
    event.preventDefault();
    const number = (text: string) => (text.trim() === '' ? null : Number(text.replace(/[\s\u00a0]/g, '')));
    // What is no number is sent as 0, which the server refuses with its own words.
    const whole = (text: string) => { const n = number(text); return n === null || Number.isInteger(n) ? n : 0; };
    setFlaws({});
    setSaid('');
    try {
      take(await putUnitPrices<KeptPrices>(Object.fromEntries(NAMES.map((name) => [name, whole(texts[name])])), token));
      setSaid(t.pricesSaved);
      saved();
    } catch (error) {
      const own = error instanceof ApiError ? error.flaws : [];
      setFlaws(Object.fromEntries(own.map((flaw) => [flaw.pointer.slice(1), lang === 'en' ? flaw.detail_en : flaw.detail_sv])));
      setSaid(t.pricesFailed);
    }
  };
  return (
    <form class="light-prices" onSubmit={save} noValidate>
      <p class="help">{t.pricesHelp} {kept && (kept.changed_at ? t.pricesChanged(date(kept.changed_at)) : t.pricesNone)}</p>
      <div class="pair">
        {NAMES.map((name) => (
          <div class="field" key={name}>
            <label class="label" for={`price-${name}`}>{t.price[name]}</label>
            <input class="input" id={`price-${name}`} inputMode="numeric" autoComplete="off" value={texts[name]} aria-invalid={flaws[name] !== undefined}
              aria-describedby={`price-${name}-flaw`} onInput={(e) => setTexts({ ...texts, [name]: e.currentTarget.value })} />
            <FieldError id={`price-${name}-flaw`} text={flaws[name]} />
          </div>
        ))}
      </div>
      <button type="submit" class="button button-outline">{t.pricesSave}</button>
      <p class="said" role="status">{said}</p>
    </form>
  );
}
