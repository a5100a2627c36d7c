import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  type ResponseCustomHeader,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Annotations, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { NagSuppressions } from 'cdk-nag/lib/nag-suppressions.js';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Identity } from './identity.ts';
import { placeFiles } from './page-files.ts';

/** The API under the page's origin, so that no other site's page may call it. */
const API_PREFIX = '/api';
/** What the API serves under its own paths: customers' survey pages, and the calls of shops. */
const AS_IT_IS = ['/s/*', '/orders/*'];
/** CloudFront's own little JavaScript: https://docs.aws.amazon.com/AWSCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html */
const STRIP = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice(${API_PREFIX.length}) || '/';
  return request;
}
`;

export type PageProps = {
  readonly api: Api;
  readonly identity: Identity;
  readonly bucket: IBucket;
  /** The built page. */
  readonly folder: string;
};

/** The page where managers and agents look, and the API under the same origin. */
export class Page extends Construct {
  /** Without a slash at the end. */
  readonly url: string;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { api, identity, bucket, folder }: PageProps) {
    super(scope, id);
    const { region, urlSuffix, stackName } = Stack.of(this);
    const toApi: BehaviorOptions = {
      origin: new HttpOrigin(`${api.http.apiId}.execute-api.${region}.${urlSuffix}`),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // With the token; without the host, by which API Gateway knows its API.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.answerHeaders(),
      compress: true,
    };
    const strip = new EdgeFunction(this, 'Strip', {
      functionName: this.named('strip'),
      comment: `Takes ${API_PREFIX} off: the API does not know that it is below the page`,
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(STRIP),
    });
    const access = new S3OriginAccessControl(this, 'Access', { originAccessControlName: this.named('page') });
    this.distribution = new Distribution(this, 'Edge', {
      comment: stackName,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        // Who may list is told "not found" for what is not there, not "forbidden".
        origin: S3BucketOrigin.withOriginAccessControl(bucket, {
          originAccessControl: access,
          originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: this.pageHeaders(identity),
        compress: true,
      },
      additionalBehaviors: {
        [`${API_PREFIX}/*`]: { ...toApi, functionAssociations: [{ function: strip, eventType: FunctionEventType.VIEWER_REQUEST }] },
        ...Object.fromEntries(AS_IT_IS.map((path) => [path, toApi])),
      },
    });
    NagSuppressions.addResourceSuppressions(this.distribution, [
      { id: 'AwsSolutions-CFR1', reason: 'Agents travel, and customers answer surveys from wherever they live' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'A web ACL bills every month; files are static, and the API checks tokens and throttles by itself',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason: "CloudFront would log paths, which name customers and hold surveys' links; the API's own log does not",
      },
      {
        id: 'AwsSolutions-CFR4',
        reason: "The page has CloudFront's own name and certificate, and with those CloudFront sets the floor of TLS",
      },
    ]);
    Annotations.of(this.distribution).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'The root is index.html, and no query reaches the bucket',
    );
    this.url = `https://${this.distribution.distributionDomainName}`;
    identity.welcome(`${this.url}/`);
    placeFiles(this, { bucket, folder, identity, apiBase: API_PREFIX });
    new CfnOutput(this, 'Url', { description: 'The page for managers and agents', value: `${this.url}/` }).overrideLogicalId('PageUrl');
  }

  /** Nothing but the page's own files, the API, and where its tokens come from. */
  private pageHeaders({ pool, pages }: Identity): ResponseHeadersPolicy {
    const csp = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      `connect-src 'self' ${pool.userPoolProviderUrl}/ ${pages.baseUrl()}/`,
      // A mail is shown in a frame without scripts and without an origin.
      "frame-src 'self' blob:",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
    return new ResponseHeadersPolicy(this, 'PageHeaders', {
      responseHeadersPolicyName: this.named('page'),
      comment: 'What a browser may do with the page',
      securityHeadersBehavior: {
        ...this.transport(true),
        contentSecurityPolicy: { contentSecurityPolicy: csp, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          header('permissions-policy', 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()'),
          header('cross-origin-opener-policy', 'same-origin'),
          header('cross-origin-resource-policy', 'same-origin'),
        ],
      },
    });
  }

  /** What the API says about its own answers goes before this: a survey's page is a page. */
  private answerHeaders(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'AnswerHeaders', {
      responseHeadersPolicyName: this.named('answer'),
      comment: 'What a browser may do with an answer of the API',
      securityHeadersBehavior: {
        ...this.transport(false),
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: false },
      },
    });
  }

  /** CloudFront has one list of names for all regions of an account. */
  private named(name: string): string {
    const { stackName, region } = Stack.of(this);
    return `${stackName}-${region}-${name}`;
  }

  private transport(override: boolean) {
    return {
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override },
      // CloudFront overrides with this one always.
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
    };
  }
}

const header = (name: string, value: string): ResponseCustomHeader => ({ header: name, value, override: true });
