import {
  amountConditionWords,
  argumentWords,
  budgetWords,
  conditionFlags,
  flagWords,
  labelWords,
  targetWords,
  timeWords,
} from '../../../shared/domain/condition-words.ts';
import { effectClasses, type EffectClass } from '../../../shared/domain/effect.ts';
import type { Money } from '../../../shared/domain/money.ts';
import type { BudgetTest, LabelTest, PolicyCondition } from '../../../shared/domain/policy-condition.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { printable } from '../tools/printable.ts';
import { amountFound, amountHolds, amountMeeting } from './conditions/amount.ts';
import { argumentFound, argumentHolds, argumentsMeeting } from './conditions/argument.ts';
import { timeFound, timeHolds, timeMeeting } from '../../../shared/domain/local-time.ts';
import { targetHolds, targetMeeting } from './conditions/target.ts';

/** What a policy is judged on: facts about one proposed action. */
export interface PolicyFacts {
  readonly toolId: string;
  readonly toolKnown: boolean;
  /** As the tool declares it; anything outside the known classes counts as unknown. */
  readonly effectClass: string;
  readonly agentId: string;
  /** Hash of the agent's release. */
  readonly release: string;
  /** What it acts on, as its envelope says. */
  readonly target: string;
  readonly params: JsonObject;
  /** What it moves or promises; null where it moves no money. */
  readonly money: Money | null;
  /** Of the data it handles, as its tool and its agent declare them. */
  readonly labels: readonly string[];
  /** When it was proposed. */
  readonly atMs: number;
  /** Per cent used of the fullest budget its run is under; null: it is under none. */
  readonly budgetUsed: number | null;
  /** It reaches outside this workspace. */
  readonly external: boolean;
  /** Its tool declares how to undo it. */
  readonly reversible: boolean;
  /** It sends its precondition along with the write. */
  readonly conditionalWrite: boolean;
  /**
   * What untrusted input chose, as the agent declares it: `target`, `amount` and `tool`, each possibly followed by
   * where it came from. An entry starting with `content` chose nothing. Anything else counts as a choice.
   */
  readonly tainted: readonly string[];
  /** The agent has never done this with this tool. */
  readonly firstTime: boolean;
  /** A drift alert of the agent is active. */
  readonly driftAlert: boolean;
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
  const content = facts.tainted.filter(isContent);
  return {
    ...facts,
    classKnown: known !== null,
    judgedClass: known === 'reversible' && !facts.conditionalWrite ? 'consequential' : known,
    taintedChoice: choosesByInput(facts.tainted),
    untrustedContent: content.length > 0,
  };
}

/** Whether untrusted input chose target, amount or tool: whatever is not said to be content did. */
export function choosesByInput(tainted: readonly string[]): boolean {
  return tainted.some((entry) => !isContent(entry));
}

function isContent(entry: string): boolean {
  return /^content\b/.test(entry);
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
  if (when.release !== undefined) {
    const holds = isRelease(when.release, facts.release);
    parts.push({ ...oneOf('release', when.release.map(short), short(facts.release)), holds });
  }
  for (const test of when.arguments ?? []) {
    const holds = argumentHolds(test, facts.params);
    parts.push({ holds, found: argumentFound(test, facts.params), asked: argumentWords(test) });
  }
  if (when.target !== undefined) {
    const holds = targetHolds(when.target, facts.target);
    parts.push({ holds, found: `target is ${printable(facts.target, 80)}`, asked: targetWords(when.target) });
  }
  if (when.amount !== undefined) {
    const holds = amountHolds(when.amount, facts.money);
    parts.push({ holds, found: amountFound(facts.money), asked: amountConditionWords(when.amount) });
  }
  if (when.labels !== undefined) {
    const found = facts.labels.length === 0 ? 'its data has no label' : `its data is ${facts.labels.join(' and ')}`;
    parts.push({ holds: labelsHold(when.labels, facts.labels), found, asked: labelWords(when.labels) });
  }
  if (when.time !== undefined) {
    const holds = timeHolds(when.time, facts.atMs);
    parts.push({ holds, found: timeFound(when.time, facts.atMs), asked: timeWords(when.time) });
  }
  if (when.budgetUsed !== undefined) {
    const used = facts.budgetUsed;
    const found = used === null ? 'its run is under no budget' : `${used} % of its fullest budget is used`;
    parts.push({ holds: budgetHolds(when.budgetUsed, used), found, asked: budgetWords(when.budgetUsed) });
  }
  for (const name of conditionFlags) {
    const asked = when[name];
    if (asked === undefined) continue;
    const [yes, no] = flagWords[name];
    parts.push({ holds: facts[name] === asked, found: facts[name] ? yes : no, asked: asked ? yes : no });
  }
  return parts;
}

