/*
 * The process in which the desk's functions run, apart from the emulators, so that what they cost can be told from what
 * the emulators cost. It opens and closes their environments; what they are asked goes to them directly.
 */
import { Worker } from 'node:worker_threads';
import type { EnvironmentData, FromHost, FunctionError, ToHost } from './function-protocol.ts';

const rerouted = new SharedArrayBuffer(4);
const flag = new Int32Array(rerouted);
const tell = (message: FromHost): void => void process.send?.(message);
const open = new Map<number, Worker>();

process.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'open': {
      const { spec, route, line } = message;
      const data: EnvironmentData = { spec, route, line, rerouted };
      const worker = new Worker(new URL('./function-environment.ts', import.meta.url), {
        workerData: data,
        env: { ...spec.environment },
        name: spec.name,
      });
      open.set(line.environment, worker);
      const gone = (why: FunctionError): void => {
        if (open.delete(line.environment)) tell({ type: 'gone', environment: line.environment, why });
      };
      worker.on('error', (error) =>
        gone({ errorType: 'Runtime.UnhandledError', errorMessage: error instanceof Error ? error.message : String(error) }),
      );
      worker.on('exit', () => gone({ errorType: 'Runtime.ExitError', errorMessage: 'the environment exited' }));
      break;
    }
    case 'close':
      void open.get(message.environment)?.terminate();
      break;
    case 'reroute':
      Atomics.store(flag, 0, message.on ? 1 : 0);
      tell({ type: 'rerouted', id: message.id });
      break;
    case 'usage': {
      const [whole, own] = [process.cpuUsage(), process.threadCpuUsage()].map(({ user, system }) => (user + system) / 1e6) as [
        number,
        number,
      ];
      tell({ type: 'usage', id: message.id, cpuSeconds: { functions: whole - own, host: own } });
    }
  }
});
// Ctrl-C reaches the whole group: the desk decides when its functions end.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
tell({ type: 'ready' });
