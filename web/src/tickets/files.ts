/*
 * Files to go with an answer, as the API takes them.
 */

export type Upload = { readonly filename: string; readonly mimeType: string; readonly content: string };
export type Chosen = { readonly name: string; readonly bytes: number; readonly upload: Upload };

/** What the API takes together in one answer. */
export const FILES_BYTES = 4 * 1024 * 1024;
export const FILES = 10;
const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;

export const fits = (files: readonly { readonly bytes: number }[]): boolean =>
  files.length <= FILES && files.reduce((sum, { bytes }) => sum + bytes, 0) <= FILES_BYTES;

export async function chosen(file: File): Promise<Chosen> {
  return {
    name: file.name,
    bytes: file.size,
    upload: {
      filename: file.name.slice(-200) || 'file',
      mimeType: MEDIA_TYPE.test(file.type) ? file.type : 'application/octet-stream',
      content: await base64(file),
    },
  };
}

const base64 = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('not readable'));
    reader.readAsDataURL(file);
  });
