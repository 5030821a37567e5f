import type { AssistantAnswer } from '../../../shared/domain/assistant.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { answerDecide, answerOutcomes, answerWaiting, answerWhoDecided } from './answer-approvals.ts';
import {
  answerAgents,
  answerGreeting,
  answerHalt,
  answerHelp,
  answerOutOfScope,
  answerStops,
  engineName,
} from './answer-console.ts';
import { answerQuarantined, answerQuotes, answerReport, answerTopIssues } from './answer-reports.ts';
import { answerOverview, answerRunList, answerRunStatus, answerRunWhy, runLists } from './answer-runs.ts';
import type { Asked } from './asked.ts';
import type { ConsoleFacts } from './facts.ts';
import type { IntentId } from './cue.ts';
import { proposeCancel, proposeRetry, proposeStart } from './propose.ts';
import type { Recognised } from './recognise.ts';
import type { Reply } from './reply.ts';
import type { About } from './resolve-run.ts';
import type { Moment } from './time-window.ts';
import { readingOf, understand } from './understand.ts';

export interface Question {
  readonly question: string;
  /** What is selected beside the panel. */
  readonly about: About | null;
  /** Who asks; null before there is a profile. */
  readonly person: Person | null;
  readonly moment: Moment;
}

/** An answer before it is given an id and its time is taken. */
export type Answer = Omit<AssistantAnswer, 'answerId' | 'tookMs'>;

/**
 * Answers an operator's sentence from the console's own facts. Deterministic: the same sentence and facts give the
 * same answer. It reads only; a change is returned as an `action` that the person confirms.
 */
export async function answerQuestion(asked: Question, facts: ConsoleFacts): Promise<Answer> {
  const agents = await facts.listAgents();
  const isAboutRun = asked.about?.kind === 'run';
  const understood = understand(asked.question, { agents, moment: asked.moment, isAboutRun });
  const { verdict, readings, confidence, slots } = understood;
  const [best] = readings;
  const reply =
    verdict === 'clear' && best !== undefined
      ? await answers[best.intent.id]({ ...asked, slots, facts })
      : verdict === 'unsure'
        ? askBack(readings)
        : answerOutOfScope();
  return {
    question: asked.question,
    text: reply.text,
    citations: [...reply.citations],
    confidence: Math.round(confidence * 100) / 100,
    reading: readingOf(understood),
    choices: reply.choices.slice(0, 3),
    action: reply.action,
    engine: engineName,
    lane: 'interactive',
    atMs: asked.moment.nowMs,
  };
}

/** At most three readings to choose from; each is a sentence that is understood when it is sent back. */
function askBack(readings: readonly Recognised[]): Reply {
  const choices = readings.slice(0, 3).map(({ intent }) => intent.reading);
  return { text: 'I am not sure what you mean. Is it one of these?', citations: [], choices, action: null };
}

const answers: Readonly<Record<IntentId, (asked: Asked) => Promise<Reply> | Reply>> = {
  waiting: answerWaiting,
  'runs-now': (asked) => answerRunList(asked, runLists['runs-now']),
  'runs-failed': (asked) => answerRunList(asked, runLists['runs-failed']),
  'runs-finished': (asked) => answerRunList(asked, runLists['runs-finished']),
  'runs-recent': (asked) => answerRunList(asked, runLists['runs-recent']),
  overview: answerOverview,
  'run-status': answerRunStatus,
  'run-why': answerRunWhy,
  'top-issues': answerTopIssues,
  quotes: answerQuotes,
  search: answerQuotes,
  quarantined: answerQuarantined,
  'who-decided': answerWhoDecided,
  outcomes: answerOutcomes,
  report: answerReport,
  agents: answerAgents,
  stops: answerStops,
  cancel: proposeCancel,
  retry: proposeRetry,
  start: proposeStart,
  decide: answerDecide,
  halt: answerHalt,
  greeting: answerGreeting,
  help: answerHelp,
};