/** The same facts, changed so that the condition holds; null where it asks for nothing one could name. */
export function factsThatMeet(when: PolicyCondition, facts: JudgedFacts): JudgedFacts | null {
  if ([when.tool, when.agent, when.effectClass].some((names) => names?.length === 0)) return null;
  const met: { -readonly [Name in keyof JudgedFacts]: JudgedFacts[Name] } = { ...facts };
  if (when.tool !== undefined && !when.tool.includes(facts.toolId)) met.toolId = when.tool[0] ?? '';
  if (when.agent !== undefined && !when.agent.includes(facts.agentId)) met.agentId = when.agent[0] ?? '';
  if (when.release !== undefined && !isRelease(when.release, facts.release)) met.release = when.release[0] ?? '';
  if (when.effectClass !== undefined && !when.effectClass.some((name) => name === facts.judgedClass))
    met.judgedClass = when.effectClass[0] ?? null;
  for (const test of when.arguments ?? []) {
    const params = argumentsMeeting(test, met.params);
    if (params === null) return null;
    met.params = params;
  }
  if (when.target !== undefined) {
    const target = targetMeeting(when.target, facts.target);
    if (target === null) return null;
    met.target = target;
  }
  if (when.amount !== undefined && !amountHolds(when.amount, facts.money)) {
    met.money = amountMeeting(when.amount);
    if (met.money === null) return null;
  }
  if (when.labels !== undefined) met.labels = labelsMeeting(when.labels, facts.labels);
  if (when.time !== undefined) {
    const atMs = timeMeeting(when.time, facts.atMs);
    if (atMs === null) return null;
    met.atMs = atMs;
  }
  if (when.budgetUsed !== undefined && !budgetHolds(when.budgetUsed, facts.budgetUsed))
    met.budgetUsed = when.budgetUsed.atLeast ?? 0;
  for (const name of conditionFlags) met[name] = when[name] ?? met[name];
  met.classKnown = when.classKnown ?? met.judgedClass !== null;
  return partsOf(when, met).every((part) => part.holds) ? met : null;
}

function isRelease(asked: readonly string[], release: string): boolean {
  return asked.some((start) => release.startsWith(start));
}

function short(hash: string): string {
  return hash.slice(0, 12);
}

function labelsHold({ anyOf, noneOf }: LabelTest, labels: readonly string[]): boolean {
  const has = (label: string): boolean => labels.includes(label);
  return (anyOf === undefined || anyOf.some(has)) && !(noneOf ?? []).some(has);
}

function labelsMeeting({ anyOf = [], noneOf = [] }: LabelTest, labels: readonly string[]): readonly string[] {
  const left = labels.filter((label) => !noneOf.includes(label));
  return anyOf.length === 0 || anyOf.some((label) => left.includes(label)) ? left : [...left, ...anyOf.slice(0, 1)];
}

function budgetHolds({ atLeast, below }: BudgetTest, used: number | null): boolean {
  return used !== null && used >= (atLeast ?? 0) && used < (below ?? Number.POSITIVE_INFINITY);
}

function oneOf(what: string, allowed: readonly string[], value: string): ConditionPart {
  return { holds: allowed.includes(value), found: `${what} is ${value}`, asked: `${what} is ${allowed.join(' or ')}` };
}
