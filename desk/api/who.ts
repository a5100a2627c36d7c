import type { AgentId } from '../../events/ids.ts';
import type { Agent, Settings } from '../settings.ts';
import type { ApiAnswer, Caller } from './exchange.ts';
import { fieldProblem, problem } from './problem.ts';

/**
 * Which agent acts: the one whose id is the caller's user name, or whose address is the caller's e-mail address.
 * A machine has neither and names the agent in the body; a person cannot act as somebody else.
 */
export function whoActs(caller: Caller | null, named: string | undefined, settings: Settings): { agent: Agent } | { answer: ApiAnswer } {
  if (caller === null) return { answer: problem(401, 'This needs a token.') };
  const person = caller.username !== null || caller.email !== null;
  const found = person ? self(caller, settings) : settings.agents.find((agent) => agent.id === named);
  if (!found) {
    const why = person
      ? 'You are signed in, but no agent of this desk has your user name as id or your address.'
      : named === undefined
        ? 'Is required: a machine says for which agent it acts.'
        : 'There is no such agent.';
    return { answer: fieldProblem(422, 'agent', why) };
  }
  if (named !== undefined && named !== found.id)
    return { answer: fieldProblem(403, 'agent', `You are ${found.id} and cannot act as somebody else.`) };
  if (!found.active) return { answer: fieldProblem(403, 'agent', 'This agent is not active.') };
  return { agent: found };
}

/** The agent who the caller is; nobody for a machine, or for a person who is no agent. */
export const self = (caller: Caller, settings: Settings): Agent | undefined =>
  settings.agents.find((agent) => agent.id === (caller.username?.toLowerCase() as AgentId | undefined)) ??
  settings.agents.find((agent) => caller.email !== null && agent.address === caller.email.toLowerCase());
