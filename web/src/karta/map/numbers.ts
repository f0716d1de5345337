import type { Map } from 'maplibre-gl';
import { apart } from '../../lib/apart.ts';

/** Pixels from number to number. */
const ROOM = 31;

export type Mark = { at: [number, number]; text: string; kind?: string };

/**
 * Numbers over the canvas: each where its place is, or as near as its neighbours let it, since from afar they would hide
 * one another. The list beside the map says the same to those who do not see them.
 */
export class Numbers {
  readonly #map: Map;
  readonly #layer = document.createElement('div');
  #marks: Mark[] = [];
  #at: { x: number; y: number }[] = [];
  #chosen: number | null = null;

  constructor(map: Map) {
    this.#map = map;
    this.#layer.className = 'map-numbers';
    this.#layer.setAttribute('aria-hidden', 'true');
    map.getCanvasContainer().append(this.#layer);
    for (const event of ['move', 'resize'] as const) map.on(event, () => this.#place());
  }

  set(marks: Mark[]): void {
    this.#marks = marks;
    this.#chosen = null;
    this.#layer.replaceChildren(...marks.map(({ text, kind = '' }) => {
      const mark = document.createElement('span');
      mark.className = `spot-number ${kind}`;
      mark.textContent = text;
      return mark;
    }));
    this.#place();
  }

  /** Which of the marks lies under a point of the screen. */
  under(point: { x: number; y: number }): number | null {
    const found = this.#at.findIndex((at) => Math.hypot(at.x - point.x, at.y - point.y) < ROOM / 2);
    return found < 0 ? null : found;
  }

  choose(mark: number | null): void {
    if (this.#chosen !== null) this.#layer.children[this.#chosen]?.classList.remove('is-chosen');
    this.#chosen = mark;
    if (mark !== null) this.#layer.children[mark]?.classList.add('is-chosen');
  }

  #place(): void {
    this.#at = apart(this.#marks.map(({ at }) => this.#map.project(at)), ROOM);
    for (const [i, mark] of [...this.#layer.children].entries()) {
      const at = this.#at[i];
      if (at && mark instanceof HTMLElement) mark.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`;
    }
  }
}
