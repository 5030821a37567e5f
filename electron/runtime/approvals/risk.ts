import { riskFactors, type RiskFactor } from '../../../shared/domain/approval-risk.ts';
import type { Tier } from '../../../shared/domain/effect.ts';
import type { Money } from '../../../shared/domain/money.ts';

export interface Risk {
  /** At least 1. */
  readonly risk: number;
  /** What it comes from, the heaviest first. */
  readonly riskFactors: readonly RiskFactor[];
}

interface Acting {
  readonly tier: Tier;
  readonly facts: {
    readonly effectClass: string;
    readonly leaves: boolean;
    readonly canCompensate: boolean;
    readonly people: number;
    readonly uninspectable: readonly string[];
    readonly money?: Money | null;
  };
}

/** Main units of a currency from which each tenfold counts as one doubling more. */
const muchMoney = 10;
const mostMoneySteps = 6;
const mostPeopleSteps = 4;

/**
 * How much an action puts at stake, for the order of the inbox and for nothing else: no rule is decided by it. Each
 * fact doubles it, because the facts multiply each other's harm; two people count twice, each tenfold of money or of
 * people once more. Currencies are not converted: the steps are tenfold, so it makes no difference that matters.
 */
export function riskOf({ tier, facts }: Acting): Risk {
  const steps: Record<RiskFactor, number> = {
    'two-people': tier === 'gate-two' ? 2 : 0,
    money: moneySteps(facts.money ?? null),
    'many-people': facts.people > 1 ? Math.min(mostPeopleSteps, 1 + tens(facts.people)) : 0,
    critical: facts.effectClass === 'critical' ? 1 : 0,
    'cannot-be-undone': facts.canCompensate ? 0 : 1,
    'leaves-this-machine': facts.leaves ? 1 : 0,
    unreadable: facts.uninspectable.length > 0 ? 1 : 0,
  };
  const doublings = riskFactors.reduce((sum, factor) => sum + steps[factor], 0);
  return { risk: 2 ** doublings, riskFactors: riskFactors.filter((factor) => steps[factor] > 0) };
}

function moneySteps(money: Money | null): number {
  if (money === null || money.micros <= 0) return 0;
  return Math.min(mostMoneySteps, 1 + Math.max(0, tens(money.micros / 1_000_000 / muchMoney)));
}

/** Whole tenfolds: 0 below 10, 1 below 100, … */
function tens(value: number): number {
  return value < 1 ? 0 : Math.floor(Math.log10(value) + 1e-9);
}
