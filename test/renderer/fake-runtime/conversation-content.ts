import type { Conversation, Turn, TurnCall } from '../../../shared/domain/conversation.ts';
import type { FakeRuntime } from './runtime.ts';
import { fakeId } from './state.ts';

/** A conversation with all its branches. */
export interface Kept {
  conversation: Conversation;
  readonly turns: Turn[];
}

/** One that nobody has said anything in. */
export function newConversation(runtime: FakeRuntime, title: string, personId: string): Conversation {
  const nowMs = runtime.nowMs();
  return {
    conversationId: fakeId(),
    title,
    agentId: 'console-assistant',
    personId,
    headId: null,
    turns: 0,
    isBusy: false,
    waitsForMe: false,
    createdAtMs: nowMs,
    changedAtMs: nowMs,
  };
}

/** A turn that has ended. */
export function newTurn(runtime: FakeRuntime, conversationId: string, personId: string): Turn {
  const atMs = runtime.nowMs();
  const reasons = [
    { fact: 'tools', value: 'narrow and fast', speaksFor: 'interactive' as const },
    { fact: 'median', value: '0.4 s', speaksFor: 'interactive' as const },
    { fact: 'result', value: 'kept', speaksFor: 'background' as const },
  ];
  return {
    turnId: fakeId(),
    conversationId,
    parentId: null,
    regenerates: null,
    siblings: [],
    text: '',
    attachments: [],
    labels: [],
    personId,
    runId: fakeId(),
    status: 'succeeded',
    isQueued: false,
    lanes: [{ lane: 'interactive', by: 'rule', reasons, atMs }],
    latencyBudgetMs: 10_000,
    doing: null,
    plan: [],
    calls: [],
    models: [],
    questions: [],
    steers: [],
    work: [],
    answer: null,
    error: null,
    outdated: [],
    cost: { tokens: 0, money: [], isAtMost: false },
    latency: { queuedMs: 2, modelMs: 38, toolMs: 4, personMs: 0, ownMs: 6 },
    askedAtMs: atMs,
    endedAtMs: atMs + 50,
    releaseHash: '4be1'.repeat(16),
  };
}

