import type { ApiAnswer } from './exchange.ts';
import { fieldProblem } from './problem.ts';

/*
 * Conditional requests (RFC 9110, section 13): a version is an entity tag, and a change names the one it is based on.
 */

/** A strong entity tag of a version. */
export const etag = (version: number): string => `"${version}"`;

const TAGS = /^\s*(W\/)?"([^"]*)"\s*$/;

/**
 * Whether `If-Match` holds for this version: null when it does, a problem when not.
 * @param required without the header: 428 (RFC 6585)
 */
export function ifMatch(header: string | undefined, version: number, required: boolean): ApiAnswer | null {
  if (header === undefined) {
    return required ? fieldProblem(428, 'if-match', 'Send If-Match with the ETag of the version that you are changing.') : null;
  }
  if (header.trim() === '*') return null;
  const tags = header.split(',').map((tag) => TAGS.exec(tag));
  if (tags.some((tag) => tag === null)) return fieldProblem(400, 'if-match', 'An entity tag looks like "3", in double quotes.');
  // strong comparison: a weak tag matches nothing here
  return tags.some((tag) => tag?.[1] === undefined && tag?.[2] === String(version))
    ? null
    : fieldProblem(412, 'if-match', `It is at version ${version} by now; read it again.`);
}

/** The newest version that `If-Match` names; null when it names none of ours. */
export const versionIn = (header: string | undefined): number | null => {
  const versions = (header ?? '').split(',').map((tag) => Number(/^[0-9]{1,9}$/.exec(TAGS.exec(tag)?.[2] ?? '')?.[0] ?? Number.NaN));
  const known = versions.filter((version) => !Number.isNaN(version));
  return known.length === 0 ? null : Math.max(...known);
};

/** Whether `If-None-Match` names this version, so that 304 says all there is to say. Weak comparison. */
export const ifNoneMatch = (header: string | undefined, version: number): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((tag) => TAGS.exec(tag)?.[2] === String(version)));
