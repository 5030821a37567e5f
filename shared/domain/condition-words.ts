import type {
  AmountCondition,
  ArgumentTest,
  BudgetTest,
  LabelTest,
  PolicyCondition,
  TargetTest,
  TimeTest,
} from './policy-condition.ts';

/** Conditions that are true or false, as a person reads each. */
export const flagWords = {
  toolKnown: ['the tool is known', 'the tool is unknown'],
  classKnown: ['the effect class is known', 'the effect class is unknown'],
  external: ['it reaches outside the workspace', 'it stays inside the workspace'],
  reversible: ['it can be undone', 'it cannot be undone'],
  conditionalWrite: ['it writes conditionally', 'it cannot write conditionally'],
  taintedChoice: ['untrusted input chose target, amount or tool', 'untrusted input chose nothing'],
  untrustedContent: ['it carries untrusted content', 'it carries no untrusted content'],
  firstTime: ['it is the first time for this agent', 'the agent has done it before'],
  driftAlert: ['a drift alert of the agent is active', 'no drift alert of the agent is active'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;
export type ConditionFlag = keyof typeof flagWords;
export const conditionFlags = Object.keys(flagWords) as readonly ConditionFlag[];

/** What a condition asks for, part by part; none: it asks for nothing. */
export function conditionWords(when: PolicyCondition): readonly string[] {
  const flags = conditionFlags.flatMap((name) => {
    const asked = when[name];
    return asked === undefined ? [] : [flagWords[name][asked ? 0 : 1]];
  });
  return [
    ...(when.tool === undefined ? [] : [`tool is ${oneOf(when.tool)}`]),
    ...(when.effectClass === undefined ? [] : [`effect class is ${oneOf(when.effectClass)}`]),
    ...(when.agent === undefined ? [] : [`agent is ${oneOf(when.agent)}`]),
    ...(when.release === undefined ? [] : [`release is ${oneOf(when.release.map((hash) => hash.slice(0, 12)))}`]),
    ...(when.arguments ?? []).map(argumentWords),
    ...(when.target === undefined ? [] : [targetWords(when.target)]),
    ...(when.amount === undefined ? [] : [amountConditionWords(when.amount)]),
    ...(when.labels === undefined ? [] : [labelWords(when.labels)]),
    ...(when.time === undefined ? [] : [timeWords(when.time)]),
    ...(when.budgetUsed === undefined ? [] : [budgetWords(when.budgetUsed)]),
    ...flags,
  ];
}

export function argumentWords(test: ArgumentTest): string {
  const parts = [
    ...(test.exists === undefined ? [] : [test.exists ? 'is there' : 'is not there']),
    ...(test.equals === undefined ? [] : [`is ${JSON.stringify(test.equals)}`]),
    ...(test.in === undefined ? [] : [`is ${oneOf(test.in.map((value) => JSON.stringify(value)))}`]),
    ...(test.atLeast === undefined ? [] : [`is at least ${test.atLeast}`]),
    ...(test.above === undefined ? [] : [`is more than ${test.above}`]),
    ...(test.below === undefined ? [] : [`is below ${test.below}`]),
    ...(test.atMost === undefined ? [] : [`is at most ${test.atMost}`]),
    ...(test.startsWith === undefined ? [] : [`starts with ${JSON.stringify(test.startsWith)}`]),
    ...(test.matches === undefined ? [] : [`matches ${JSON.stringify(test.matches)}`]),
  ];
  return `argument ${test.path} ${parts.join(' and ')}`;
}

export function targetWords(test: TargetTest): string {
  const parts = [
    ...(test.equals === undefined ? [] : [`is ${oneOf(test.equals)}`]),
    ...(test.startsWith === undefined ? [] : [`starts with ${oneOf(test.startsWith)}`]),
    ...(test.domain === undefined ? [] : [`is under ${oneOf(test.domain)}`]),
  ];
  return `target ${parts.join(' and ')}`;
}

export function amountConditionWords({ currency, atLeast, below }: AmountCondition): string {
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return `amount is ${parts.join(' and ')} ${currency}`;
}

export function labelWords({ anyOf, noneOf }: LabelTest): string {
  const parts = [
    ...(anyOf === undefined ? [] : [`its data is ${oneOf(anyOf)}`]),
    ...(noneOf === undefined ? [] : [`none of its data is ${oneOf(noneOf)}`]),
  ];
  return parts.join(' and ');
}

const dayNames: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

export function timeWords({ zone, days, from, until, outside }: TimeTest): string {
  const on = days === undefined ? '' : `on ${oneOf(days.map((day) => dayNames[day] ?? day))}`;
  const hours = from === undefined ? '' : `between ${from} and ${until}`;
  return `it is ${outside === true ? 'not ' : ''}${[on, hours].filter((part) => part !== '').join(' ')} in ${zone}`;
}

export function budgetWords({ atLeast, below }: BudgetTest): string {
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast} %`]),
    ...(below === undefined ? [] : [`below ${below} %`]),
  ];
  return `${parts.join(' and ')} of its fullest budget is used`;
}

function oneOf(names: readonly string[]): string {
  return names.join(' or ');
}
