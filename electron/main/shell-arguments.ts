/** What the desktop program is started for. */
export type ShellArguments =
  | { readonly kind: 'window'; readonly workspace: string | undefined }
  /** The command line of a packaged console, which has no Node of its own to run it. */
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** Reads the arguments after the program and, unpackaged, the project folder. Chromium's own switches are passed over. */
export function readShellArguments(argv: readonly string[]): ShellArguments {
  const command = argv.indexOf('--cli');
  if (command !== -1) return { kind: 'command', argv: argv.slice(command + 1) };
  const stated = argv.find((argument) => argument.startsWith('--workspace='));
  return { kind: 'window', workspace: stated?.slice('--workspace='.length) };
}
