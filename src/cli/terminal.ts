/** Where a command writes: what was asked for to `stdout`, complaints to `stderr`. */
export interface Terminal {
  readonly stdout: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}
