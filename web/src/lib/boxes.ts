/** Black boxes over a picture, in its pixels from the upper left corner. */
export type Box = { x: number; y: number; width: number; height: number };
export type Size = { width: number; height: number };
type Point = { x: number; y: number };

/** So small that it covers nothing: a press of the mouse and not a drag. */
const SMALLEST = 8;

const between = (low: number, value: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));

/** One press of a key: about a hundredth of the picture. */
export const step = (picture: Size): number => Math.max(4, Math.round(Math.max(picture.width, picture.height) / 100));

/** The box between two corners, whichever is which; null when it is too small to be meant. */
export function spanned(from: Point, to: Point, picture: Size): Box | null {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) => Math.round(between(0, x, picture.width)));
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) => Math.round(between(0, y, picture.height)));
  const box = { x: left ?? 0, y: top ?? 0, width: (right ?? 0) - (left ?? 0), height: (bottom ?? 0) - (top ?? 0) };
  return box.width < SMALLEST || box.height < SMALLEST ? null : box;
}

/** Moved, as far as the picture goes. */
export const moved = (box: Box, dx: number, dy: number, picture: Size): Box => ({
  ...box,
  x: Math.round(between(0, box.x + dx, picture.width - box.width)),
  y: Math.round(between(0, box.y + dy, picture.height - box.height)),
});

/** Made larger or smaller at its lower right corner. */
export const resized = (box: Box, dx: number, dy: number, picture: Size): Box => ({
  ...box,
  width: Math.round(between(SMALLEST, box.width + dx, picture.width - box.x)),
  height: Math.round(between(SMALLEST, box.height + dy, picture.height - box.y)),
});

/** A new one: a fifth of the picture, in its middle. */
export function middle(picture: Size): Box {
  const [width, height] = [Math.max(SMALLEST, Math.round(picture.width / 5)), Math.max(SMALLEST, Math.round(picture.height / 5))];
  return { x: Math.round((picture.width - width) / 2), y: Math.round((picture.height - height) / 2), width, height };
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What a key makes of a box: the arrows move it, with shift they change its size; null for every other key. */
export function keyed(box: Box, key: string, shift: boolean, picture: Size): Box | null {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const [dx, dy] = arrow.map((way) => way * step(picture)) as [number, number];
  return shift ? resized(box, dx, dy, picture) : moved(box, dx, dy, picture);
}

/** Left, top, width and height in hundredths of the picture. */
export const inPercent = (box: Box, picture: Size): [number, number, number, number] =>
  [box.x / picture.width, box.y / picture.height, box.width / picture.width, box.height / picture.height].map((part) => part * 100) as [number, number, number, number];
