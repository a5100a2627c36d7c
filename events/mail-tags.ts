/** The message tags that every mail of the desk is sent with, so that whatever SES reports names it. */
export const MAIL_TAGS = { mail: 'mail', stream: 'stream' } as const;
