/** A picture with black boxes that are drawn, moved and resized with the mouse, the finger, buttons or the keyboard. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../i18n/index.ts';
import { t as texts } from '../i18n/photo.ts';
import { inPercent, keyed, middle, moved, resized, spanned, step, type Box } from '../lib/boxes.ts';
import { Picture } from './Picture.tsx';

type Props = { picture: HTMLCanvasElement; label: string; boxes: Box[]; change: (boxes: Box[]) => void };
type Point = { x: number; y: number };
/** What the pointer does since it was pressed. */
type Drag = { from: Point; index: number; start: Box | null; kind: 'draw' | 'move' | 'resize' };

export function BoxEditor({ picture, label, boxes, change }: Props) {
  const t = texts.editor;
  const stage = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const drag = useRef<Drag | null>(null);
  const latest = useRef(boxes);
  latest.current = boxes;
  const [chosen, setChosen] = useState<number | null>(null);
  const [wish, setWish] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const box = chosen === null ? undefined : boxes[chosen];
  useEffect(() => {
    if (wish === null) return;
    stage.current?.querySelectorAll<HTMLElement>('.box')[wish]?.focus();
    setWish(null);
  }, [wish]);

  const put = (index: number, next: Box) => change(latest.current.map((own, i) => (i === index ? next : own)));
  const drop = (index: number) => {
    change(latest.current.filter((_, i) => i !== index));
    setChosen(null);
    setSaid(t.removed(index + 1));
    add.current?.focus();
  };
  const at = (event: PointerEvent): Point => {
    const rect = stage.current?.getBoundingClientRect();
    if (!rect || rect.width === 0) return { x: 0, y: 0 };
    return { x: ((event.clientX - rect.left) / rect.width) * picture.width, y: ((event.clientY - rect.top) / rect.height) * picture.height };
  };
  const press = (event: PointerEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const own = event.target.closest<HTMLElement>('.box');
    const index = own ? Number(own.dataset['index']) : latest.current.length;
    // A finger beside the boxes scrolls the page.
    if (!own && event.pointerType === 'touch') return;
    const kind = !own ? 'draw' : event.target.classList.contains('box-corner') ? 'resize' : 'move';
    drag.current = { from: at(event), index, start: latest.current[index] ?? null, kind };
    stage.current?.setPointerCapture(event.pointerId);
    if (own) own.focus();
    event.preventDefault();
  };
  const pull = (event: PointerEvent) => {
    const now = drag.current;
    if (!now) return;
    const to = at(event);
    if (now.kind === 'draw') {
      const next = spanned(now.from, to, picture);
      if (next) change([...latest.current.slice(0, now.index), next]);
    } else if (now.start) {
      put(now.index, (now.kind === 'move' ? moved : resized)(now.start, to.x - now.from.x, to.y - now.from.y, picture));
    }
  };
  const release = () => {
    if (drag.current && latest.current[drag.current.index]) setWish(drag.current.index);
    drag.current = null;
  };
  const key = (index: number, event: KeyboardEvent) => {
    const own = latest.current[index];
    if (!own) return;
    const next = keyed(own, event.key, event.shiftKey, picture);
    if (next) put(index, next);
    else if (event.key === 'Delete' || event.key === 'Backspace') drop(index);
    else return;
    event.preventDefault();
  };
  const by = step(picture);
  const moves: [string, (own: Box) => Box][] = [
    [t.left, (own) => moved(own, -by, 0, picture)], [t.right, (own) => moved(own, by, 0, picture)],
    [t.up, (own) => moved(own, 0, -by, picture)], [t.down, (own) => moved(own, 0, by, picture)],
    [t.wider, (own) => resized(own, by, 0, picture)], [t.narrower, (own) => resized(own, -by, 0, picture)],
    [t.taller, (own) => resized(own, 0, by, picture)], [t.shorter, (own) => resized(own, 0, -by, picture)],
  ];
  return (
    <div class="box-editor">
      <p class="help" id="box-help">{t.help}</p>
      <div class="box-stage" ref={stage} role="group" aria-label={t.stage} onPointerDown={press} onPointerMove={pull} onPointerUp={release} onPointerCancel={release}>
        <Picture of={picture} label={label} />
        {boxes.map((own, i) => {
          const [left, top, width, height] = inPercent(own, picture);
          const [l, u, w, h] = [left, top, width, height].map(Math.round) as [number, number, number, number];
          return (
            <button key={i} type="button" class="box" data-index={i} aria-label={t.box(i + 1, l, u, w, h)} aria-describedby="box-help" aria-pressed={chosen === i}
              style={{ left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }}
              onFocus={() => setChosen(i)} onKeyDown={(event) => key(i, event)}>
              <span class="box-number" aria-hidden="true">{count(i + 1)}</span>
              <span class="box-corner" aria-hidden="true" />
            </button>
          );
        })}
      </div>
      <div class="row">
        <button type="button" class="button button-outline" ref={add} onClick={() => { change([...boxes, middle(picture)]); setWish(boxes.length); setSaid(''); }}>{t.add}</button>
      </div>
      <p class="vh" role="status">{said}</p>
      {box && chosen !== null && (
        <fieldset class="box-moves">
          <legend class="label">{t.chosen(chosen + 1)}</legend>
          <div class="chips">
            {moves.map(([name, move]) => <button key={name} type="button" class="button button-outline" onClick={() => put(chosen, move(box))}>{name}</button>)}
            <button type="button" class="button button-outline" onClick={() => drop(chosen)}>{t.remove}</button>
          </div>
        </fieldset>
      )}
    </div>
  );
}
