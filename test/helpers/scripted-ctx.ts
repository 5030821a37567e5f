import { createHash } from 'node:crypto';
import type {
  ArtifactRef,
  ArtifactRequest,
  Ctx,
  EffectOutcome,
  EffectRequest,
  InputFile,
  Json,
  Progress,
  StepContext,
  StoredRef,
} from 'lanekeeper/sdk';

/** What a scripted run did, in order; also its journal, so that a second run can replay it. */
export interface ScriptedRun {
  readonly ctx: Ctx;
  /** Names of the steps whose bodies ran in this run; replayed steps are not among them. */
  readonly ran: string[];
  readonly effects: EffectRequest[];
  readonly artifacts: ArtifactRequest[];
  readonly progress: Progress[];
  /** Results by path, as the engine's journal would hold them. */
  readonly journal: Map<string, Json>;
}

export interface Script {
  readonly file?: InputFile;
  /** Answers each effect; done when absent. */
  readonly answer?: (request: EffectRequest) => EffectOutcome;
  /** The journal and the stored values of an earlier run to replay. */
  readonly earlier?: ScriptedRun;
  /** Ends the run like a kill before the body of this step starts. */
  readonly killBefore?: string;
}

/** Thrown where a script kills its run. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

const storedValues = new WeakMap<Map<string, Json>, Map<string, string>>();

/** A context that keeps everything in memory and journals by path, with the SDK's rules where an agent could break them. */
export function scriptedRun(script: Script = {}): ScriptedRun {
  const journal = new Map(script.earlier?.journal);
  const stored = (script.earlier && storedValues.get(script.earlier.journal)) ?? new Map<string, string>();
  storedValues.set(journal, stored);
  const run = { ran: [], effects: [], artifacts: [], progress: [], journal };
  return Object.assign(run, { ctx: new ScriptedCtx(script, run, stored, '') });
}

type Record_ = Omit<ScriptedRun, 'ctx'>;

class ScriptedCtx implements Ctx {
  readonly runId = 'run-1';
  readonly path: string;
  readonly file: InputFile | null;
  readonly inherited = [];
  readonly #script: Script;
  readonly #run: Record_;
  readonly #stored: Map<string, string>;
  #next = 0;
  #busyWith = '';

  constructor(script: Script, run: Record_, stored: Map<string, string>, path: string) {
    this.path = path;
    this.file = script.file ?? null;
    this.#script = script;
    this.#run = run;
    this.#stored = stored;
  }

  async remember(text: string): Promise<void> {
    await this.#entry('step:remember', async () => text);
  }

  async step<T extends Json>(name: string, body: (step: StepContext) => Promise<T> | T): Promise<T> {
    return this.#entry(`step:${name}`, async () => {
      if (this.#script.killBefore === name) throw new Killed(name);
      this.#run.ran.push(name);
      return body(this.#stepContext());
    });
  }

  async model<T extends Json>(name: string, call: (step: StepContext) => Promise<T> | T): Promise<T> {
    return this.step(name, call);
  }

  async all<T extends Json>(
    name: string,
    branches: Readonly<Record<string, (ctx: Ctx) => Promise<T>>>,
  ): Promise<Record<string, T>> {
    return this.#entry(`all:${name}`, async (path) => {
      const results = await Promise.all(
        Object.entries(branches).map(async ([key, branch]): Promise<[string, T]> => {
          return [key, await branch(new ScriptedCtx(this.#script, this.#run, this.#stored, `${path}:${key}/`))];
        }),
      );
      return Object.fromEntries(results);
    });
  }

  async race<T extends Json>(): Promise<{ winner: string; value: T }> {
    throw new Error('No script needs a race.');
  }

  async sleep(): Promise<void> {
    await this.#entry('sleep', async () => null);
  }

  async sleepUntil(): Promise<void> {
    await this.#entry('sleep-until', async () => null);
  }

  async send(): Promise<void> {
    throw new Error('No script sends to another run.');
  }

  async spawn(): Promise<never> {
    throw new Error('No script starts another run.');
  }

  async join<T extends Json>(): Promise<T | null> {
    throw new Error('No script joins another run.');
  }

  async continueAs(): Promise<never> {
    throw new Error('No script goes on as another run.');
  }

  async generate(): Promise<never> {
    throw new Error('No script asks a model.');
  }

  async query(): Promise<never> {
    throw new Error('No script asks the console.');
  }

  async ask(): Promise<null> {
    return null;
  }

  async signal<T extends Json>(): Promise<T | null> {
    return null;
  }

  async effect(request: EffectRequest): Promise<EffectOutcome> {
    return this.#entry(`effect:${request.tool}`, async () => {
      this.#run.effects.push(request);
      return this.#script.answer?.(request) ?? { outcome: 'done', summary: 'Done.', detail: {} };
    });
  }

  async artifact(request: ArtifactRequest): Promise<ArtifactRef> {
    return this.#entry(`artifact:${request.name}`, async () => {
      this.#run.artifacts.push(request);
      const sha256 = createHash('sha256').update(request.text).digest('hex');
      return { artifactId: `artifact-${this.#run.artifacts.length}`, name: request.name, version: 1, sha256 };
    });
  }

  progress(progress: Progress): void {
    this.#run.progress.push(progress);
  }

  now(): number {
    return 0;
  }

  random(): number {
    return 0.5;
  }

  uuid(): string {
    return '00000000-0000-7000-8000-000000000000';
  }

  /** Journals one entry under this branch's next path, and answers from the journal on replay. */
  async #entry<T>(what: string, body: (path: string) => Promise<T>): Promise<T> {
    if (this.#busyWith !== '') throw new Error(`${what} was called while ${this.#busyWith} was still running.`);
    const path = `${this.path}${this.#next}/${what}`;
    this.#next += 1;
    const known = this.#run.journal.get(path);
    if (known !== undefined) return known as T;
    this.#busyWith = what;
    try {
      const value = await body(path);
      const text = JSON.stringify(value);
      this.#run.journal.set(path, JSON.parse(text) as Json);
      return JSON.parse(text) as T;
    } finally {
      this.#busyWith = '';
    }
  }

  #stepContext(): StepContext {
    return {
      attempt: 1,
      previous: null,
      heartbeat: () => {},
      signal: new AbortController().signal,
      spent: () => {},
      progress: (progress) => {
        this.#run.progress.push(progress);
      },
      store: async (value): Promise<StoredRef> => {
        const text = JSON.stringify(value);
        const $stored = createHash('sha256').update(text).digest('hex');
        this.#stored.set($stored, text);
        return { $stored, bytes: Buffer.byteLength(text) };
      },
      load: async (ref) => {
        const text = this.#stored.get(ref.$stored);
        if (text === undefined) throw new Error(`Nothing is stored under ${ref.$stored}.`);
        return JSON.parse(text) as Json;
      },
    };
  }
}
