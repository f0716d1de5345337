/** Hands the visitor a file that was made in the page. */
export function save(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** With a mark at the start, without which a spreadsheet takes å, ä and ö for something else. */
export const saveCsv = (name: string, csv: string): void => save(`${name}.csv`, 'text/csv;charset=utf-8', `\uFEFF${csv}`);

/** The picture in points, three to each of the drawing's. */
export async function pngOf(svg: string, scale = 3): Promise<Blob> {
  const image = new Image();
  // A data: address: the policy of the pages lets no blob: be an image.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('no canvas');
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}
