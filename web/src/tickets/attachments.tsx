import { useState } from 'preact/hooks';
import { given, Refused } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { Failure } from '../parts/problem.tsx';

type Given = { readonly ticket: string; readonly message: Schemas['Message'] };

/** Follows a signed link, which says by itself that it is a download. */
function follow(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.rel = 'noopener noreferrer';
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Asks for a link when somebody wants it: it is good for a minute. */
function useDownload(): { readonly error: Refused | undefined; readonly fetchLink: (ask: () => Promise<{ url: string }>) => void } {
  const [error, setError] = useState<Refused | undefined>(undefined);
  return {
    error,
    fetchLink: (ask) => {
      setError(undefined);
      ask().then(
        ({ url }) => follow(url),
        (cause: unknown) => setError(cause instanceof Refused ? cause : new Refused(0, String(cause))),
      );
    },
  };
}

export function Attachments({ ticket, message }: Given) {
  const { api, words, format } = useDesk();
  const { error, fetchLink } = useDownload();
  if (message.attachments.length === 0) return null;
  return (
    <>
      <ul class="attachments" aria-label={words.tickets.attachments}>
        {message.attachments.map(({ n, filename, bytes }) => (
          <li key={n}>
            <button
              type="button"
              title={words.tickets.download(filename)}
              onClick={() =>
                fetchLink(() =>
                  given(
                    api.GET('/tickets/{id}/messages/{messageId}/attachments/{n}', {
                      params: { path: { id: ticket, messageId: message.id, n: String(n) } },
                    }),
                  ),
                )
              }
            >
              <bdi>{filename}</bdi> <bdi class="fine">{sizeOf(bytes, format.locale)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {error && <Failure words={words} error={error} />}
    </>
  );
}

/** The mail as it came, for whoever wants to look behind. */
export function RawMail({ ticket, message }: Given) {
  const { api, words } = useDesk();
  const { error, fetchLink } = useDownload();
  if (message.raw === null) return null;
  const path = { id: ticket, messageId: message.id };
  return (
    <>
      <button
        type="button"
        class="quiet"
        onClick={() => fetchLink(() => given(api.GET('/tickets/{id}/messages/{messageId}/raw', { params: { path } })))}
      >
        {words.tickets.raw}
      </button>
      {error && <Failure words={words} error={error} />}
    </>
  );
}

/** Bytes as people say them. */
export function sizeOf(bytes: number, locale: string): string {
  const [size, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: size < 10 ? 1 : 0 }).format(
    size,
  );
}
