import type { ApproversRule, Escalation } from '../../../shared/domain/duty.ts';
import type { EffectClass, Tier } from '../../../shared/domain/effect.ts';
import type { Policy, PolicyRaise, PolicyRule } from '../../../shared/domain/policy.ts';
import { policyToolId } from '../../../shared/domain/policy-version.ts';
import { defaultRaises } from './default-policy.ts';
import { factsThatMeet, judge, partsOf, type JudgedFacts, type PolicyFacts } from './facts.ts';

/** An action that leaves the workspace can be taken back for this long, unless its rule says otherwise (A17). */
export const externalHoldMs = 8_000;
/** A question nobody answers is denied after this long, unless its rule says otherwise (A11). */
export const defaultExpiryMs = 7 * 24 * 60 * 60 * 1000;

export interface PolicyVerdict {
  readonly tier: Tier;
  /** Id of the rule that decided; `no-rule` when none matched. */
  readonly rule: string;
  /** Ids of the raises that lifted the tier, in order. */
  readonly raisedBy: readonly string[];
  /** The sentence shown to the reviewer. */
  readonly sentence: string;
  /** The values that matched, as a person reads them. */
  readonly matched: readonly string[];
  /** What would have made it automatic. */
  readonly automaticIf: string;
  /** The class it was judged as; `consequential` at least when the tool cannot write conditionally. */
  readonly effectClass: EffectClass;
  readonly holdMs: number;
  readonly expiresAfterMs: number;
  /** What it was judged on. */
  readonly facts: PolicyFacts;
  /** As the rule states them; never fewer people than the tier asks for. */
  readonly approvers?: ApproversRule;
  /** Whom the rule addresses it to, and who is asked when nobody answers. */
  readonly assignTo?: readonly string[];
  readonly escalation?: Escalation;
}

/** Judges one action. Pure: the same policy and facts give the same verdict, today and in a simulation. */
export function evaluatePolicy(policy: Policy, facts: PolicyFacts): PolicyVerdict {
  const judged = judge(facts);
  const decided = decideTier(policy, judged);
  const holdSeconds = decided.rule?.holdSeconds;
  const expirySeconds = decided.rule?.expiresAfterSeconds;
  return {
    tier: decided.tier,
    rule: decided.rule?.id ?? 'no-rule',
    raisedBy: decided.raises.map((raise) => raise.id),
    sentence: [decided.sentence, ...decided.raises.map((raise) => raise.sentence)].join(' '),
    matched: matchedValues(judged, decided),
    automaticIf: whatWouldAutomate(policy, judged, decided.tier),
    effectClass: judged.judgedClass ?? 'critical',
    holdMs: holdSeconds === undefined ? (facts.external ? externalHoldMs : 0) : holdSeconds * 1000,
    expiresAfterMs: expirySeconds === undefined ? defaultExpiryMs : expirySeconds * 1000,
    facts,
    ...dutiesOf(decided.rule, facts.toolId),
  };
}

function dutiesOf(
  rule: PolicyRule | null,
  toolId: string,
): Pick<PolicyVerdict, 'approvers' | 'assignTo' | 'escalation'> {
  // Nobody approves a policy they wrote, also where one person is enough.
  const approvers = toolId === policyToolId ? { count: 1, ...rule?.approvers, apart: true } : rule?.approvers;
  return {
    ...(approvers === undefined ? {} : { approvers }),
    ...(rule?.assignTo === undefined ? {} : { assignTo: rule.assignTo }),
    ...(rule?.escalation === undefined ? {} : { escalation: rule.escalation }),
  };
}

interface DecidedTier {
  readonly tier: Tier;
  readonly rule: PolicyRule | null;
  readonly raises: readonly PolicyRaise[];
  readonly sentence: string;
}

