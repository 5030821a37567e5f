import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Conversation } from '../../../shared/domain/conversation.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import { turnText } from '../views/turn-text.ts';

/** Listed at once. */
const mostListed = 1_000;

export const conversationsList = command({
  name: 'conversations list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list conversations, the one that moved last first',
  kind: 'reads',
  options: { search: { type: 'string', value: 'WORDS', about: 'those in which all of these words are found' } },
  async run({ options, session, terminal }) {
    const open = await session();
    const found: Conversation[] = [];
    const text = options.search === undefined ? {} : { text: options.search };
    for (let after: string | null | undefined; after !== null && found.length < mostListed;) {
      const page = await open.ask('conversation.list', {
        ...text,
        limit: 200,
        ...(after === undefined ? {} : { after }),
      });
      found.push(...page.conversations);
      after = page.next;
    }
    const rows = found.map((one) => [
      one.conversationId,
      plain(one.title),
      plain(one.agentId),
      `${one.turns}`,
      localTime(one.changedAtMs),
      one.waitsForMe ? 'waits for a person' : one.isBusy ? 'at work' : '',
    ]);
    const columns = [
      { title: 'CONVERSATION' },
      { title: 'TITLE', isFlexible: true },
      { title: 'AGENT' },
      { title: 'TURNS', align: 'right' },
      { title: 'CHANGED' },
      { title: 'NOW' },
    ] as const;
    const list = found.length === 0 ? 'No conversations.' : table(columns, rows, terminal);
    return { exit: 0, value: found, text: `${list}\n\n${counted(found.length, 'conversation')}` };
  },
});

export const conversationsShow = command({
  name: 'conversations show',
  operands: 'CONVERSATION',
  takes: { least: 1, most: 1 },
  about: 'show the branch of a conversation that is shown last, its newest hundred turns',
  kind: 'reads',
  options: {},
  async run({ operands, session }) {
    const shown = await (await session()).ask('conversation.show', { conversationId: operands[0] ?? '' });
    const earlier = shown.hasEarlier ? ['(earlier turns are left out; export shows all of them)'] : [];
    const text = [plain(shown.conversation.title), ...earlier, ...shown.turns.map(turnText)].join('\n\n');
    return { exit: 0, value: shown, text };
  },
});

export const conversationsExport = command({
  name: 'conversations export',
  operands: 'CONVERSATION',
  takes: { least: 1, most: 1 },
  about: 'write all branches of a conversation, with sources, costs and lanes',
  kind: 'reads',
  options: {
    form: { type: 'string', value: 'FORM', about: 'markdown (when absent) or json' },
    to: { type: 'string', value: 'FILE', about: 'where to write it (default: standard output)' },
  },
  async run({ operands, options, session }) {
    const { form = 'markdown' } = options;
    if (form !== 'markdown' && form !== 'json') throw new UsageError(`--form ${form} is none: give markdown or json.`);
    const exported = await (await session()).ask('conversation.export', { conversationId: operands[0] ?? '', form });
    if (options.to === undefined) return { exit: 0, value: exported, text: exported.text.trimEnd() };
    const file = resolve(options.to);
    writeFileSync(file, exported.text, { flag: 'wx' });
    return { exit: 0, value: { file, name: exported.name }, text: `Written to ${file}.` };
  },
});

export const conversationsRename = command({
  name: 'conversations rename',
  operands: 'CONVERSATION TITLE',
  takes: { least: 2, most: 2 },
  about: 'give a conversation another title',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const [conversationId = '', title = ''] = operands;
    const renamed = await (await session()).act('conversation.rename', { conversationId, title });
    return { exit: 0, value: renamed, text: `It is called ${plain(renamed.title)} now.` };
  },
});

export const conversationsRemove = command({
  name: 'conversations remove',
  operands: 'CONVERSATION',
  takes: { least: 1, most: 1 },
  about: 'remove the words of a conversation and the contents of its runs; facts, decisions and the log stay',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const conversationId = operands[0] ?? '';
    await (await session()).act('conversation.remove', { conversationId });
    return {
      exit: 0,
      value: { conversation: conversationId, removed: true },
      text: `Conversation ${conversationId} was removed.`,
    };
  },
});

export const conversationsLanes = command({
  name: 'conversations lanes',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'which lanes past turns took, why, and whether they were right',
  kind: 'reads',
  options: { agent: { type: 'string', value: 'ID', about: 'turns of one agent' } },
  async run({ options, session, terminal }) {
    const past = await (
      await session()
    ).ask('turn.past', { limit: 200, ...(options.agent === undefined ? {} : { agentId: options.agent }) });
    const rows = past.turns.map(({ title, lanes, tookMs, budgetMs, verdict, askedAtMs }) => {
      const [first] = lanes;
      const why = first?.reasons.filter(({ speaksFor }) => speaksFor === first.lane) ?? [];
      return [
        localTime(askedAtMs),
        plain(title),
        lanes.map(({ lane, by }) => (by === 'rule' ? lane : `${lane} (${by})`)).join(', '),
        tookMs === null ? 'at work' : `${tookMs} of ${budgetMs} ms`,
        verdict.right,
        plain(`${verdict.because} ${why.map(({ fact, value }) => `${fact} ${value}`).join(', ')}`),
      ];
    });
    const columns = [
      { title: 'ASKED' },
      { title: 'CONVERSATION', isFlexible: true },
      { title: 'LANE' },
      { title: 'TOOK' },
      { title: 'RIGHT' },
      { title: 'WHY', isFlexible: true },
    ] as const;
    const { right, wrong, 'not-known': open } = past.counts;
    const list = rows.length === 0 ? 'No turns yet.' : table(columns, rows, terminal);
    return { exit: 0, value: past, text: `${list}\n\n${right} right, ${wrong} wrong, ${open} not known yet` };
  },
});
