/*
 * A drawing as a PNG, with its title: what is on the screen, on the page's own ground.
 */

const SCALE = 2;
const MARGIN = 16;
const TITLE = 34;

/** Lets the browser keep a file. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @returns null when there is nothing drawn, or the browser cannot */
export async function pictureOf(element: HTMLElement, title: string): Promise<Blob | null> {
  const parts = [...element.querySelectorAll<HTMLCanvasElement | SVGSVGElement>('canvas, svg.chart')];
  if (parts.length === 0) return null;
  const around = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const canvas = document.createElement('canvas');
  canvas.width = (around.width + 2 * MARGIN) * SCALE;
  canvas.height = (around.height + TITLE + 2 * MARGIN) * SCALE;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = getComputedStyle(element.closest('.panel') ?? element).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = style.color;
  pen.font = `600 16px ${style.fontFamily}`;
  pen.fillText(title, MARGIN, MARGIN + 16, around.width);
  for (const part of parts) {
    const { left, top, width, height } = part.getBoundingClientRect();
    const image = part instanceof HTMLCanvasElement ? part : await drawn(part);
    pen.drawImage(image, MARGIN + left - around.left, MARGIN + TITLE + top - around.top, width, height);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

const CARRIED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
];

/** An SVG apart from its page has no style sheet: what it shows is written into it first. */
async function drawn(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [place, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const property of CARRIED) copies[place]?.setAttribute(property, style.getPropertyValue(property));
  }
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  return image;
}