/** A conversation with one turn of each kind, so that there is something to look at. */
export function busyTalk(runtime: FakeRuntime): Map<string, Kept> {
  const as = runtime.state.people[0]?.personId ?? 'mara.lindqvist';
  const conversation = {
    ...newConversation(runtime, 'Top complaint issues since June', as),
    conversationId: 'talk-debt',
    turns: 4,
    waitsForMe: true,
  };
  const base = (text: string): Turn => ({ ...newTurn(runtime, conversation.conversationId, as), text });
  const nowMs = runtime.nowMs();
  const approval = [...runtime.state.approvals.values()].find(
    ({ status, tier }) => status === 'pending' && tier === 'gate',
  );
  const run = [...runtime.state.runs.values()].find(({ status }) => status === 'running');
  const call = (part: Partial<TurnCall>): TurnCall => ({
    callId: fakeId(),
    tool: 'reports.top_issues',
    arguments: '{"since":"2019-06-01"}',
    status: 'done',
    preview: '451 rows\nIncorrect information on your report 161',
    approvalId: null,
    tookMs: 312,
    provenance: null,
    ...part,
  });
  const first: Turn = {
    ...base('What do people complain about most since June 2019, and who answers late?'),
    askedAtMs: nowMs - 480_000,
    endedAtMs: nowMs - 479_000,
    calls: [
      call({}),
      call({ tool: 'file.read', arguments: '{"name":"complaints.csv"}', provenance: 'a file', tookMs: 41 }),
    ],
    models: [
      {
        path: '3',
        endpointId: 'local-llama',
        model: 'qwen3-32b',
        status: 'completed',
        reason: null,
        usage: { inputTokens: 2_412, cachedTokens: 1_024, outputTokens: 318, reasoningTokens: 0 },
        money: '0.0031 EUR',
        passedOver: [{ endpointId: 'openai', reason: 'personal text stays on local endpoints', mayCost: false }],
        firstByteMs: 180,
        firstTokenMs: 190,
        tookMs: 2_300,
        sentSha256: 'a'.repeat(64),
        isKept: false,
      },
    ],
    cost: { tokens: 2_730, money: ['0.0031 EUR'], isAtMost: false },
    outdated: [{ source: 2, nowAtMs: nowMs - 60_000, what: 'its run was retried' }],
    answer: {
      text: '451 complaints were received from June 2019 on. Five issues make up **69 %** of them [1].\n\n| Issue | Complaints | Share |\n|---|---:|---:|\n| Incorrect information on your report | 161 | 35.7 % |\n| Problem with a credit reporting company’s investigation | 58 | 12.9 % |\n| Attempts to collect debt not owed | 50 | 11.1 % |\n\n33 of all 1,550 got no timely response [2].',
      sources: [
        {
          kind: 'artifact',
          id: 'report',
          runId: run?.runId ?? 'x',
          label: 'Report of 1,550 complaints',
          atMs: nowMs - 240_000,
        },
        { kind: 'run', id: run?.runId ?? 'x', label: run?.title ?? 'Review', atMs: nowMs - 7_200_000 },
        { kind: 'file', id: 'f', label: 'complaints.csv, row 3329475', atMs: nowMs - 172_800_000 },
      ],
      choices: [],
      action: null,
      engine: 'qwen3-32b, on this machine',
      verdicts: [{ rule: 'output.uncited', verdict: 'warn', message: 'One sentence stands on no source.' }],
      atMs: nowMs - 479_000,
    },
  };
  const second: Turn = {
    ...base('Group the debt ones into themes and draft replies for each.'),
    parentId: first.turnId,
    status: 'running',
    endedAtMs: null,
    askedAtMs: nowMs - 95_000,
    lanes: [
      ...first.lanes,
      {
        lane: 'background',
        by: 'budget',
        reasons: [{ fact: 'elapsed', value: '10 s', speaksFor: 'background' }],
        atMs: nowMs,
      },
    ],
    doing: 'waits for the review',
    plan: [
      { text: 'Read the complaints about debt', status: 'done' },
      { text: 'Group them into themes', status: 'doing' },
      { text: 'Draft a reply for each theme', status: 'open' },
      { text: 'Compare with last year', status: 'dropped' },
    ],
    work:
      run === undefined
        ? []
        : [
            {
              runId: run.runId,
              agentTitle: run.agentTitle,
              title: run.title,
              status: 'running',
              progress: { phase: 'themes', done: 182, total: 293, unit: 'complaints', etaMs: 180_000 },
              reportArtifactId: null,
              pendingApprovals: 3,
              finishedAtMs: null,
            },
          ],
    calls:
      approval === undefined
        ? []
        : [
            call({
              tool: approval.toolId,
              status: 'waiting-approval',
              approvalId: approval.approvalId,
              tookMs: null,
              preview: '',
            }),
          ],
    questions: [
      {
        questionId: fakeId(),
        runId: run?.runId ?? 'x',
        turnId: null,
        conversationId: conversation.conversationId,
        text: 'Two themes are nearly the same: “debt not owed” and “debt was paid”. Keep them apart?',
        choices: ['Keep them apart', 'Make them one'],
        askedAtMs: nowMs - 30_000,
        answer: null,
        answeredBy: null,
        answeredAtMs: null,
        isOver: false,
      },
    ],
  };
  const turns = [first, second].map((turn) => ({ ...turn, siblings: [turn.turnId] }));
  const other = newConversation(runtime, 'Which companies answer late?', as);
  return new Map([
    [
      conversation.conversationId,
      { conversation: { ...conversation, headId: second.turnId, changedAtMs: nowMs + 1 }, turns },
    ],
    [other.conversationId, { conversation: { ...other, changedAtMs: nowMs - 3_600_000 }, turns: [] }],
  ]);
}
