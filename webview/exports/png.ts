/** From an SVG file to the pixels of a PNG, drawn by the browser. */

/** A canvas is no longer or wider than this in any browser, and has no more pixels. */
const LONGEST_SIDE = 16_384;
const MOST_PIXELS = 2 ** 28;

/** The largest factor, at most `wanted`, by which a picture of this size can be drawn. */
export function possibleScale(width: number, height: number, wanted: number): number {
  return Math.min(wanted, LONGEST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
}

/**
 * The picture at `scale` pixels to each of its own, or at fewer where it would be too large. Rejects when the browser
 * cannot draw it.
 */
export async function pngOf(svg: string, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const factor = possibleScale(width, height, scale);
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(width * factor);
    canvas.height = Math.floor(height * factor);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error('The picture is too large for a PNG.')),
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
