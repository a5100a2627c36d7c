import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, type IBucket, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { INDEX, PROJECTED } from '../functions/aws/table.ts';
import { MAIL_PREFIX, SES_SETUP_NOTE } from '../functions/env.ts';
import type { DeskFunction } from './desk-function.ts';

export type TableAction =
  | 'BatchGetItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem'
  | 'BatchWriteItem';
export type MailAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'DeleteObjectVersion';
export type MailFolder = keyof typeof MAIL_PREFIX;

/** Erased mail lives on as an old version for so long; the table's recovery window is 35 days. */
const UNDELETE = Duration.days(30);

/** The class declares some members looser than its own interface, which exactOptionalPropertyTypes tells apart. */
const bucket = (scope: Construct, id: string, props: BucketProps): IBucket => new Bucket(scope, id, props) as IBucket;

/** What the desk keeps: one table, one bucket of mail, and the files of its page. */
export class Storage extends Construct {
  readonly table: Table;
  readonly mail: IBucket;
  readonly page: IBucket;

  /** @param keepData whether table and buckets outlive the stack */
  constructor(scope: Construct, id: string, { keepData }: { readonly keepData: boolean }) {
    super(scope, id);
    const removalPolicy = keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Under DynamoDB's own key: encrypted all the same, and no KMS request is billed.
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepData,
      removalPolicy,
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'ttl',
    });
    this.table.addGlobalSecondaryIndex({
      indexName: INDEX,
      partitionKey: { name: 'gpk', type: AttributeType.STRING },
      sortKey: { name: 'gsk', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...PROJECTED],
    });

    const guarded = {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy,
      autoDeleteObjects: !keepData,
    } as const;
    const log = bucket(this, 'MailLog', {
      ...guarded,
      lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.mail = bucket(this, 'Mail', {
      ...guarded,
      versioned: true,
      serverAccessLogsBucket: log,
      serverAccessLogsPrefix: 'mail/',
      lifecycleRules: [
        {
          id: 'OldVersions',
          noncurrentVersionExpiration: UNDELETE,
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { id: 'Quarantine', prefix: MAIL_PREFIX.quarantine, expiration: Duration.days(90) },
        // Read again only when somebody opens an old conversation. S3 leaves objects under 128 KiB where they are.
        ...(['rest', 'parts'] as const).map((folder) => ({
          id: `Old-${folder}`,
          prefix: MAIL_PREFIX[folder],
          transitions: [{ storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(90) }],
        })),
        // No rule for the tray but for this: whatever else lies there is a mail that is not a ticket yet.
        { id: 'SetupNote', prefix: SES_SETUP_NOTE, expiration: Duration.days(1) },
      ],
    });
    this.page = bucket(this, 'Page', { ...guarded, serverAccessLogsBucket: log, serverAccessLogsPrefix: 'page/' });
  }

  /** The table's own rows, by the actions that the function uses and no others. */
  allowTable(to: DeskFunction, ...actions: TableAction[]): void {
    to.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
  }

  /** Lists by time or queue. */
  allowIndex(to: DeskFunction): void {
    to.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${INDEX}`]);
  }

  /** Objects under some of the prefixes. */
  allowMail(to: DeskFunction, actions: readonly MailAction[], ...folders: MailFolder[]): void {
    to.allow(
      actions.map((action) => `s3:${action}`),
      folders.map((folder) => this.mail.arnForObjects(`${MAIL_PREFIX[folder]}*`)),
    );
    to.explain(
      'Objects are named by mail; the grant ends at the prefixes that this function works in',
      ...folders.map((folder) => ({ regex: `/^Resource::<.*Mail[0-9A-F]{8}\\.Arn>\\/${MAIL_PREFIX[folder].replace('/', '\\/')}\\*$/g` })),
    );
  }

  /** Reads objects that may be gone: whoever may not list gets 403, not 404, for a mail that an earlier try has moved. */
  allowReading(to: DeskFunction, ...folders: MailFolder[]): void {
    this.allowMail(to, ['GetObject'], ...folders);
    to.allow(['s3:ListBucket'], [this.mail.bucketArn]);
  }

  /** Signs links, which work as far as whoever signed them may read. */
  allowLinks(to: DeskFunction, ...folders: MailFolder[]): void {
    this.allowMail(to, ['GetObject'], ...folders);
  }

  /** Objects with all their versions: what is erased leaves nothing behind a delete marker. */
  allowErasing(to: DeskFunction): void {
    const everywhere = Object.keys(MAIL_PREFIX) as MailFolder[];
    this.allowMail(to, ['DeleteObject', 'DeleteObjectVersion'], ...everywhere);
    to.allow(['s3:ListBucketVersions'], [this.mail.bucketArn]);
  }
}
