const colours = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, dim: 2, bold: 1 } as const;
export type Colour = keyof typeof colours;
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_, text) => text;
export const ansi: Paint = (colour, text) => `\u001b[${colours[colour]}m${text}\u001b[0m`;

/** Colours where a person looks on and did not decline them (https://no-color.org). */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  return stream.isTTY && !env['NO_COLOR'] ? ansi : plain;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
