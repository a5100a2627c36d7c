/* The arrows of the house: who may import whom. */
const deny = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    deny('events-know-nothing', 'events import nothing of ours', { path: '^events/' }, { path: '^(desk|functions|infra|test)/' }),
    deny('rules-know-events', 'desk imports only events', { path: '^desk/' }, { path: '^(functions|infra|test)/' }),
    deny(
      'rules-are-pure',
      'no SDK, no I/O in the rules',
      { path: '^(desk|events)/' },
      {
        path: '@aws-sdk|@middy|aws-cdk-lib|^(node:)?(fs|net|http|https|child_process|os|process|timers|worker_threads|dgram|dns|tls)(/promises)?$',
      },
    ),
    deny(
      'adapters-know-rules',
      'functions/aws imports desk, events and the SDK',
      { path: '^functions/aws/' },
      {
        path: '^(functions/[^/]+\\.ts|infra|test)',
        pathNot: '^functions/env\\.ts$',
      },
    ),
    deny('sdk-behind-adapters', 'only functions/aws touches the SDK', { path: '^functions/[^/]+\\.ts$' }, { path: '@aws-sdk' }),
    deny(
      'middy-in-the-shell',
      'only the shell imports middy',
      { path: '^functions/', pathNot: '^functions/shell\\.ts$' },
      { path: '@middy' },
    ),
    deny(
      'no-function-from-function',
      'a function never imports a function',
      { path: '^functions/[^/]+\\.ts$' },
      {
        path: '^functions/[^/]+\\.ts$',
        pathNot: '^functions/(shell|env)\\.ts$',
      },
    ),
    deny(
      'infra-knows-names',
      'the stack imports events, and names of keys and environment',
      { path: '^infra/(?!local/)' },
      {
        path: '^(desk|functions|test)/',
        pathNot: '^functions/(env|aws/table)\\.ts$',
      },
    ),
    deny(
      'page-knows-the-api-alone',
      'the page knows the desk by its API',
      { path: '^web/src/' },
      { path: '^(desk|events|functions|infra|test)/' },
    ),
    deny('nothing-from-page', 'nothing imports the page', { path: '^(desk|events|functions)/' }, { path: '^web/' }),
    deny('nothing-from-test', 'nothing imports tests', { path: '^(desk|events|functions|infra|web)/' }, { path: '^test/' }),
    deny('no-cycles', 'no cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    deny('no-orphans-unresolved', 'every import resolves', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|\\.desk|web/dist)' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
