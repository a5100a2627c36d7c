/*
 * What AWS asks, in US dollars, us-east-1, on demand, without free tiers, as published in 2025 and noted down on 2026-11-21.
 * Prices change: read them again before you quote a figure.
 * https://aws.amazon.com/ses/pricing/ · /dynamodb/pricing/on-demand/ · /s3/pricing/ · /lambda/pricing/ · /eventbridge/pricing/ ·
 * /sqs/pricing/ · /sns/pricing/ · /cloudwatch/pricing/
 */
const MILLION = 1_000_000;

export const PRICES = {
  notedOn: '2026-11-21',
  region: 'us-east-1',
  sesReceived: 0.1 / 1000,
  /** For each complete 256 KiB of an incoming mail. */
  sesReceivedChunk: 0.09 / 1000,
  sesSent: 0.1 / 1000,
  sesSentGigabyte: 0.12,
  dynamoWriteUnit: 0.625 / MILLION,
  dynamoReadUnit: 0.125 / MILLION,
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  lambdaRequest: 0.2 / MILLION,
  lambdaGigabyteSecondArm: 0.0000133334,
  eventBridgeEvent: 1 / MILLION,
  sqsRequest: 0.4 / MILLION,
  /** Delivery to a queue is free. */
  snsRequest: 0.5 / MILLION,
  logsGigabyte: 0.5,
} as const;