function decideTier(policy: Policy, facts: JudgedFacts): DecidedTier {
  const rule = policy.rules.find((candidate) => holds(candidate.when, facts)) ?? null;
  let tier: Tier = rule?.outcome ?? 'gate-two';
  let sentence = rule?.sentence ?? 'No rule of the policy speaks of this action: two people decide.';
  // A1 stands above any policy: what is not known is never let through at a lower tier.
  if ((!facts.toolKnown || !facts.classKnown) && rank(tier) < rank('gate-two')) {
    tier = 'gate-two';
    sentence = `${facts.toolKnown ? 'Its effect class' : 'The tool'} is not known here: two people decide, whatever the rule says.`;
  }
  // So does A13: people decide on a change of the policy, and no policy can shut itself off from being changed.
  if (facts.toolId === policyToolId && tier !== 'gate' && tier !== 'gate-two') {
    tier = 'gate-two';
    sentence = 'It changes the policy itself: two people decide, whatever the rule says.';
  }
  const raises: PolicyRaise[] = [];
  for (const raise of policy.raises ?? defaultRaises) {
    const raised = holds(raise.when, facts) ? oneUp(tier, raise.atMost) : tier;
    if (raised === tier) continue;
    tier = raised;
    raises.push(raise);
  }
  return { tier, rule, raises, sentence };
}

function matchedValues(facts: JudgedFacts, decided: DecidedTier): readonly string[] {
  const conditions = [decided.rule, ...decided.raises].flatMap((item) => (item === null ? [] : [item.when]));
  const found = conditions.flatMap((when) => partsOf(when, facts).map((part) => part.found));
  if (facts.judgedClass !== null && facts.judgedClass !== facts.effectClass) {
    found.push(`effect class ${facts.effectClass} counts as ${facts.judgedClass}: it cannot write conditionally`);
  }
  return [...new Set(found)];
}

/**
 * Tries the facts each automatic rule asks for and keeps the nearest that really ends automatic, with what would still
 * raise it then.
 */
function whatWouldAutomate(policy: Policy, facts: JudgedFacts, tier: Tier): string {
  if (tier === 'auto') return 'It was automatic.';
  if (facts.toolId === policyToolId) return 'A change of the policy is never automatic.';
  const plain = { ...facts, taintedChoice: false, untrustedContent: false };
  const isTainted = facts.taintedChoice || facts.untrustedContent;
  if (decideTier(policy, plain).tier === 'auto') return 'It would be automatic without the untrusted input.';
  const unraised = { ...policy, raises: [] };
  const ways = [null, ...policy.rules.filter((rule) => rule.outcome === 'auto')]
    .flatMap((rule) => {
      const met = rule === null ? plain : factsThatMeet(rule.when, plain);
      if (met === null || decideTier(unraised, met).tier !== 'auto') return [];
      const asked = rule === null ? [] : partsOf(rule.when, facts).filter((part) => !part.holds);
      const raised = decideTier(policy, met).raises.flatMap(({ when }) => partsOf(when, met).map((part) => part.found));
      return [{ asked: asked.map((part) => part.asked), raised: [...new Set(raised)] }];
    })
    .toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const nearest = ways[0];
  if (nearest === undefined) return 'Only a change of the policy would make it automatic.';
  const { asked, raised } = nearest;
  const conditions = [
    ...(asked.length === 0 ? [] : [`if ${asked.join(' and ')}`]),
    ...(raised.length === 0 ? [] : [`were it not so that ${raised.join(' and ')}`]),
  ];
  return `It would be automatic ${conditions.join(', ')}${isTainted ? ', without untrusted input' : ''}.`;
}

function sizeOf({ asked, raised }: { readonly asked: readonly string[]; readonly raised: readonly string[] }): number {
  return asked.length + raised.length;
}

function holds(when: PolicyRule['when'], facts: JudgedFacts): boolean {
  return partsOf(when, facts).every((part) => part.holds);
}

const ladder: readonly Tier[] = ['auto', 'notify', 'gate', 'gate-two', 'deny'];

function rank(tier: Tier): number {
  return ladder.indexOf(tier);
}

function oneUp(tier: Tier, atMost: Tier): Tier {
  return rank(tier) >= rank(atMost) ? tier : (ladder[rank(tier) + 1] ?? tier);
}
