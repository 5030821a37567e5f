/** An error with a stable code and a next step, shown to the operator as written. */
export class AgentError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = 'AgentError';
    this.code = code;
    this.hint = hint;
  }
}
