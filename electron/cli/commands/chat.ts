import { resolve } from 'node:path';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { exitAfterTurn, followTurn, waitsForPerson } from '../follow/follow-turn.ts';
import { answerText } from '../views/turn-text.ts';

export const chat = command({
  name: 'chat',
  operands: 'MESSAGE',
  takes: { least: 1, most: 1 },
  about: 'say something to an agent, and follow its answer to its end',
  details: `Without --in a new conversation is begun, and its id is told. While another turn of it is at work the message
waits for its end; --steer hands it to that turn, --interrupt stops that turn first.`,
  kind: 'changes',
  options: {
    in: { type: 'string', value: 'CONVERSATION', about: 'where to say it' },
    agent: { type: 'string', value: 'AGENT', about: 'whom to begin a conversation with (default: the assistant)' },
    attach: { type: 'string', multiple: true, value: 'FILE', about: 'a file of this machine to go with it' },
    background: { type: 'boolean', about: 'let it be answered in the background, and do not wait for it' },
    steer: { type: 'boolean', about: 'say it to the turn that is at work' },
    interrupt: { type: 'boolean', about: 'stop the turn that is at work first' },
  },
  async run({ operands, options, session, terminal, isJson }) {
    if (options.in !== undefined && options.agent !== undefined)
      throw new UsageError('--agent begins a conversation and --in goes on with one: give one of them.');
    if (options.steer && options.interrupt) throw new UsageError('Give --steer or --interrupt, not both.');
    const open = await session();
    const files = [];
    for (const path of options.attach)
      files.push({ kind: 'file' as const, ...(await open.ask('file.import', { path: resolve(path) })) });
    const conversationId =
      options.in ??
      (await open.act('conversation.begin', options.agent === undefined ? {} : { agentId: options.agent }))
        .conversationId;
    const said = await open.act('turn.say', {
      conversationId,
      text: operands[0] ?? '',
      attachments: files,
      whileBusy: options.steer ? 'steer' : options.interrupt ? 'interrupt' : 'queue',
      ...(options.background ? { lane: 'background' as const } : {}),
    });
    const next = `Go on with: lanekeeper chat --in ${conversationId} MESSAGE`;
    if (options.background)
      return { exit: 0, value: said, text: `It is answered in the background: turn ${said.turnId}.`, next };
    const { turn, streamed } = await followTurn(open, said, { terminal, isQuiet: isJson });
    const isShown = streamed !== '' && streamed === turn.answer?.text;
    const text = `${streamed === '' ? '' : '\n'}${answerText(turn, isShown)}`;
    const waiting = 'It waits for you: `lanekeeper approvals` and `lanekeeper questions list` show what for.';
    return { exit: exitAfterTurn(turn), value: turn, text, next: waitsForPerson(turn) ? waiting : next };
  },
});
