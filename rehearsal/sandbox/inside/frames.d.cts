export type Head = Readonly<Record<string, unknown>>;
export function frame(head: Head, body?: Uint8Array): Buffer;
export function reader(hear: (head: Head, body: Buffer) => void): (chunk: Buffer) => void;
