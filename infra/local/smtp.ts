/* The desk's front door: SMTP by smtp-server, answered the way SES answers. */
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Activity } from './activity.ts';
import type { Inbound } from './inbound.ts';

/** SES takes mails of up to 40 MB, and 500 recipients a mail: https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const LIMIT = 40 * 2 ** 20;
const RECIPIENTS = 500;

export class MailServer {
  readonly #server: SMTPServer;
  #received = 0;

  constructor(inbound: Inbound, activity: Activity) {
    this.#server = new SMTPServer({
      name: 'inbound-smtp.local',
      banner: 'Deskpulse',
      authOptional: true,
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      size: LIMIT,
      hidePIPELINING: false,
      socketTimeout: 10 * 60_000,
      closeTimeout: 500,
      logger: false,
      onRcptTo: (address, session, callback) => {
        if (session.envelope.rcptTo.length >= RECIPIENTS) callback(answer(452, '4.5.3 Too many recipients'));
        else if (!inbound.receives(address.address)) callback(answer(550, '5.1.1 Requested action not taken: mailbox unavailable'));
        else callback();
      },
      onData: (stream, session, callback) => {
        const end = activity.begin('smtp');
        receive(stream)
          .then((raw) => {
            if (raw === null) return callback(answer(552, '5.3.4 Message size exceeds fixed limit'));
            this.#received += 1;
            const id = inbound.take(raw, envelopeOf(session));
            callback(null, `OK ${id}`);
          })
          // Nothing was stored: the sender keeps the mail and comes again.
          .catch(() => callback(answer(451, '4.3.0 Temporary failure, try again later')))
          .finally(end);
      },
    });
    this.#server.on('error', () => undefined);
  }

  /** How many mails were taken since start. */
  get received(): number {
    return this.#received;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  get port(): number {
    const address = this.#server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mail server is not open');
    return address.port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** The whole message, or null when it was too large (and was read to its end all the same). */
async function receive(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return stream.sizeExceeded ? null : Buffer.concat(chunks);
}

const envelopeOf = (session: SMTPServerSession) => ({
  from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
  to: session.envelope.rcptTo.map(({ address }) => address),
  helo: session.hostNameAppearsAs || 'unknown',
  tls: session.secure,
});

const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
