import { effectClasses, type EffectClass } from '../../../shared/domain/effect.ts';
import { moneyWords, readMoney, type Money } from '../../../shared/domain/money.ts';
import type { AmountCondition, PolicyCondition } from '../../../shared/domain/policy.ts';

/** What a policy is judged on: facts about one proposed action. */
export interface PolicyFacts {
  readonly toolId: string;
  readonly toolKnown: boolean;
  /** As the tool declares it; anything outside the known classes counts as unknown. */
  readonly effectClass: string;
  readonly agentId: string;
  /** It reaches outside this workspace. */
  readonly external: boolean;
  /** It sends its precondition along with the write. */
  readonly conditionalWrite: boolean;
  /**
   * What untrusted input chose, as the agent declares it: `target`, `amount` and `tool`, each possibly followed by
   * where it came from. An entry starting with `content` chose nothing. Anything else counts as a choice.
   */
  readonly tainted: readonly string[];
  /** The agent has never done this with this tool. */
  readonly firstTime: boolean;
  /** What it acts on, as its envelope says. */
  readonly target: string;
  /** What it moves or promises; null where it moves no money. */
  readonly money: Money | null;
}

/** The facts as conditions see them. */
export interface JudgedFacts extends PolicyFacts {
  readonly classKnown: boolean;
  readonly judgedClass: EffectClass | null;
  readonly taintedChoice: boolean;
  readonly untrustedContent: boolean;
}

/** Reads the facts: a tool that writes without a condition is consequential at least (A6). */
export function judge(facts: PolicyFacts): JudgedFacts {
  const known = effectClasses.find((name) => name === facts.effectClass) ?? null;
  const content = facts.tainted.filter((entry) => /^content\b/.test(entry));
  return {
    ...facts,
    classKnown: known !== null,
    judgedClass: known === 'reversible' && !facts.conditionalWrite ? 'consequential' : known,
    taintedChoice: content.length < facts.tainted.length,
    untrustedContent: content.length > 0,
  };
}

/** One part of a condition held against the facts. */
export interface ConditionPart {
  readonly holds: boolean;
  /** What is so, as a person reads it: `tool is reply.send`. */
  readonly found: string;
  /** What the condition asks for. */
  readonly asked: string;
}

/** Every stated part of a condition with how it stands; a condition without parts always holds. */
export function partsOf(when: PolicyCondition, facts: JudgedFacts): readonly ConditionPart[] {
  const parts: ConditionPart[] = [];
  if (when.tool !== undefined) parts.push(oneOf('tool', when.tool, facts.toolId));
  if (when.effectClass !== undefined) {
    parts.push(oneOf('effect class', when.effectClass, facts.judgedClass ?? 'unknown'));
  }
  if (when.agent !== undefined) parts.push(oneOf('agent', when.agent, facts.agentId));
  if (when.amount !== undefined) parts.push(amountPart(when.amount, facts.money));
  for (const name of flags) {
    const asked = when[name];
    if (asked === undefined) continue;
    const [yes, no] = flagWords[name];
    parts.push({ holds: facts[name] === asked, found: facts[name] ? yes : no, asked: asked ? yes : no });
  }
  return parts;
}

/** The same facts, changed so that the condition holds; null where it asks for nothing one could name. */
export function factsThatMeet(when: PolicyCondition, facts: JudgedFacts): JudgedFacts | null {
  const effectClass = when.effectClass?.[0];
  if ([when.tool, when.agent, when.effectClass].some((names) => names?.length === 0)) return null;
  const named = {
    toolId: when.tool === undefined || when.tool.includes(facts.toolId) ? facts.toolId : (when.tool[0] ?? ''),
    agentId: when.agent === undefined || when.agent.includes(facts.agentId) ? facts.agentId : (when.agent[0] ?? ''),
    judgedClass:
      when.effectClass === undefined || (facts.judgedClass !== null && when.effectClass.includes(facts.judgedClass))
        ? facts.judgedClass
        : (effectClass ?? null),
  };
  const flagged = Object.fromEntries(flags.map((name) => [name, when[name] ?? facts[name]]));
  const money = moneyThatMeets(when.amount, facts.money);
  if (money === undefined) return null;
  const met = { ...facts, ...named, ...flagged, money };
  return { ...met, classKnown: when.classKnown ?? met.judgedClass !== null };
}

function amountPart(asked: AmountCondition, money: Money | null): ConditionPart {
  const { currency, atLeast, below } = asked;
  const [least, limit] = boundsOf(asked);
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return {
    holds: money !== null && money.currency === currency && money.micros >= least && money.micros < limit,
    found: money === null ? 'it moves no money' : `amount is ${moneyWords(money)}`,
    asked: `amount is ${bounds.join(' and ')} ${currency}`,
  };
}

/** From and up to, in millionths. What cannot be read holds for nothing. */
function boundsOf({ currency, atLeast, below }: AmountCondition): readonly [least: number, limit: number] {
  const micros = (sum: string | undefined, absent: number): number => {
    if (sum === undefined) return absent;
    const read = readMoney(sum, currency);
    return read.ok ? read.money.micros : Number.NaN;
  };
  return [micros(atLeast, 0), micros(below, Number.POSITIVE_INFINITY)];
}

/** A sum for which the condition holds, the action's own where it does; undefined where there is none. */
function moneyThatMeets(asked: AmountCondition | undefined, money: Money | null): Money | null | undefined {
  if (asked === undefined || amountPart(asked, money).holds) return money;
  const [least, limit] = boundsOf(asked);
  return least < limit ? { micros: least, currency: asked.currency } : undefined;
}

const flags = [
  'toolKnown',
  'classKnown',
  'external',
  'conditionalWrite',
  'taintedChoice',
  'untrustedContent',
  'firstTime',
] as const;

const flagWords: Readonly<Record<(typeof flags)[number], readonly [string, string]>> = {
  toolKnown: ['the tool is known', 'the tool is unknown'],
  classKnown: ['the effect class is known', 'the effect class is unknown'],
  external: ['it reaches outside the workspace', 'it stays inside the workspace'],
  conditionalWrite: ['it writes conditionally', 'it cannot write conditionally'],
  taintedChoice: ['untrusted input chose target, amount or tool', 'untrusted input chose nothing'],
  untrustedContent: ['it carries untrusted content', 'it carries no untrusted content'],
  firstTime: ['it is the first time for this agent', 'the agent has done it before'],
};

function oneOf(what: string, allowed: readonly string[], value: string): ConditionPart {
  return { holds: allowed.includes(value), found: `${what} is ${value}`, asked: `${what} is ${allowed.join(' or ')}` };
}
