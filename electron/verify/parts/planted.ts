import { join } from 'node:path';
import type { PlantedVerdict } from '../checker/planted.ts';
import { openBook } from '../product/book.ts';
import { openMailSink } from '../product/mail-sink.ts';
import { createOperator } from '../product/operator.ts';
import { prepareGround } from '../product/prepare.ts';
import { seededRandom } from '../product/random.ts';
import { startRuntime } from '../product/runtime-process.ts';
import type { PartWorld } from './part.ts';

/**
 * A checker that finds nothing proves nothing: violations are planted in copies of a sound store, and it must name each.
 * The sound store itself must come out without a finding.
 */
export async function plantViolations(world: PartWorld): Promise<readonly PlantedVerdict[]> {
  const ground = await prepareGround(join(world.scratch, 'planted'));
  const random = seededRandom(`${world.seed}/planted`);
  const book = openBook();
  const sink = await openMailSink(
    () => 0,
    ({ key }) => book.write({ kind: 'mail', key }),
  );
  try {
    const operator = createOperator({ ground, book, sink, random, serial: 'planted', tickets: 5 });
    const runtime = startRuntime({ script: world.script, workspace: ground.workspace });
    const client = await runtime.ready;
    if (client === null) throw new Error(`The runtime did not start: ${runtime.log().slice(-500)}`);
    await operator.work(client, ({ unfinished, open, runsStarted }) => runsStarted > 0 && unfinished + open === 0, 0);
    await runtime.stop();
    const ledger = book.ledger({ isRecovered: true, isSettled: true });
    const sound = await world.checker.check(ground.workspace, ledger);
    if (sound.length > 0)
      return sound.map(({ invariant, what }) => ({
        invariant,
        what: `found in a sound store: ${what}`,
        isFound: false,
      }));
    return await world.checker.plant(ground.workspace, join(world.scratch, 'planted-copies'), ledger);
  } finally {
    await sink.close();
  }
}
