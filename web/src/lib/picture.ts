/**
 * A photo is read and written anew here: only its pixels are sent, so that where, when and with what it was taken never
 * leaves the phone. The server does the same once more, for those who send without this page.
 */
import type { Box } from './boxes.ts';

/** As much as the server keeps. */
const LONG_SIDE = 2048;

function drawn(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('canvas');
  // What is transparent lies on white, as it does on the server.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** The pixels of a file, the right way up. Fails where the browser cannot read it (HEIC outside Safari). */
export async function pixels(file: Blob, longest = LONG_SIDE): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    return drawn(bitmap, Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  } finally {
    bitmap.close();
  }
}

/** A JPEG of the pixels, with the boxes black in them. */
export function jpeg(picture: HTMLCanvasElement, boxes: Box[]): Promise<Blob> {
  const canvas = drawn(picture, picture.width, picture.height);
  const context = canvas.getContext('2d');
  if (context) context.fillStyle = '#000';
  for (const box of boxes) context?.fillRect(box.x, box.y, box.width, box.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('canvas'))), 'image/jpeg', 0.85);
  });
}
