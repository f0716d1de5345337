import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/disclosure.ts';
import * as ask from '../lib/disclosures.ts';
import { pixels } from '../lib/picture.ts';
import { Picture } from '../ui/Picture.tsx';

/** The photos as they would be handed out, beside the choice. */
export function Shots({ id, number, photos, token }: { id: string; number: number; photos: string[]; token: string }) {
  return <ul class="plain-list disclosure-shots">{photos.map((own, i) => <Shot key={own} label={t.mask.photo(i + 1, photos.length)} load={() => ask.photo(id, number, own, token)} />)}</ul>;
}

function Shot({ label, load }: { label: string; load: () => Promise<Blob> }) {
  const [seen, setSeen] = useState<HTMLCanvasElement | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    load().then(pixels).then((own) => { if (!left) setSeen(own); }, () => { if (!left) setFailed(true); });
    return () => { left = true; };
  }, []);
  return <li>{seen ? <Picture of={seen} label={label} /> : <p role="status">{failed ? t.mask.photoFailed : t.mask.photoWait}</p>}</li>;
}
