import type { ConsoleAnswer } from '../../../shared/domain/console-query.ts';
import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { HostQuestion } from './protocol.ts';
import type { Where } from './run-errors.ts';

const longestQuestion = 4_000;
const longestChoice = 400;
const mostChoices = 10;

/** What a run asks a person, in the form that is shown to one. */
export function questionOf(text: unknown, choices: readonly string[], where: Where): HostQuestion {
  if (typeof text !== 'string' || text.trim() === '' || text.length > longestQuestion)
    throw bad(`ctx.ask (${where()}) needs a question of 1 to ${longestQuestion} characters`);
  const isFit = (choice: unknown): boolean =>
    typeof choice === 'string' && choice.trim() !== '' && choice.length <= longestChoice;
  if (choices.length > mostChoices || !choices.every(isFit) || new Set(choices).size < choices.length)
    throw bad(`ctx.ask (${where()}) takes up to ${mostChoices} different choices of 1 to ${longestChoice} characters`);
  return { text, choices: [...choices] };
}

/** The runtime's own answer, checked where it was made. */
export function consoleAnswerOf(value: Json): ConsoleAnswer {
  return value as unknown as ConsoleAnswer;
}

function bad(message: string): AgentError {
  return new AgentError(
    'bad-question',
    `${message}. Nobody was asked.`,
    'Ask one thing, in words a person reads at a glance.',
  );
}
