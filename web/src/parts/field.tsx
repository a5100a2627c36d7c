import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Refused } from '../api/client.ts';

/** What the API said of this field, and of what lies in it: `calendars[0].days` for `calendars`. */
export const whyOf = (error: Refused | undefined, field: string): string | undefined =>
  error?.errors.find((one) => one.field === field)?.why;

type Given = {
  readonly label: string;
  readonly hint?: string;
  /** Why it was refused, in the API's own words. */
  readonly why?: string | undefined;
  /** The control, given the ids that tie label, hint and reason to it. */
  readonly children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ComponentChildren;
};

/** A control with its label above and what is wrong with it below. */
export function Field({ label, hint, why, children }: Given) {
  const id = useId();
  const about = [hint && `${id}-hint`, why && `${id}-why`].filter(Boolean).join(' ');
  return (
    <div class={why ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, ...(about ? { 'aria-describedby': about } : {}), ...(why ? { 'aria-invalid': true } : {}) })}
      {hint && (
        <p class="fine" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {why && (
        <p class="why" id={`${id}-why`}>
          {why}
        </p>
      )}
    </div>
  );
}
