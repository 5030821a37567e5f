import { join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { runtimeScript } from '../connection/runtime-script.ts';
import { facts, table } from '../output/table.ts';
import { plain } from '../output/words.ts';
import { createKeptSecrets } from '../../runtime/secrets/kept-secrets.ts';
import { signerOf } from '../../runtime/secrets/signing-key.ts';
import { placesOf } from '../../runtime/threads/places.ts';
import { productVersion } from '../version.ts';

export const verifyDurability = command({
  name: 'verify-durability',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'show on this machine that nothing acknowledged is lost: kills and other faults against throw-away stores',
  details:
    'The workspace itself is not touched: stores are made in the system’s folder for temporary files, and the campaign with its reports is kept in DIR/durability.',
  kind: 'reads',
  options: {
    kills: { type: 'string', value: 'N', about: 'kill the runtime so often at random moments' },
    'crash-points': { type: 'boolean', about: 'kill the runtime at every named point of its work, once' },
    'power-loss': {
      type: 'string',
      value: 'STATES',
      about: 'record the writes and check so many states that a power loss could leave (Linux, with strace)',
    },
    'disk-full': { type: 'boolean', about: 'fill up the disk of a store while it works, and free it (Linux)' },
    races: {
      type: 'string',
      value: 'N',
      about: 'have two reviewers in two processes decide about so many items at the same moment',
    },
    seed: { type: 'string', value: 'TEXT', about: 'choose as another campaign with this seed did (default: the time)' },
    resume: { type: 'boolean', about: 'go on with the last campaign: its counts add up' },
  },
  async run({ options, workspace, terminal }) {
    const kills = wholeNumber('kills', options.kills, 0);
    const powerLoss = wholeNumber('power-loss', options['power-loss'], 0);
    const races = wholeNumber('races', options.races, 0);
    if (kills + powerLoss + races === 0 && !options['crash-points'] && !options['disk-full'])
      throw new UsageError('lanekeeper verify-durability needs something to do.');
    if (options.resume && options.seed !== undefined)
      throw new UsageError('A resumed campaign keeps its own seed: give --seed or --resume.');
    if (process.versions['electron'] !== undefined)
      throw new LanekeeperError(
        'unsupported',
        'The desktop program cannot start the processes a campaign is made of.',
        {
          hint: 'Nothing was run. Give the command with Node.js 24: `node dist/cli/cli.js verify-durability …`.',
        },
      );
    const { runCampaign } = await import('../../verify/campaign/run-campaign.ts');
    const script = await runtimeScript((line) => terminal.say(line));
    // Before hours of work: a key that is none is told now.
    const sign = await signerOf(createKeptSecrets(placesOf(workspace).secretsFolder));
    const stopped = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
    const { report, file } = await runCampaign(
      {
        kills,
        crashPoints: options['crash-points'],
        powerLoss,
        races,
        diskFull: options['disk-full'],
        seed: options.seed ?? new Date().toISOString(),
        isResumed: options.resume,
      },
      {
        folder: join(workspace, 'durability'),
        script,
        version: productVersion(),
        sign,
        now: () => new Date(),
        signal: stopped.signal,
        onProgress: (line, phase) => terminal.showProgress(line, phase),
      },
    );
    const rows = report.invariants.map(({ id, text, held, plantedFound }) => [
      id,
      held ? 'holds' : 'VIOLATED',
      plantedFound ? 'found' : 'NOT FOUND',
      text,
    ]);
    const columns = [
      { title: '' },
      { title: 'VERDICT' },
      { title: 'PLANTED' },
      { title: 'WHAT HOLDS', isFlexible: true as const },
    ];
    const { campaign } = report;
    const text = [
      table(columns, rows, terminal),
      '',
      facts([
        ['Verdict', report.verdict],
        ['Seed', campaign.seed],
        ['Sittings', String(campaign.sittings.length)],
        ...Object.entries(campaign.counts).map(([name, count]): [string, string] => [name, count.toLocaleString('en')]),
        ...Object.entries(campaign.notRun).map(([name, why]): [string, string] => [name, `not run: ${why}`]),
        ['Report', file],
        ['SHA-256', report.hash],
        ['Signed', report.signature === null ? 'no: this workspace has no key' : `by ${report.signature.publicKey}`],
      ]),
      ...campaign.violations.map(({ where, invariant, what }) => `\n${invariant} ${where}: ${plain(what)}`),
    ].join('\n');
    return { exit: report.verdict === 'sound' ? 0 : 1, value: report, text };
  },
});
