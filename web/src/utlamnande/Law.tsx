import { t } from '../i18n/disclosure.ts';

type LawProps = { id: string; label: string; law: string; bad: boolean; given: boolean; change: (law: string) => void };

/** The law of one mask. `given`: the page filled it in, and says so. */
export function Law({ id, label, law, bad, given, change }: LawProps) {
  return (
    <div class="field disclosure-law">
      <label class="label" for={id}>{label}</label>
      {given && <p class="help" id={`g-${id}`}>{t.mask.given}</p>}
      <input class="input" id={id} list="laws" maxLength={80} autocomplete="off" value={law} aria-describedby={given ? `g-${id}` : undefined} aria-invalid={bad && law.trim() === ''} onInput={(e) => change(e.currentTarget.value)} />
    </div>
  );
}

/** What stands by law before somebody stands for it. */
export function Used({ laws }: { laws: Map<string, number> }) {
  if (laws.size === 0) return <p class="disclosure-laws">{t.mask.noLaws}</p>;
  return <p class="disclosure-laws"><strong>{t.mask.lawsUsed}</strong> {[...laws].map(([law, n]) => t.mask.byLaw(law || t.mask.noLaw, n)).join(', ')}.</p>;
}
