import { readFileSync } from 'node:fs';
import { grantTermsSchema, type GrantTerms } from '../../../shared/domain/standing-grant.ts';
import { basisWords } from '../../../shared/domain/grant-words.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { plain } from '../output/words.ts';
import { backtestLines, termLines } from '../views/grant-view.ts';

const days = { type: 'string', value: 'DAYS', about: 'how far back decisions are looked at (default: 30)' } as const;

export const grantsDraft = command({
  name: 'grants draft',
  operands: '[APPROVAL]',
  takes: { least: 0, most: 1 },
  about: 'draft a standing grant from past decisions, or from terms in a file, and keep it as a draft',
  details: `From decisions like those on APPROVAL, or on all of --agent and --tool. Nothing is allowed by a draft: it is proposed
with \`grants propose\` and approved by another person. With --grant it is the next version of that grant.`,
  kind: 'changes',
  options: {
    agent: { type: 'string', value: 'AGENT', about: 'with --tool: from decisions on all its actions' },
    tool: { type: 'string', value: 'TOOL', about: 'with --agent' },
    terms: { type: 'string', value: 'FILE', about: 'terms as JSON, as `grants show --json` gives them' },
    grant: { type: 'string', value: 'GRANT', about: 'renew this one' },
    days,
  },
  async run({ operands, options, session, terminal }) {
    const [approvalId] = operands;
    const open = await session();
    const ownerId = await open.person();
    const kept = options.grant === undefined ? {} : { grantId: options.grant };
    const daysBack = daysFrom(options.days);
    if (options.terms !== undefined) {
      const terms = termsFrom(options.terms);
      const draft = await open.act('grant.save', { ...kept, terms });
      const found = await open.ask('grant.backtest', { terms, days: daysBack });
      return outcome(draft.grantId, [...termLines(terms), ...backtestLines(found, terminal)], {
        draft,
        backtest: found,
      });
    }
    const { agent: agentId, tool: toolId } = options;
    if (approvalId === undefined && (agentId === undefined || toolId === undefined))
      throw new UsageError('Say what to draft from: an approval, --agent with --tool, or --terms FILE.');
    const from = approvalId === undefined ? { agentId, toolId } : { approvalId };
    const drafted = await open.ask('grant.draft', { ...from, ownerId, days: daysBack });
    const draft = await open.act('grant.save', { ...kept, terms: drafted.terms });
    const lines = [
      basisWords(drafted.basis),
      ...termLines(drafted.terms),
      ...drafted.notes.map((note) => `Wider than what was decided: ${plain(note)}`),
      ...backtestLines(drafted.backtest, terminal),
    ];
    return outcome(draft.grantId, lines, {
      draft,
      basis: drafted.basis,
      notes: drafted.notes,
      backtest: drafted.backtest,
    });
  },
});

export const grantsBacktest = command({
  name: 'grants backtest',
  operands: '[GRANT]',
  takes: { least: 0, most: 1 },
  about: 'tell what a standing grant, or terms in a file, would have done to the actions of the last days',
  kind: 'reads',
  options: { terms: { type: 'string', value: 'FILE', about: 'terms as JSON' }, days },
  async run({ operands, options, session, terminal }) {
    const [grantId] = operands;
    if ((grantId === undefined) === (options.terms === undefined))
      throw new UsageError('Name a standing grant, or terms with --terms FILE.');
    const open = await session();
    const terms =
      options.terms === undefined
        ? (await open.ask('grant.show', { grantId: grantId ?? '' })).grant.terms
        : termsFrom(options.terms);
    const found = await open.ask('grant.backtest', { terms, days: daysFrom(options.days) });
    return { exit: 0, value: found, text: backtestLines(found, terminal).join('\n') };
  },
});

function outcome(grantId: string, lines: readonly string[], value: object) {
  const next = `Next: lanekeeper grants propose ${grantId}`;
  return { exit: 0, value, text: [`Draft ${grantId} is kept.`, ...lines].join('\n'), next } as const;
}

function daysFrom(stated: string | undefined): number {
  const daysBack = Number(stated ?? '30');
  if (Number.isInteger(daysBack) && daysBack >= 1 && daysBack <= 366) return daysBack;
  throw new UsageError(`--days ${stated} is no number of days from 1 to 366.`);
}

function termsFrom(file: string): GrantTerms {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} could not be read as JSON: ${String(error)}`);
  }
  const parsed = grantTermsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UsageError(`${file} holds no terms of a standing grant. ${problems.join(' · ')}`);
}
