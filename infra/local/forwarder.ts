/* Hands every sent mail on by SMTP, as its recipients would get it: to a real mail server, or to another desk. */
import { createTransport, type Transporter } from 'nodemailer';
import type { Activity } from './activity.ts';
import type { SentMail } from './outbox.ts';

export class Forwarder {
  readonly #transport: Transporter;
  readonly #activity: Activity;

  /** @param target `host:port` */
  constructor(target: string, activity: Activity) {
    const [, host, port] = /^(.+):(\d+)$/.exec(target) ?? [];
    if (!host || !port) throw new Error(`DESK_FORWARD_SMTP is host:port, not ${target}`);
    this.#activity = activity;
    this.#transport = createTransport({ host, port: Number(port), pool: true, maxConnections: 2, ignoreTLS: true });
  }

  /** Sends without waiting; a recipient that the other side refuses is said and let be. */
  send(mail: SentMail, recipients: readonly string[]): void {
    if (recipients.length === 0) return;
    const end = this.#activity.begin('forward');
    this.#transport
      .sendMail({ envelope: { from: returnPath(mail), to: [...recipients] }, raw: mail.raw })
      .catch((error: unknown) => process.stderr.write(`not forwarded: ${error instanceof Error ? error.message : String(error)}\n`))
      .finally(end);
  }

  stop(): void {
    this.#transport.close();
  }
}

/** SES sends from an address of its own, so that bounces come back to it; an answering machine answers there, or to From. */
const returnPath = (mail: SentMail): string => `${mail.id}@mail.${mail.source.replace(/^.*@|>.*$/g, '')}`;
