import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type IAspect, Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { cleanUp, desk, folder, GIVEN, type Properties } from './desk.ts';

afterAll(cleanUp);

/** Runs the app as `cdk synth` does, in a process of its own. */
function synth(context: Properties): { code: number | null; said: string; outdir: string } {
  const outdir = folder();
  const ran = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env.PATH, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    encoding: 'utf8',
  });
  return { code: ran.status, said: ran.stderr, outdir };
}

/** Rows of cdk-nag's report: rule, resource, compliance, reason. */
const nagReport = (outdir: string): string[][] =>
  readFileSync(join(outdir, 'AwsSolutions--deskpulse-main-NagReport.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('","').map((cell) => cell.replace(/^"|"$/g, '')));

describe('the app', () => {
  test('synthesizes the desk of the context, and AwsSolutions and the schemas of CloudFormation find nothing unexplained', () => {
    const { code, said, outdir } = synth(GIVEN);
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const report = nagReport(outdir);
    expect(report.filter((row) => row[2] !== 'Compliant' && row[2] !== 'Suppressed')).toEqual([]);
    expect(report.filter((row) => row[2] === 'Compliant').length).toBeGreaterThan(50);
    // A reason that says something takes a sentence.
    for (const row of report.filter((one) => one[2] === 'Suppressed')) expect((row[3] ?? '').split(' ').length).toBeGreaterThan(5);
  }, 120_000);

  test('says in words what the context lacks, without a stack', () => {
    const { code, said } = synth({ timeZone: 'Europe/Nowhere' });
    expect(code).toBe(1);
    expect(said).toMatch(/^The desk is not described well enough to build:\n {2}domain: missing.*\n {2}timeZone: "Europe\/Nowhere" /);
    expect(said).not.toMatch(/\n\s+at /);
  });

  test('would stop a careless change', () => {
    const careless: IAspect = {
      visit: (node) => {
        if (node instanceof Stack && !node.node.tryFindChild('Careless')) new Bucket(node, 'Careless');
      },
    };
    // The schemas have had their turn above, and take long to load.
    process.env.CDK_VALIDATION = 'false';
    expect(() => desk({}, [careless, new AwsSolutionsChecks()])).toThrow(/AwsSolutions-S1: The S3 Bucket has server access logs disabled/);
  });
});
